import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import { usualAmong, type WaveAmong } from '../api/reference.js';
import { type SurveyWave, type WaveFields, waveFields } from '../api/survey-waves.js';
import { changedFields } from '../audit/changed-fields.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { withdrawnOf } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { searchWords } from '../names/index.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { askable } from './askable.js';
import { audienceStore, type WaveCounts } from './audience-store.js';
import { checkNotAskedTwice, closeWaves } from './close-waves.js';
import { deleteWave } from './putting-away.js';
import { questionnaireStore } from './questionnaire-store.js';
import { nextReminder } from './reminder-rules.js';
import { reminderStore } from './reminder-store.js';
import { responseStore } from './response-store.js';
import {
  openingProblem,
  stateProblem,
  waveChangeProblems,
  waveProblems,
  waveStateOn,
} from './wave-rules.js';
import { type StoredWave, waveStore } from './wave-store.js';

type Names =
  | 'listWaves'
  | 'getWave'
  | 'createWave'
  | 'updateWave'
  | 'setWaveState'
  | 'deleteWave'
  | 'listWavePeople'
  | 'countAudience'
  | 'listSurveyGroups';

/** Groups offered of a programme; a college's has some dozens. */
const MOST_GROUPS = 500;

type Sent = Omit<WaveFields, 'among'> & { among?: WaveAmong | undefined };

/**
 * The fields of a wave alone, out of an endpoint's input or a stored wave.
 * @param among where the input leaves it out
 */
function fieldsOf(given: Sent, among: WaveAmong): WaveFields {
  const names = Object.keys(waveFields.shape) as (keyof WaveFields)[];
  const fields = Object.fromEntries(names.map((name) => [name, given[name]]));
  return { ...(fields as unknown as WaveFields), among: given.among ?? among };
}

const NOBODY: WaveCounts = { answered: 0, missing: 0, missingGuests: 0, onPaper: 0 };

/** Waves as they are today, with how many have answered: one statement for all of them. */
async function withCounts(
  db: Db,
  waves: readonly StoredWave[],
  today: string,
): Promise<SurveyWave[]> {
  const asking = await askable(db, waves, today);
  const counts = await audienceStore(db).counts(asking);
  return waves.map((wave) => ({
    ...wave,
    listed: wave.list !== null,
    state: waveStateOn(wave, today),
    ...(counts.get(wave.waveId) ?? NOBODY),
  }));
}

/** A wave that the caller may follow; any other is answered as one that does not exist. */
export async function readWave(db: Db, authority: Authority, waveId: string): Promise<StoredWave> {
  const wave = await waveStore(db).find(authority, waveId);
  if (!wave) throw notFound('wave');
  return wave;
}

async function view(deps: ServiceDeps, db: Db, authority: Authority, waveId: string) {
  const wave = await readWave(db, authority, waveId);
  const [seen] = await withCounts(db, [wave], todayIn(authority.timeZone, deps.clock));
  return seen as SurveyWave;
}

async function checkFields(
  trx: Knex.Transaction,
  fields: WaveFields,
  of: StoredWave['role'],
  programmeId: string,
) {
  const { forms } = await readProgrammeSettings(trx, programmeId);
  const problems = waveProblems(fields, of, forms);
  if (problems.length > 0) throw invalid(problems);
}

async function createWave(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'createWave'>,
): Promise<SurveyWave> {
  const { programmeId } = authority;
  return inTransaction(deps.db, async (trx) => {
    // One after the other with who deletes the questionnaire meanwhile.
    await bumpRevision(trx, programmeId);
    const asked = await questionnaireStore(trx).find(programmeId, input.questionnaireId);
    if (!asked) throw notFound('questionnaire');
    if (asked.archived)
      throw invalid([{ path: 'questionnaireId', code: 'questionnaire.archived' }]);
    if (asked.questions === 0)
      throw invalid([{ path: 'questionnaireId', code: 'wave.noQuestions' }]);
    const among = usualAmong(asked.stage);
    const fields = { ...fieldsOf(input, among), title: input.title || asked.title };
    await checkFields(trx, fields, asked.role, programmeId);
    const key = {
      organisationId: authority.organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `createWave ${programmeId}`,
      key: input.idempotencyKey,
      input,
    };
    const { waveId } = await once(trx, deps.clock, key, async () => {
      const entityId = await waveStore(trx).insert(authority, asked, fields, deps.clock.now());
      await recordChange(trx, deps.clock, authority, {
        action: 'survey_wave.created',
        entity: 'survey_wave',
        entityId,
        after: { ...fields, role: asked.role },
      });
      return { waveId: entityId };
    });
    return view(deps, trx, authority, waveId);
  });
}

/** Somebody was faster: the caller is shown the wave as it is now. */
async function changedMeanwhile(
  deps: ServiceDeps,
  trx: Knex.Transaction,
  authority: Authority,
  waveId: string,
): Promise<AppError> {
  const current = await view(deps, trx, authority, waveId);
  return new AppError('changed_meanwhile', 'the wave was changed meanwhile', {
    details: { current },
  });
}

