import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import { type AnswerState, SURVEY_ROLES, type SurveyRole } from '../api/reference.js';
import type { Authority } from '../authorise.js';
import { audienceStore } from './audience-store.js';
import { questionnaireStore } from './questionnaire-store.js';
import { asks } from './wave-rules.js';
import { type StoredWave, waveStore } from './wave-store.js';

/** Who answers: a person in one of the roles that can be asked; a key is nobody and is asked nothing. */
interface Respondent {
  personId: string;
  role: SurveyRole;
}

/** The respondent that a caller is, or null. */
export function respondentOf({ personId, role }: Authority): Respondent | null {
  const asked = SURVEY_ROLES.find((one) => one === role);
  return personId === null || asked === undefined ? null : { personId, role: asked };
}

/** A wave that asks this person, or that they have answered already; else it does not exist for them. */
export async function readAsked(db: Db, authority: Authority, waveId: string) {
  const respondent = respondentOf(authority);
  const { programmeId } = authority;
  const wave = await waveStore(db).find({ programmeId, scopeForms: null }, waveId);
  if (!respondent || !wave || wave.state === 'draft' || wave.role !== respondent.role)
    throw notFound('survey');
  const audience = audienceStore(db);
  const facts = await audience.factsOf(programmeId, respondent.personId, respondent.role);
  const receipts = await audience.receiptsOf(programmeId, respondent.personId);
  if (!asks(wave, facts) && !receipts.has(waveId)) throw notFound('survey');
  const answerState: AnswerState = receipts.get(waveId) ?? 'none';
  return { wave, facts, personId: respondent.personId, answerState };
}

/** The version that a wave asks, with its questions. */
export async function readVersion(db: Db, wave: StoredWave) {
  const version = await questionnaireStore(db).version(wave.programmeId, wave.versionId);
  if (!version) throw notFound('survey');
  return version;
}
