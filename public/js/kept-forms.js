/**
 * Forms whose words survive: what is typed is kept as a draft (kept-store.js), is there again when the form
 * is opened, is sent without leaving the page, once, also when the network comes back later, and goes when
 * the server has said that it is saved. A draft has the form's idempotency key for its id: however often and
 * from however many tabs it is sent, it is written once.
 */
import './forms.js';
import { restore, valuesOf } from './form-values.js';
import { send, untilSent } from './kept-sending.js';
import * as store from './kept-store.js';

const field = (form, name) => form.elements.namedItem(name);
/** Fields that belong to the draft although nobody types them. */
const CARRIED = ['idempotencyKey', 'version', 'nextShown', 'back'];
const moment = new Intl.DateTimeFormat(document.documentElement.lang, {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
});

/** Shows one of the sentences of the form's state; null: none. */
function say(form, name, { focus = true } = {}) {
  const box = form.querySelector('[data-kept-status]');
  for (const word of box.querySelectorAll('[data-kept-word]'))
    word.hidden = word.dataset.keptWord !== name;
  box.hidden = name === null;
  if (name !== null && focus) box.focus();
}

/** The form's own history entry keeps the key that it goes by (forms.js). */
function useKey(form, key) {
  field(form, 'idempotencyKey').value = key;
  const forms = { ...window.history.state?.forms, [form.dataset.form]: key };
  window.history.replaceState({ ...window.history.state, forms }, '');
}

const draftOf = (form, waiting) => ({
  id: field(form, 'idempotencyKey').value,
  form: form.dataset.kept,
  title: form.dataset.keptTitle,
  values: valuesOf(form),
  hidden: Object.fromEntries(
    CARRIED.flatMap((name) => (field(form, name) ? [[name, field(form, name).value]] : [])),
  ),
  at: Date.now(),
  waiting,
});

/** That it comes later than it was typed: the server looks whether another device was faster. */
function markLate(form) {
  if (field(form, 'late')) field(form, 'late').value = 'yes';
}

function showRestored(form, draft, initial) {
  const box = form.querySelector('[data-kept-restored]');
  const { id, hidden } = initial;
  box.querySelector('[data-kept-when]').textContent = moment.format(draft.at);
  box.querySelector('[data-kept-unsent]').hidden = !draft.waiting;
  box.hidden = false;
  box.querySelector('[data-kept-discard]').addEventListener('click', async () => {
    await store.drop(draft.id);
    form.reset();
    for (const [name, value] of Object.entries(hidden)) field(form, name).value = value;
    if (field(form, 'late')) field(form, 'late').value = '';
    useKey(form, id);
    box.hidden = true;
    say(form, null);
    form.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

function putBack(form, draft) {
  const initial = draftOf(form, false);
  if (JSON.stringify(draft.values) !== JSON.stringify(initial.values)) {
    restore(form, draft.values);
    const folded = form.closest('details');
    if (folded) folded.open = true;
    showRestored(form, draft, initial);
  }
  for (const [name, value] of Object.entries(draft.hidden)) {
    if (name !== 'back' && field(form, name)) field(form, name).value = value;
  }
  useKey(form, draft.id);
  markLate(form);
}

/** Goes on as the browser's own sending would: the form keeps its entry in the history. */
function goTo(address) {
  window.history.pushState(null, '', window.location.href);
  window.location.replace(address);
}

/** Lets the form be pressed again. */
function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('.is-sending')) {
    button.removeAttribute('aria-disabled');
    button.classList.remove('is-sending');
  }
}

/** What an answer means for the page; true: it is worth trying again. */
async function take(form, { state, to }, draft) {
  if (state === 'saved') {
    await store.drop(draft.id);
    goTo(to);
    return false;
  }
  if (state === 'shown') {
    store.noteSent(draft.id);
    form.submit();
    return false;
  }
  release(form);
  const again = state === 'offline' || state === 'down';
  await store.keep({ ...draft, waiting: again });
  if (again) markLate(form);
  say(form, state === 'offline' ? `offline-${store.place}` : state);
  return again;
}

function sending(form) {
  let waiting = null;
  async function once() {
    const draft = draftOf(form, true);
    // Another tab has sent it, or somebody threw it away: then there is nothing to send by itself.
    if (waiting && store.place === 'device' && !store.isKept(draft.id)) {
      say(form, 'elsewhere');
      return false;
    }
    await store.keep(draft);
    return take(form, await send(form, store.place === 'device'), draft);
  }
  return async () => {
    if (waiting) return waiting();
    if (!(await once())) return;
    waiting = untilSent(async () => {
      const more = await once();
      if (!more) waiting = null;
      return more;
    });
  };
}

/** What is typed and pressed before the drafts are read: nothing of it is lost, and none is sent past them. */
function watchEarly(form) {
  const seen = { typed: false, pressed: false };
  const done = new AbortController();
  form.addEventListener(
    'input',
    () => {
      seen.typed = true;
    },
    done,
  );
  form.addEventListener(
    'submit',
    (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      seen.pressed = true;
    },
    done,
  );
  return { form, seen, end: () => done.abort() };
}

/** A key as the server makes them; `crypto.randomUUID` is not there without https. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Its key has been written with other words: loaded again it is a new form, with what was typed in it. */
async function startAnew(form) {
  const draft = draftOf(form, false);
  const id = newKey();
  await store.drop(draft.id);
  await store.keep({ ...draft, id, hidden: { ...draft.hidden, idempotencyKey: id } });
}

async function keepForm({ form, seen, end }, kept) {
  const answered = form.hasAttribute('data-kept-answered');
  const initial = seen.typed ? null : JSON.stringify(valuesOf(form));
  const draft = kept.find((one) => one.form === form.dataset.kept);
  if (seen.typed) await store.keep(draftOf(form, false));
  else if (draft && !answered) putBack(form, draft);
  const blocked = form.querySelector('[data-kept-blocked]');
  if (store.place === 'page' && blocked) blocked.hidden = false;
  form.addEventListener('input', () => {
    const now = draftOf(form, false);
    if (JSON.stringify(now.values) === initial && !answered) store.drop(now.id);
    else store.keep(now);
  });
  if ('used' in form.dataset) await startAnew(form);
  const press = sending(form);
  end();
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    press();
  });
  if (seen.pressed) press();
}