async function updateWave(deps: ServiceDeps, { authority, input }: Call<'updateWave'>) {
  const { waveId, version } = input;
  return inTransaction(deps.db, async (trx) => {
    // One after the other with who opens another wave of the same questionnaire.
    await bumpRevision(trx, authority.programmeId);
    const wave = await readWave(trx, authority, waveId);
    const next = { ...fieldsOf(input, wave.among), title: input.title || wave.title };
    await checkFields(trx, next, wave.role, authority.programmeId);
    const problems = waveChangeProblems(wave, next, todayIn(authority.timeZone, deps.clock));
    if (problems.length > 0) throw invalid(problems);
    if (wave.state === 'open')
      await checkNotAskedTwice(deps, trx, { ...wave, ...next }, authority.timeZone);
    const from = todayIn(authority.timeZone, deps.clock);
    const remindNext = wave.state === 'open' ? nextReminder(next, from) : null;
    if (!(await waveStore(trx).update(wave, next, { version, remindNext })))
      throw await changedMeanwhile(deps, trx, authority, waveId);
    await recordChange(trx, deps.clock, authority, {
      action: 'survey_wave.changed',
      entity: 'survey_wave',
      entityId: waveId,
      ...changedFields({ ...fieldsOf(wave, wave.among) }, { ...next }),
    });
    return view(deps, trx, authority, waveId);
  });
}

async function setWaveState(deps: ServiceDeps, { authority, input }: Call<'setWaveState'>) {
  const { waveId, state, version } = input;
  return inTransaction(deps.db, async (trx) => {
    await bumpRevision(trx, authority.programmeId);
    const wave = await readWave(trx, authority, waveId);
    const from = todayIn(authority.timeZone, deps.clock);
    const problem = stateProblem(wave, state, from);
    if (problem) throw invalid([problem]);
    if (state === 'open') {
      const [seen] = await withCounts(trx, [wave], from);
      const { answered, missing } = seen as SurveyWave;
      const refused = openingProblem(wave, answered + missing, from);
      if (refused) throw invalid([refused]);
      await checkNotAskedTwice(deps, trx, wave, authority.timeZone);
    }
    const remindNext = state === 'open' ? nextReminder(wave, from) : null;
    if (!(await waveStore(trx).setState(waveId, state, { version, remindNext })))
      throw await changedMeanwhile(deps, trx, authority, waveId);
    if (state === 'closed' && wave.anonymous) {
      await responseStore(trx).dropDrafts(waveId);
      await reminderStore(trx).forget(waveId);
    }
    await recordChange(trx, deps.clock, authority, {
      action: 'survey_wave.state',
      entity: 'survey_wave',
      entityId: waveId,
      before: { state: wave.state },
      after: { state },
    });
    return view(deps, trx, authority, waveId);
  });
}

async function listWavePeople(deps: ServiceDeps, { authority, input }: Call<'listWavePeople'>) {
  const { state, account, page, pageSize } = input;
  const wave = await readWave(deps.db, authority, input.waveId);
  const store = audienceStore(deps.db);
  const list = { state, account, words: searchWords(input.search) };
  const today = todayIn(authority.timeZone, deps.clock);
  const [asking = wave] = await askable(deps.db, [wave], today);
  const [rows, total] = await Promise.all([
    store.people(asking, list, input),
    store.countPeople(asking, list),
  ]);
  return {
    // Whoever has begun with an anonymous one is as missing as the others.
    rows:
      wave.anonymous && state === 'missing'
        ? rows.map((row) => ({ ...row, answerState: 'none' as const }))
        : rows,
    total,
    page,
    pageSize,
  };
}

/** How many each choice asks, of a role or within what a wave is narrowed to. */
async function countAudience(deps: ServiceDeps, { authority, input }: Call<'countAudience'>) {
  const wave = input.waveId === undefined ? null : await readWave(deps.db, authority, input.waveId);
  const { role, form, groups, list } = wave ?? {
    role: input.role,
    form: null,
    groups: null,
    list: null,
  };
  const { programmeId } = authority;
  const today = todayIn(authority.timeZone, deps.clock);
  const without = [...(await withdrawnOf(deps.db, { programmeId, today }))];
  const of = { programmeId, role, form, groups, list };
  const among = wave?.among ?? 'everyone';
  const [rows, withdrawn, close] = await Promise.all([
    audienceStore(deps.db).choices({ ...of, without }),
    audienceStore(deps.db).countAmong({ ...of, among, guests: wave?.guests ?? true }, without),
    wave === null ? [] : closeWaves(deps.db, wave),
  ]);
  return { rows, withdrawn, close };
}

/** Waves of questionnaires: whom they ask, from when to when, and how many have answered. */
export function waveHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listWaves: remembered<'listWaves'>(deps, async ({ authority, input }) => {
      const { page, pageSize, state, ...rest } = input;
      const today = todayIn(authority.timeZone, deps.clock);
      const filter = { ...rest, state: state && { is: state, today } };
      const store = waveStore(deps.db);
      const waves = await store.list(authority, filter, input);
      return {
        rows: await withCounts(deps.db, waves, today),
        total: await store.count(authority, filter),
        page,
        pageSize,
      };
    }),
    getWave: remembered<'getWave'>(deps, ({ authority, input }) =>
      view(deps, deps.db, authority, input.waveId),
    ),
    listWavePeople: remembered<'listWavePeople'>(deps, (call) => listWavePeople(deps, call)),
    countAudience: remembered<'countAudience'>(deps, (call) => countAudience(deps, call)),
    listSurveyGroups: remembered<'listSurveyGroups'>(deps, async ({ authority }) => ({
      groups: await audienceStore(deps.db).groups(authority.programmeId, MOST_GROUPS),
    })),
    createWave: (call) => createWave(deps, call),
    updateWave: (call) => updateWave(deps, call),
    setWaveState: (call) => setWaveState(deps, call),
    deleteWave: (call) => deleteWave(deps, call),
  };
}
