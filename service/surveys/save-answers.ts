import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid } from '../../shared/errors.js';
import { id } from '../api/common.js';
import type { Answers, Definition } from '../api/questionnaire-definition.js';
import type { AnswerState } from '../api/reference.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import { answerProblems, gapsOf, keptAnswers, type People, peopleNamed } from './answer-rules.js';
import { readAsked, readVersion } from './asked-wave.js';
import { audienceStore } from './audience-store.js';
import { questionnaireStore } from './questionnaire-store.js';
import { responseStore, type Saved, type StoredResponse } from './response-store.js';
import { type AskedFacts, formsOf, waveStateOn } from './wave-rules.js';
import { type StoredWave, waveStore } from './wave-store.js';

/** Longer rankings are refused by the rules, whoever is in them. */
const MOST_NAMED = 100;

const isId = (text: string): boolean => id.safeParse(text).success;

function refuse(code: string): AppError {
  return new AppError('conflict', code, { problems: [{ path: '', code }] });
}

/** Throws `conflict` unless a wave takes answers on a day. */
export function checkOpen(wave: StoredWave, today: string): void {
  const state = waveStateOn(wave, today);
  if (state === 'planned') throw refuse('wave.notOpen');
  if (state === 'closed') throw refuse('wave.closed');
}

/** Claims wave and version for an answer to what was read; see waveStore.claim(). */
export async function claim(
  trx: Knex.Transaction,
  wave: StoredWave,
  version: { versionId: string; answered: boolean; edits: number },
  today: string,
): Promise<void> {
  if (!(await waveStore(trx).claim(wave))) {
    const now = await waveStore(trx).find({ ...wave, scopeForms: null }, wave.waveId);
    if (now) checkOpen(now, today);
    throw refuse('wave.changed');
  }
  if (version.answered) return;
  const noted = await questionnaireStore(trx).noteAnswered(version.versionId, version.edits);
  if (!noted) throw refuse('wave.changed');
}

/** Of those named in rankings, who can be: somebody else who holds the role, and is offered in the wave. */
export async function knownPeople(
  trx: Knex.Transaction,
  wave: StoredWave,
  definition: Definition,
  answers: Answers,
  personId: string,
): Promise<People> {
  const named = peopleNamed(definition, answers);
  if (named.length === 0) return {};
  const store = audienceStore(trx);
  const sets: [string, Map<string, string>][] = [];
  for (const { code, role, ids } of named) {
    const possible = ids.filter((one) => isId(one)).slice(0, MOST_NAMED);
    const known = await store.holdersAmong(wave, role, possible);
    known.delete(personId);
    sets.push([code, known]);
  }
  return Object.fromEntries(sets);
}

const NO_GAPS: ReadonlySet<string> = new Set();

/** A sheet of paper may have come in with gaps: they are asked for when it is handed in again. */
async function knownGaps(
  trx: Knex.Transaction,
  wave: StoredWave,
  personId: string,
  definition: Definition,
): Promise<ReadonlySet<string>> {
  const found = await responseStore(trx).find(wave, personId);
  return found ? gapsOf(definition, found.answers) : NO_GAPS;
}

function partOf({ anonymous, breakdown, form }: StoredWave, facts: AskedFacts): string | null {
  if (!anonymous || breakdown === 'none') return null;
  return (breakdown === 'group' ? facts.group : (form ?? formsOf(facts)[0])) ?? '';
}

