/** «Подбор»: progress of a run, changes without a jump, the board's dialogs and dragging. */
import { dragging } from './matching-drag.js';

const told = document.querySelector('[data-match-told]');
const live = document.querySelector('[data-match-live]');

const say = (words) => {
  if (live) live.textContent = words;
};

/* How far a run is. The page is loaded again when it is through. */
const PROGRESS_MS = 700;
const progress = document.querySelector('[data-match-progress]');

async function watch() {
  const bar = progress.querySelector('progress');
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PROGRESS_MS));
    const answer = await fetch(progress.dataset.matchProgress, { redirect: 'error' }).catch(
      () => null,
    );
    // Nobody answers for the moment: the next look may find somebody.
    if (answer === null) continue;
    if (!answer.ok) return window.location.reload();
    const { words, value, max, done } = await answer.json();
    bar.max = max;
    bar.value = value;
    progress.querySelector('[data-match-words]').textContent = words;
    if (done) return window.location.reload();
  }
}
if (progress) watch();

/* Parts of the page that change are taken from a fresh copy of it. */
const keyOf = (element) => element?.closest('[data-card]')?.dataset.card;

function focusOn(card) {
  const own =
    card &&
    (document.querySelector(`.match-sheet[data-card="${card}"]`) ??
      document.querySelector(`[data-card="${card}"]`));
  const target =
    own?.querySelector('.match-menu > summary') ??
    own?.querySelector('.match-actions a, a') ??
    document.querySelector('#match-lonely, .sheet-head h2');
  target?.focus({ preventScroll: true });
  own?.scrollIntoView({ block: 'nearest' });
}

/** @param card whose card gets the focus; without one it stays where it is */
async function refresh(card) {
  const answer = await fetch(window.location.href, { redirect: 'error' });
  if (!answer.ok) return window.location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const had = card ?? keyOf(document.activeElement);
  const { scrollX, scrollY } = window;
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (next) part.replaceWith(document.adoptNode(next));
  }
  const lead = fresh.querySelector('.lead-line');
  const own = document.querySelector('.lead-line');
  if (lead && own) own.textContent = lead.textContent;
  window.scrollTo(scrollX, scrollY);
  if (had !== undefined) focusOn(had);
}

/* What went wrong is said at the top, or in the dialog that is open. */
const dialog = document.createElement('dialog');
dialog.className = 'match-dialog';
document.body.append(dialog);

function tell(problems, changed) {
  const place = dialog.open ? dialog.querySelector('[data-match-problems]') : told;
  if (!place) return;
  const list = document.createElement('ul');
  for (const words of problems) {
    const item = document.createElement('li');
    item.textContent = words;
    list.append(item);
  }
  place.replaceChildren(list);
  if (changed) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn btn-sm btn-outline-secondary';
    button.textContent = told.dataset.showNow;
    button.addEventListener('click', () => showNow(place));
    place.append(button);
  }
  place.hidden = false;
  place.focus();
}

/** The new state behind, what is typed in front: the form goes on from the version of now. */
async function showNow(place) {
  await refresh();
  place.hidden = true;
  const version = document.querySelector('#match-change [name="version"]')?.value;
  const field = dialog.open && dialog.querySelector('[name="version"]');
  if (field && version) field.value = version;
  dialog.querySelector('.match-choose button')?.focus();
}

/**
 * Sends a change. @returns whether it was made
 * @param fields FormData, or fields beside those of the board's own form
 */
async function send(action, fields, card) {
  let answer;
  try {
    answer = await fetch(action, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
      redirect: 'error',
    });
  } catch {
    tell([told.dataset.noAnswer], false);
    return false;
  }
  const news = await answer.json().catch(() => null);
  if (news === null) {
    // The session has ended, or the program has failed: the whole page says which.
    window.location.reload();
    return false;
  }
  if (answer.ok) {
    if (dialog.open) dialog.close();
    if (told) told.hidden = true;
    await refresh(card);
    say(news.said);
    return true;
  }
  if (news.ask && !dialog.open) {
    await openDialog(news.ask);
    if (dialog.open) tell(news.problems, false);
  } else tell(news.problems, news.changed);
  return false;
}

/** A change of the board: the fields of its form and these. */
const change = (fields, card) => {
  const form = document.querySelector('#match-change');
  const all = new FormData(form);
  for (const [name, value] of Object.entries(fields)) all.set(name, value);
  return send(form.action, all, card);
};

