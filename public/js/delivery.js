/** «Оценки»: how far the delivery to the gradebook has come, and the rows that are shown, kept up to date. */
const FIRST_MS = 1500;
const LONGEST_MS = 30_000;
/** Heard so often on the way, besides the end. */
const QUARTERS = 4;

const box = document.querySelector('[data-delivery]');
const bar = box?.querySelector('progress');

function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

const quarterOf = (value, max) => Math.floor((QUARTERS * value) / Math.max(1, max));

function showBar({ words, said, note, value, max, done }) {
  const before = quarterOf(bar.value, bar.max);
  bar.max = max;
  bar.value = value;
  bar.setAttribute('aria-valuetext', words);
  write(box.querySelector('[data-delivery-words]'), words);
  write(box.querySelector('[data-delivery-note]'), note);
  if (done || quarterOf(value, max) > before)
    write(box.querySelector('[data-delivery-said]'), said);
}

function showRow({ id, state, sign, words, when }) {
  const row = document.querySelector(`tr[data-grade="${id}"]`);
  const cell = row?.querySelector('[data-grade-state]');
  if (!cell) return;
  cell.className = `grade-${state}`;
  write(cell.querySelector('[data-grade-sign]'), sign);
  write(cell.querySelector('[data-grade-words]'), words);
  write(row.querySelector('[data-grade-when]'), when);
}

/** Asks once; the answer's bar as text, or null when there is nothing more to ask. */
async function look() {
  const answer = await fetch(box.dataset.delivery + window.location.search, { redirect: 'error' });
  if (!answer.ok) return null;
  const news = await answer.json();
  showBar(news);
  for (const row of news.rows) showRow(row);
  write(document.querySelector('.lead-line'), news.lead);
  return news.done ? null : news.words;
}

const visible = () =>
  new Promise((resolve) => {
    if (!document.hidden) return resolve();
    document.addEventListener('visibilitychange', resolve, { once: true });
  });

/** The less there is new, the more seldom it asks: an LMS that rests is no reason to. */
async function watch() {
  let last = '';
  let pause = FIRST_MS;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    await visible();
    const words = await look().catch(() => last);
    if (words === null) return;
    pause = words === last ? Math.min(pause * 1.5, LONGEST_MS) : FIRST_MS;
    last = words;
  }
}

if (bar) watch();
