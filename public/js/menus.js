/** Closes menus by a click elsewhere and by Escape; keeps the current tab in view. */
const openMenus = () => document.querySelectorAll('details.menu[open]');

document.addEventListener('click', (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
  }
});

for (const current of document.querySelectorAll('.tabs .current, .sections .current')) {
  const row = current.parentElement;
  const left = current.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft += left - (row.clientWidth - current.offsetWidth) / 2;
}
