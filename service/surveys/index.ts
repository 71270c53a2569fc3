/** What other features may ask of surveys. */
import type { Db } from '../../shared/db/connect.js';
import { type EntryWave, entryStore, type SurveyOfPerson } from './entry-store.js';
import { type FinalWave, finalStore } from './final-store.js';
import { type StoredWave, waveStore } from './wave-store.js';

export type { EntryWave, SurveyOfPerson } from './entry-store.js';
export { WAVES_OF_PERSON } from './entry-store.js';
export { type FinalWave, withoutFinalSurvey } from './final-store.js';
export {
  openListedWave,
  progressOfWaves,
  replaceWaveLists,
  type WaveProgress,
} from './listed-waves.js';
export { readNeeds } from './needs.js';
export { anonymousRespondent } from './response-store.js';
export { typedCode } from './sheet-code-rules.js';
export { freshCodes } from './sheet-rules.js';
export { waveStateOn } from './wave-rules.js';

export interface EntryAnswers {
  /** The entry waves that are or were open. */
  waves: EntryWave[];
  /** `role personId` of all who have handed in an entry questionnaire of a role. */
  answered: Set<string>;
}

/** Who has answered an entry questionnaire, and whom there was one for: two statements. */
export async function readEntryAnswers(db: Db, programmeId: string): Promise<EntryAnswers> {
  const store = entryStore(db);
  const waves = await store.waves(programmeId);
  if (waves.length === 0) return { waves, answered: new Set() };
  return { waves, answered: await store.answered(programmeId) };
}

export interface FinalAnswers {
  /** The final waves that are or were open, for mentors and mentees; the latest to end first. */
  waves: FinalWave[];
  /** `role personId` of those who have handed one in. */
  answered: Set<string>;
}

/** The final waves, and who of these people has answered one: two statements. What they said is not read. */
export async function readFinalSurveys(
  db: Db,
  programmeId: string,
  personIds: readonly string[],
): Promise<FinalAnswers> {
  const store = finalStore(db);
  const waves = await store.waves(programmeId);
  if (waves.length === 0) return { waves, answered: new Set() };
  return { waves, answered: await store.answered(programmeId, personIds) };
}

/** The waves to which somebody has an answer, newest first: one statement. */
export const surveysOf = (
  db: Db,
  programmeId: string,
  personId: string,
): Promise<SurveyOfPerson[]> => entryStore(db).ofPerson(programmeId, personId);

/** A wave of a programme, whoever asks; null: there is none. */
export const findWave = (db: Db, programmeId: string, waveId: string): Promise<StoredWave | null> =>
  waveStore(db).find({ programmeId, scopeForms: null }, waveId);
