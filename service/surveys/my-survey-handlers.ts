import { todayIn } from '../../shared/clock.js';
import type { MySurvey } from '../api/my-surveys.js';
import type { AnswerState } from '../api/reference.js';
import { isConsentWithdrawn } from '../consents/index.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readAsked, readVersion, respondentOf } from './asked-wave.js';
import { audienceStore } from './audience-store.js';
import { rankable } from './rankable.js';
import { responseStore } from './response-store.js';
import { saveMyAnswers } from './save-answers.js';
import { asks, waveStateOn } from './wave-rules.js';
import { type StoredWave, waveStore } from './wave-store.js';

type Names = 'listMySurveys' | 'getMySurvey' | 'saveMyAnswers';

/** Waves that one role has ever been asked in a programme. */
const MOST_WAVES = 500;

/** How a wave stands for somebody; from whose consent was withdrawn it takes nothing, also while it is open. */
function standingOf(wave: StoredWave, today: string, stopped: boolean) {
  const state = waveStateOn(wave, today);
  const shut = stopped && (state === 'open' || state === 'planned');
  return { state: shut ? ('closed' as const) : state, stopped: shut };
}

const rowOf = (wave: StoredWave, today: string, answerState: AnswerState, stopped: boolean) => ({
  waveId: wave.waveId,
  title: wave.title,
  startsOn: wave.startsOn,
  endsOn: wave.endsOn,
  anonymous: wave.anonymous,
  questions: wave.questions,
  ...standingOf(wave, today, stopped),
  answerState,
});

async function listMySurveys(deps: ServiceDeps, { authority, input }: Call<'listMySurveys'>) {
  const { page, pageSize } = input;
  const respondent = respondentOf(authority);
  if (!respondent) return { rows: [], total: 0, page, pageSize };
  const { programmeId } = authority;
  const { personId, role } = respondent;
  const audience = audienceStore(deps.db);
  const [waves, facts, receipts] = await Promise.all([
    waveStore(deps.db).askedOf(programmeId, role, MOST_WAVES),
    audience.factsOf(programmeId, personId, role),
    audience.receiptsOf(programmeId, personId),
  ]);
  const today = todayIn(authority.timeZone, deps.clock);
  const withList = waves.some(({ list }) => list !== null);
  const lists = withList ? await audience.listsOf(programmeId, personId) : undefined;
  const asking = waves.filter(
    (wave) => receipts.has(wave.waveId) || asks(wave, { ...facts, lists }),
  );
  const stopped =
    asking.some((wave) => waveStateOn(wave, today) !== 'closed') &&
    (await isConsentWithdrawn(deps.db, { programmeId, today }, personId));
  const rows = asking
    .map((wave) => rowOf(wave, today, receipts.get(wave.waveId) ?? 'none', stopped))
    .filter((row) => input.state === undefined || row.state === input.state);
  return {
    rows: rows.slice((page - 1) * pageSize, page * pageSize),
    total: rows.length,
    page,
    pageSize,
  };
}

async function getMySurvey(
  deps: ServiceDeps,
  { authority, input }: Call<'getMySurvey'>,
): Promise<MySurvey> {
  const today = todayIn(authority.timeZone, deps.clock);
  const asked = await readAsked(deps.db, authority, input.waveId, today);
  const { wave, personId, answerState, hidden, stopped } = asked;
  const { definition } = await readVersion(deps.db, wave);
  const response = await responseStore(deps.db).find(wave, personId);
  return {
    ...rowOf(wave, today, answerState, stopped),
    definition,
    answers: hidden ? {} : (response?.answers ?? {}),
    answersHidden: hidden,
    people: await rankable(deps.db, wave, { definition, personId }),
    version: response?.version ?? 0,
  };
}

/** Answering: each person their own, saved on the way, handed in, changed until the wave closes. */
export function mySurveyHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    // Remembered: the homes of mentors and mentees ask for it at each visit.
    listMySurveys: remembered<'listMySurveys'>(deps, (call) => listMySurveys(deps, call)),
    getMySurvey: (call) => getMySurvey(deps, call),
    saveMyAnswers: (call) => saveMyAnswers(deps, call),
  };
}
