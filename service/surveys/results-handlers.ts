import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { FEWEST_SHOWN, type QuestionResult } from '../api/survey-results.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { createRevisionCache } from '../db/revision-cache.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { namesOf } from '../people/index.js';
import { askable } from './askable.js';
import { readVersion } from './asked-wave.js';
import { audienceStore } from './audience-store.js';
import { reminderStore } from './reminder-store.js';
import { type ResponseFilter, responseStore } from './response-store.js';
import { countable, resultsOf, seesConfidential } from './results-rules.js';
import { readWave } from './wave-handlers.js';
import { waveStateOn } from './wave-rules.js';
import { type StoredWave, waveStore } from './wave-store.js';

type Names = 'getWaveResults' | 'listTextAnswers';
type Results = OutputOf<Contract['getWaveResults']>;

const CACHED_RESULTS = 500;

/** Of an anonymous wave, the part of its breakdown that a filter asks for; others are refused. */
function partOf({ anonymous, breakdown }: StoredWave, { form, group }: ResponseFilter) {
  if (!anonymous) return undefined;
  const problems = [
    ...(form !== undefined && breakdown !== 'form' ? ['form'] : []),
    ...(group !== undefined && breakdown !== 'group' ? ['group'] : []),
  ].map((path) => ({ path, code: 'results.filterAnonymous' }));
  if (problems.length > 0) throw invalid(problems);
  return form ?? group;
}

/**
 * An anonymous wave whose last day has gone is closed for good before anything of it is shown, so that
 * no answer can come after results that somebody has seen.
 */
async function closeIfEnded(
  deps: ServiceDeps,
  authority: Authority,
  wave: StoredWave,
): Promise<void> {
  if (!wave.anonymous || wave.state !== 'open') return;
  const today = todayIn(authority.timeZone, deps.clock);
  if (waveStateOn(wave, today) !== 'closed') return;
  await inTransaction(deps.db, async (trx) => {
    if (!(await waveStore(trx).closeEnded(wave.waveId, today))) return;
    await responseStore(trx).dropDrafts(wave.waveId);
    await reminderStore(trx).forget(wave.waveId);
    await recordChange(trx, deps.clock, authority, {
      action: 'survey_wave.state',
      entity: 'survey_wave',
      entityId: wave.waveId,
      before: { state: 'open' },
      after: { state: 'closed' },
    });
  });
}

/** A wave of which results can be asked: an anonymous one as it is once it has been closed. */
async function readFinished(deps: ServiceDeps, authority: Authority, waveId: string) {
  const wave = await readWave(deps.db, authority, waveId);
  await closeIfEnded(deps, authority, wave);
  return wave.anonymous ? readWave(deps.db, authority, waveId) : wave;
}

/** Gives the people of rankings their names. */
async function withNames(db: Db, questions: QuestionResult[]): Promise<QuestionResult[]> {
  const ranked = questions.filter(({ type }) => type === 'ranking');
  const ids = ranked.flatMap(({ counts }) => counts.map(({ value }) => value));
  if (ids.length === 0) return questions;
  const names = await namesOf(db, ids);
  return questions.map((one) =>
    one.type !== 'ranking'
      ? one
      : { ...one, counts: one.counts.map((c) => ({ ...c, name: names.get(c.value) ?? '' })) },
  );
}

interface Computed {
  answered: number;
  onPaper: number;
  /** Of an anonymous wave: what is counted is enough to be shown. */
  enough: boolean;
  questions: QuestionResult[];
}

async function compute(
  db: Db,
  wave: StoredWave,
  filter: ResponseFilter,
  confidential: boolean,
): Promise<Computed> {
  const part = partOf(wave, filter);
  const { anonymous } = wave;
  const handed = await responseStore(db).handed(wave, anonymous ? {} : filter);
  const { definition } = await readVersion(db, wave);
  const questions = resultsOf(definition, handed, { anonymous, part, confidential });
  const chosen = part === undefined ? handed : handed.filter((one) => (one.part ?? '') === part);
  const enough = !anonymous || countable(chosen).length >= FEWEST_SHOWN;
  const onPaper = chosen.filter((one) => one.onPaper).length;
  return { answered: chosen.length, onPaper, enough, questions: await withNames(db, questions) };
}

/**
 * Results computed once for all who ask: under the count of the wave's answers, not the programme's
 * revision, so that ten thousand answers are not read again for each meeting that is logged. With a
 * filter, people's forms and groups count too, and those change with the programme.
 */
function cachedResults(deps: ServiceDeps) {
  const cache = createRevisionCache<Computed>({ maxEntries: CACHED_RESULTS });
  return (authority: Authority, wave: StoredWave, filter: ResponseFilter): Promise<Computed> => {
    const confidential = seesConfidential(authority);
    const filtered = filter.form !== undefined || filter.group !== undefined;
    const moving = filtered || wave.changes === 0 ? authority.revision : 0;
    const { waveId, versionId, state } = wave;
    const of = [waveId, versionId, state, filter.form, filter.group, confidential, moving];
    const { programmeId } = authority;
    return cache.get({ programmeId, revision: wave.changes, of }, () =>
      compute(deps.db, wave, filter, confidential),
    );
  };
}

type ResultsFor = ReturnType<typeof cachedResults>;

async function getWaveResults(
  deps: ServiceDeps,
  resultsFor: ResultsFor,
  { authority, input }: Call<'getWaveResults'>,
): Promise<Results> {
  const wave = await readFinished(deps, authority, input.waveId);
  const filter = { form: input.form, group: input.group };
  const part = partOf(wave, filter);
  const today = todayIn(authority.timeZone, deps.clock);
  const counts = await audienceStore(deps.db).counts(await askable(deps.db, [wave], today), filter);
  const { answered = 0, missing = 0 } = counts.get(wave.waveId) ?? {};
  const none = { missing, questions: [] };
  if (wave.anonymous && wave.state !== 'closed')
    return {
      ...none,
      shown: 'not_closed',
      answered: part === undefined ? answered : 0,
      onPaper: 0,
    };
  const { enough, questions, ...handedIn } = await resultsFor(authority, wave, filter);
  if (!enough) return { ...none, ...handedIn, shown: 'too_few' };
  return { ...handedIn, shown: 'yes', missing, questions };
}

async function listTextAnswers(
  deps: ServiceDeps,
  resultsFor: ResultsFor,
  { authority, input }: Call<'listTextAnswers'>,
) {
  const { page, pageSize, question: code } = input;
  const wave = await readFinished(deps, authority, input.waveId);
  const filter = { form: input.form, group: input.group };
  const part = partOf(wave, filter);
  const { questions } = await resultsFor(authority, wave, filter);
  const question = questions.find((one) => one.code === code && one.type === 'text');
  if (!question) throw notFound('question');
  const open = wave.anonymous && wave.state !== 'closed';
  if (open || question.n === null) return { rows: [], total: 0, page, pageSize };
  const scope = wave.anonymous ? { part, paperOnly: question.paperOnly } : filter;
  return { ...(await responseStore(deps.db).texts(wave, code, scope, input)), page, pageSize };
}

/** Results of waves as figures and texts, without names. */
export function resultsHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const resultsFor = cachedResults(deps);
  return {
    getWaveResults: (call) => getWaveResults(deps, resultsFor, call),
    listTextAnswers: (call) => listTextAnswers(deps, resultsFor, call),
  };
}
