/**
 * Keeps what is typed into a form until it is saved, so that a reload, a closed frame or a lost
 * connection loses nothing. In sessionStorage and under the session's id: gone with the tab, and
 * taken away as soon as another session (the next person at this computer) or the end of this one
 * is met. Forms that must also outlive the session and a lost network have kept-forms.js instead.
 */
import { restore, valuesOf } from './form-values.js';

const PREFIX = 'draft:';
const LONGEST = 200_000;
const [, area, sid] = window.location.pathname.split('/');

/** The storage, or null where the frame has none: then the server keeps what it can. */
function openStorage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
const storage = openStorage();

const keyOf = (form) => `${PREFIX}${sid}:${form.dataset.form}`;
const keys = () => (storage ? Object.keys(storage).filter((key) => key.startsWith(PREFIX)) : []);

function read(key) {
  try {
    return JSON.parse(storage?.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function write(key, draft) {
  const text = JSON.stringify(draft);
  try {
    if (text.length <= LONGEST) storage?.setItem(key, text);
  } catch {
    // Full: what was kept before stays.
  }
}

/** What is not of this session goes; so does what was sent, once the server says that it is saved. */
function tidy() {
  const ended = document.querySelector('[data-session-ended]') !== null;
  const saved = document.querySelector('[data-saved]') !== null;
  for (const key of keys()) {
    const foreign = area === 'app' && !key.startsWith(`${PREFIX}${sid}:`);
    if (ended || foreign || (saved && read(key)?.sent)) storage.removeItem(key);
  }
}

function offer(form, key, draft) {
  const box = form.querySelector('[data-draft-offer]');
  const hasErrors = form.querySelector('.error-summary') !== null;
  if (!box || !draft || hasErrors) return;
  if (JSON.stringify(draft.values) === JSON.stringify(valuesOf(form))) return;
  box.hidden = false;
  const folded = form.closest('details');
  if (folded) folded.open = true;
  box.querySelector('[data-draft-restore]').addEventListener('click', () => {
    box.hidden = true;
    restore(form, draft.values);
  });
  box.querySelector('[data-draft-discard]').addEventListener('click', () => {
    box.hidden = true;
    storage.removeItem(key);
  });
}

tidy();
for (const form of document.querySelectorAll('form[data-form][data-autosave]:not([data-kept])')) {
  const key = keyOf(form);
  const initial = JSON.stringify(valuesOf(form));
  offer(form, key, read(key));
  form.addEventListener('input', () => {
    const values = valuesOf(form);
    if (JSON.stringify(values) === initial) storage?.removeItem(key);
    else write(key, { values });
  });
  form.addEventListener('submit', () => {
    for (const other of keys()) write(other, { ...read(other), sent: other === key });
  });
}