/** Writes over the answers that the caller saw; the same words once more are no conflict. */
async function write(
  trx: Knex.Transaction,
  authority: Authority,
  wave: StoredWave,
  saved: Saved,
  seen: { personId: string; version: number; found: StoredResponse | null; definition: Definition },
): Promise<{ version: number; changed: boolean }> {
  const { personId, version, found, definition } = seen;
  const store = responseStore(trx);
  if (found && found.version !== version) {
    const same =
      found.state === saved.state &&
      JSON.stringify(keptAnswers(definition, found.answers)) === JSON.stringify(saved.answers);
    if (same) return { version: found.version, changed: false };
  }
  const { answers = {}, state = 'none', version: newest = 0 } = found ?? {};
  const conflict = (cause?: unknown) =>
    new AppError('changed_meanwhile', 'the answers were changed meanwhile', {
      details: { current: { answers, answerState: state, version: newest } },
      ...(cause === undefined ? {} : { cause }),
    });
  if (newest !== version) throw conflict();
  if (found) {
    if (!(await store.update(wave, personId, found, saved))) throw conflict();
    return { version: version + 1, changed: true };
  }
  try {
    await store.insert(authority, wave, personId, saved);
  } catch (error) {
    // One set of answers a person: the database has the last word.
    throw isDuplicate(error) ? conflict(error) : error;
  }
  return { version: 1, changed: true };
}

/**
 * Notes that answers were saved: handed in, in the journal (that they were, never what they say; of an
 * anonymous wave the first time only); on the way, by nothing after the first word: no answer that is
 * remembered for the programme tells of drafts.
 */
async function note(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  wave: StoredWave,
  state: { before: AnswerState; after: AnswerState },
): Promise<void> {
  if (state.after !== 'submitted' && state.before !== 'none') return;
  const again = state.before === 'submitted' && wave.anonymous;
  if (state.after !== 'submitted' || again) return bumpRevision(trx, authority.programmeId);
  await recordChange(trx, deps.clock, authority, {
    action: 'survey_wave.submitted',
    entity: 'survey_wave',
    entityId: wave.waveId,
  });
}

/**
 * Saves a person's answers to a wave: all of them each time, as far as they are or handed in.
 * @throws `not_found` for those who are not asked, `conflict` with `wave.*` while it is not open or
 *   was changed, with `answer.consentWithdrawn` of whose consent is withdrawn, `invalid` by `answers.<code>`, `changed_meanwhile` over an older version
 */
export async function saveMyAnswers(
  deps: ServiceDeps,
  { authority, input }: Call<'saveMyAnswers'>,
) {
  const today = todayIn(authority.timeZone, deps.clock);
  return inTransaction(deps.db, async (trx) => {
    const asked = await readAsked(trx, authority, input.waveId, today);
    const { wave, facts, personId, answerState, hidden, stopped } = asked;
    checkOpen(wave, today);
    if (stopped) throw refuse('answer.consentWithdrawn');
    if (hidden && answerState === 'submitted') throw refuse('answer.handedInElsewhere');
    const version = await readVersion(trx, wave);
    const { definition } = version;
    // What was handed in is complete, and stays so whatever is changed of it.
    const final = input.final || answerState === 'submitted';
    const people = await knownPeople(trx, wave, definition, input.answers, personId);
    const gaps = input.final || !final ? NO_GAPS : await knownGaps(trx, wave, personId, definition);
    const problems = answerProblems(definition, input.answers, { final, people }).filter(
      ({ path, code }) => !(code === 'answer.required' && gaps.has(path)),
    );
    if (problems.length > 0) throw invalid(problems);
    await claim(trx, wave, version, today);
    const saved: Saved = {
      state: final ? 'submitted' : 'draft',
      answers: keptAnswers(definition, input.answers),
      part: partOf(wave, facts),
      passHash: wave.anonymous ? (authority.passHash ?? null) : null,
      now: deps.clock.now(),
    };
    const stored = await responseStore(trx).find(wave, personId);
    const found = stored && hidden ? { ...stored, answers: {} } : stored;
    const seen = { personId, version: input.version, found, definition };
    const written = await write(trx, authority, wave, saved, seen);
    if (written.changed)
      await note(trx, deps, authority, wave, { before: answerState, after: saved.state });
    return { answerState: saved.state, answers: saved.answers, version: written.version };
  });
}