/* Dialogs show the body of the page that their link leads to. */
let opener = null;

function fill(fresh, values) {
  const body = fresh.querySelector('[data-match-body]');
  if (!body) return false;
  const head = document.createElement('div');
  head.className = 'match-dialog-head';
  const title = document.createElement('h2');
  title.id = 'match-dialog-title';
  title.textContent = fresh.querySelector('h1')?.textContent ?? '';
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'quiet';
  close.textContent = told.dataset.close;
  close.addEventListener('click', () => dialog.close());
  head.append(title, close);
  const note = document.createElement('p');
  note.className = 'muted';
  note.textContent = fresh.querySelector('.lead-line')?.textContent ?? '';
  const problems = document.createElement('div');
  problems.className = 'notice notice-warning match-told';
  problems.dataset.matchProblems = '';
  problems.tabIndex = -1;
  problems.setAttribute('role', 'alert');
  problems.hidden = true;
  const inner = document.createElement('div');
  inner.className = 'match-dialog-in';
  inner.append(head, note, problems, document.adoptNode(body));
  dialog.replaceChildren(inner);
  dialog.setAttribute('aria-labelledby', title.id);
  for (const [name, value] of values ?? []) {
    const field = inner.querySelector(`.match-choose textarea[name="${name}"]`);
    if (field) field.value = value;
  }
  const back = inner.querySelector('[name="back"]');
  if (back) back.value = window.location.pathname + window.location.search;
  return true;
}

const typed = () =>
  [...dialog.querySelectorAll('.match-choose textarea')].map((field) => [field.name, field.value]);

async function load(href) {
  const answer = await fetch(href, { redirect: 'error' }).catch(() => null);
  if (!answer?.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

async function openDialog(href) {
  opener = keyOf(document.activeElement) ?? opener;
  const fresh = await load(href);
  if (fresh === null || !fill(fresh)) {
    window.location.assign(href);
    return;
  }
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector('[type="search"]') ?? dialog.querySelector('textarea'))?.focus();
}

/** Another page or search of the people in a dialog; what was typed stays. */
async function turn(href, focus) {
  const values = typed();
  const fresh = await load(href);
  if (fresh === null || !fill(fresh, values)) return;
  dialog.querySelector(focus)?.focus();
}

dialog.addEventListener('close', () => {
  dialog.replaceChildren();
  if (opener) focusOn(opener);
  opener = null;
});

dialog.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link) return;
  if (link.matches('[data-match-close]')) {
    event.preventDefault();
    dialog.close();
  } else if (link.closest('.pages')) {
    event.preventDefault();
    turn(link.href, '.match-options input:enabled');
  }
});

dialog.addEventListener('submit', (event) => {
  const form = event.target;
  event.preventDefault();
  if (form.matches('[data-match-find]')) {
    const query = new URLSearchParams(new FormData(form));
    turn(`${form.action}?${query}`, '[type="search"]');
    return;
  }
  const fields = new FormData(form, event.submitter);
  const card = opener;
  if (fields.get('do')?.startsWith('allow')) allow(form, fields);
  else send(form.action, fields, card);
});

/** A ban is taken back, and the choice goes on. */
async function allow(form, fields) {
  const { action } = form;
  const kept = opener;
  const made = await send(action, fields, kept);
  if (made) await openDialog(action);
  opener = kept;
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-match-dialog]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const menu = link.closest('details.menu');
  if (menu) menu.open = false;
  opener = keyOf(link) ?? null;
  openDialog(link.href);
});

document.addEventListener(
  'submit',
  (event) => {
    if (!event.target.matches('[data-match-change]')) return;
    event.preventDefault();
    event.stopPropagation();
    const menu = event.submitter?.closest('details.menu');
    if (menu) menu.open = false;
    change({ do: event.submitter?.value ?? '' }, keyOf(event.submitter));
  },
  true,
);

dragging({ change, say });

/* Settings: a slider beside each number. */
for (const range of document.querySelectorAll('[data-match-range]')) {
  const field = document.getElementById(range.dataset.matchRange);
  range.value = field.value;
  range.addEventListener('input', () => {
    field.value = range.value;
  });
  field.addEventListener('input', () => {
    range.value = field.value;
  });
}
