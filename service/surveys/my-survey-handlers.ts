import { todayIn } from '../../shared/clock.js';
import type { MySurvey } from '../api/my-surveys.js';
import type { AnswerState } from '../api/reference.js';
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

const rowOf = (wave: StoredWave, today: string, answerState: AnswerState) => ({
  waveId: wave.waveId,
  title: wave.title,
  startsOn: wave.startsOn,
  endsOn: wave.endsOn,
  anonymous: wave.anonymous,
  questions: wave.questions,
  state: waveStateOn(wave, today),
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
  const rows = waves
    .filter((wave) => receipts.has(wave.waveId) || asks(wave, facts))
    .map((wave) => rowOf(wave, today, receipts.get(wave.waveId) ?? 'none'))
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
  const { wave, personId, answerState } = await readAsked(deps.db, authority, input.waveId);
  const { definition } = await readVersion(deps.db, wave);
  const response = await responseStore(deps.db).find(wave, personId);
  const today = todayIn(authority.timeZone, deps.clock);
  return {
    ...rowOf(wave, today, answerState),
    definition,
    answers: response?.answers ?? {},
    people: await rankable(deps.db, { programmeId: wave.programmeId, definition, personId }),
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
