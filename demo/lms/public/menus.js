/** Closes the person menu by a click beside it or Escape; folds the course index on phones. */
const menu = document.querySelector('.person-menu');

document.addEventListener('click', (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && menu?.open) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});

const index = document.querySelector('.course-index');
const toggle = index?.querySelector('.index-toggle');

function fold(closed) {
  index.classList.toggle('is-folded', closed);
  toggle.setAttribute('aria-expanded', String(!closed));
}

if (toggle) {
  toggle.hidden = false;
  fold(true);
  toggle.addEventListener('click', () => fold(!index.classList.contains('is-folded')));
}