/** Drafts of other pages: where they wait, and their words where the form is not given any more. */
function listOthers(kept, forms) {
  const box = document.querySelector('[data-kept-others]');
  const here = new Set(forms.map((form) => form.dataset.kept));
  const others = kept.filter((one) => !here.has(one.form));
  if (!box || others.length === 0) return;
  const model = box.querySelector('template');
  for (const draft of others) {
    const line = model.content.firstElementChild.cloneNode(true);
    const [path] = draft.form.split('#');
    const link = line.querySelector('a');
    link.href = `${box.dataset.keptBase}${path}`;
    link.textContent = draft.title;
    line.querySelector('[data-kept-when]').textContent = moment.format(draft.at);
    line.querySelector('[data-kept-unsent]').hidden = !draft.waiting;
    const texts = Object.entries(draft.values)
      .filter(([name]) => ['done', 'agreed', 'text', 'came', 'heldOn'].includes(name))
      .flatMap(([, values]) => values);
    line.querySelector('textarea').value = texts.filter(Boolean).join('\n');
    line.querySelector('[data-kept-discard]').addEventListener('click', async () => {
      await store.drop(draft.id);
      line.remove();
      box.hidden = box.querySelector('li') === null;
    });
    box.querySelector('ul').append(line);
  }
  box.hidden = false;
}

/** At the end of a session everything can be taken off a computer that others use. */
function offerCleaning() {
  const box = document.querySelector('[data-kept-clean]');
  if (!box || store.onDevice() === 0) return;
  box.hidden = false;
  box.querySelector('button').addEventListener('click', () => {
    store.dropAll();
    box.querySelector('[data-kept-cleaned]').hidden = false;
    box.querySelector('button').hidden = true;
  });
}

/** A form that the browser sent itself: its draft goes when the next page says that it is saved. */
async function settleSent() {
  const sent = store.sentBefore();
  if (sent === null) return;
  if (document.querySelector('[data-saved]')) await store.drop(sent);
  const stillAsked = document.querySelector('form[data-page], [data-changed]') !== null;
  if (!stillAsked) store.forgetSent();
}

/** Scripts of single forms (more links, quick dates) have to be there before something is put back. */
async function allScripts() {
  const [loading] = performance.getEntriesByType('navigation');
  if (document.readyState === 'complete' || loading?.domContentLoadedEventStart > 0) return;
  await new Promise((resolve) => {
    document.addEventListener('DOMContentLoaded', resolve, { once: true });
  });
}

const forms = [...document.querySelectorAll('form[data-kept]')];
const watched = forms.map(watchEarly);
await settleSent();
await allScripts();
const kept = await store.drafts();
for (const one of watched) await keepForm(one, kept);
listOthers(kept, forms);
offerCleaning();
