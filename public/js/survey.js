/**
 * Filling in a questionnaire: questions appear as they are asked for, each answer is saved by itself,
 * and what cannot be sent is kept and sent when the connection is back. Without it the buttons of the
 * form save each step.
 */
import { keptAnswers } from './survey-kept.js';
import { isSame, merge, putValues, questionsOf, readValues, showAsked } from './survey-values.js';

const TYPING_MS = 700;
const CHOICE_MS = 100;
const LONGEST_WAIT_MS = 15_000;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 30_000;
/** Browsers let a page that goes send no more than 64 KiB. */
const KEEPALIVE_LENGTH = 60_000;
/** Somebody writes in another window at the same time: not for ever. */
const MERGES = 3;

function fill(root) {
  const form = root.querySelector('form.survey-steps');
  const word = root.querySelector('[data-save-state]');
  const kept = keptAnswers(form.dataset.form);
  const version = form.elements.namedItem('version');
  let base = readValues(form);
  let tried = null;
  let changed = false;
  let running = null;
  let timer = 0;
  let retry = FIRST_RETRY_MS;
  let lost = false;
  let letThrough = false;

  function say(state, text = word.dataset[`${state}Word`]) {
    word.textContent = text;
    word.classList.toggle('save-state-bad', state !== 'saved' && state !== 'saving');
    word.classList.toggle('save-state-good', state === 'saved');
  }

  function later(ms) {
    window.clearTimeout(timer);
    timer = window.setTimeout(flush, ms);
  }

  function note(ms) {
    changed = true;
    kept.write({ base, mine: readValues(form), tried });
    later(ms);
  }

  /** Marks what the server says is wrong, and takes back what it said before. */
  function showErrors(errors) {
    for (const question of questionsOf(form)) {
      const message = errors[question.dataset.question];
      const id = `${question.id}-error`;
      const old = form.ownerDocument.getElementById(id);
      if (!message) old?.remove();
      else if (old) old.textContent = message;
      else {
        const said = form.ownerDocument.createElement('p');
        said.id = id;
        said.className = 'field-error';
        said.textContent = message;
        question.append(said);
      }
      const help = question.querySelector('.question-help')?.id ?? '';
      const described = [help, message ? id : ''].filter(Boolean).join(' ');
      if (described) question.setAttribute('aria-describedby', described);
      else question.removeAttribute('aria-describedby');
    }
  }

  async function post() {
    const body = new URLSearchParams(new FormData(form));
    let answer;
    try {
      answer = await fetch(root.dataset.survey, {
        method: 'POST',
        body,
        redirect: 'manual',
        keepalive: String(body).length < KEEPALIVE_LENGTH,
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(LONGEST_WAIT_MS),
      });
    } catch {
      return { kind: 'lost' };
    }
    if (answer.status === 401) return { kind: 'ended' };
    if (answer.status >= 500 || answer.status === 429) return { kind: 'lost' };
    const reply = await answer.json().catch(() => ({ errors: {} }));
    if (answer.ok) return { kind: 'saved', reply };
    return { kind: reply.current ? 'changed' : 'refused', reply };
  }

  function accept(sent, { version: now, answered }) {
    version.value = now;
    base = sent;
    showErrors({});
    if (!answered) return;
    root.querySelector('[data-answered]').textContent = answered.words;
    const bar = root.querySelector('progress');
    bar.max = answered.of;
    bar.value = answered.n;
  }

  /** Takes over what was stored elsewhere, under what was changed here; false: both changed one answer. */
  function takeOver({ version: now, values }) {
    const current = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, [value].flat().filter(Boolean)]),
    );
    const merged = merge({ base, mine: readValues(form), tried }, current);
    if (merged.conflicts.length > 0) return false;
    version.value = now;
    base = current;
    putValues(form, merged.values);
    showAsked(form);
    return true;
  }

  function waitForNet() {
    lost = true;
    say('offline');
    later(retry);
    retry = Math.min(retry * 2, LAST_RETRY_MS);
  }

  /** Sends until all is sent: 'saved', or why it is not. */
  async function send() {
    let merges = 0;
    while (changed) {
      changed = false;
      const sent = readValues(form);
      kept.write({ base, mine: sent, tried });
      if (!lost) say('saving');
      const { kind, reply } = await post();
      if (kind === 'saved') {
        accept(sent, reply);
        tried = null;
        continue;
      }
      // It may have arrived all the same: met again as stored, it is this window's own.
      if (kind === 'lost') tried = sent;
      changed = true;
      if (kind === 'changed' && merges < MERGES && takeOver(reply.current)) {
        merges += 1;
        continue;
      }
      if (kind === 'lost') waitForNet();
      else say(kind, kind === 'refused' ? reply.errors[''] : undefined);
      if (kind === 'refused') showErrors(reply.errors);
      return kind;
    }
    lost = false;
    retry = FIRST_RETRY_MS;
    kept.drop();
    say('saved');
    return 'saved';
  }

  function flush() {
    window.clearTimeout(timer);
    if (!changed) return running ?? Promise.resolve('saved');
    running ??= send().finally(() => {
      running = null;
    });
    return running;
  }

  /** Answers of this device that the server does not have: they go in, unless it has others. */
  function restore() {
    const found = kept.read();
    if (!found) return;
    const { values, conflicts } = merge(found, base);
    const offer = root.querySelector('[data-kept-offer]');
    if (conflicts.length > 0 && offer) {
      offer.hidden = false;
      offer.querySelector('[data-kept-restore]').addEventListener('click', () => {
        offer.hidden = true;
        putValues(form, found.mine);
        showAsked(form);
        note(CHOICE_MS);
      });
      offer.querySelector('[data-kept-discard]').addEventListener('click', () => {
        offer.hidden = true;
        kept.drop();
      });
      return;
    }
    putValues(form, values);
    showAsked(form);
    if (isSame(values, base)) kept.drop();
    else note(CHOICE_MS);
  }

  form.addEventListener('input', (event) => {
    showAsked(form);
    const typed = event.target.matches('textarea, input:not([type="radio"], [type="checkbox"])');
    note(typed ? TYPING_MS : CHOICE_MS);
  });
  window.addEventListener('online', () => flush());
  document.addEventListener('visibilitychange', () => flush());
  window.addEventListener('beforeunload', (event) => {
    if (lost && changed) event.preventDefault();
  });
  // Before all others: a step is left when its answers are saved, and not while they cannot be.
  root.addEventListener(
    'submit',
    async (event) => {
      if (letThrough || event.target !== form || (!changed && !running)) return;
      event.preventDefault();
      event.stopPropagation();
      const { submitter } = event;
      await flush();
      if (changed && (await flush()) === 'lost') return;
      letThrough = true;
      form.requestSubmit(submitter);
    },
    true,
  );

  showAsked(form);
  restore();
}

const root = document.querySelector('[data-survey]');
if (root) fill(root);
