/** Taking in a register: the bar is kept up to date; when it is over, the page is asked for again. */
const PAUSE_MS = 600;

const box = document.querySelector('[data-import]');
const bar = box?.querySelector('progress');

async function look() {
  const answer = await fetch(box.dataset.import, { redirect: 'error' });
  if (!answer.ok) return false;
  const { running, value, max, words } = await answer.json();
  bar.max = max;
  bar.value = value;
  const label = box.querySelector('[data-import-words]');
  if (label.textContent !== words) label.textContent = words;
  return running;
}

async function watch() {
  let running = true;
  while (running) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    running = await look();
  }
  window.location.reload();
}

// A network that is away for a moment leaves the page as it is; its link asks again.
if (box && !document.querySelector('[action$="/run"]')) watch().catch(() => undefined);

/** The first values of the column that is chosen stand below each choice; columns that nobody chose, in a list. */
function showSamples(mapping) {
  const columns = [...document.querySelectorAll('[data-column]')];
  const selects = [...mapping.querySelectorAll('select')];
  for (const select of selects) {
    const column = columns.find((one) => one.dataset.column === select.value);
    const help = document.getElementById(`${select.id}-help`);
    if (help) help.textContent = column ? column.dataset.sample : mapping.dataset.mapping;
  }
  for (const column of columns) {
    column.hidden = selects.some((select) => select.value === column.dataset.column);
  }
  const list = mapping.parentElement.querySelector('.unused');
  list.hidden = columns.every((column) => column.hidden);
}

for (const mapping of document.querySelectorAll('[data-mapping]')) {
  mapping.addEventListener('change', () => showSamples(mapping));
  showSamples(mapping);
}
