/**
 * Keeps what is typed into a form until it is saved, so that a reload, a closed frame or a lost
 * connection loses nothing. In sessionStorage and under the session's id: gone with the tab, and
 * taken away as soon as another session (the next person at this computer) or the end of this one
 * is met.
 */
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

const isTick = (field) => field.type === 'checkbox' || field.type === 'radio';
const typedFields = (form) =>
  [...form.elements].filter(
    (field) => field.name && !['hidden', 'submit', 'button', 'file', 'search'].includes(field.type),
  );

/** What stands in the fields: name → values, in the order of the page. */
function valuesOf(form) {
  const values = {};
  for (const field of typedFields(form)) {
    values[field.name] ??= [];
    if (field.multiple) values[field.name].push(...[...field.selectedOptions].map((o) => o.value));
    else if (!isTick(field) || field.checked) values[field.name].push(field.value);
  }
  return values;
}

/** Rows of links that were added by hand are not there again after a reload. */
function addRows(form, values) {
  const add = form.querySelector('[data-add-link]');
  const rows = () => form.querySelectorAll('[name="linkUrl"]').length;
  while (add && !add.hidden && rows() < (values.linkUrl?.length ?? 0)) add.click();
}

function restore(form, values) {
  addRows(form, values);
  const seen = {};
  for (const field of typedFields(form)) {
    const given = values[field.name];
    if (given === undefined) continue;
    if (isTick(field)) field.checked = given.includes(field.value);
    else if (field.multiple) {
      for (const option of field.options) option.selected = given.includes(option.value);
    } else {
      const row = seen[field.name] ?? 0;
      seen[field.name] = row + 1;
      field.value = given[row] ?? '';
    }
    const folded = field.closest('details');
    if (folded && field.value && !isTick(field)) folded.open = true;
    field.dispatchEvent(new Event('input', { bubbles: true }));
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
for (const form of document.querySelectorAll('form[data-form][data-autosave]')) {
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
