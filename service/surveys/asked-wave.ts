import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import { type AnswerState, SURVEY_ROLES, type SurveyRole } from '../api/reference.js';
import type { Authority } from '../authorise.js';
import { isConsentWithdrawn } from '../consents/index.js';
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

/**
 * A wave that asks this person, or that they have answered already; else it does not exist for them.
 * @param today in the programme's time zone; `stopped` says whether their consent is withdrawn on it
 */
export async function readAsked(db: Db, authority: Authority, waveId: string, today: string) {
  const respondent = respondentOf(authority);
  const { programmeId } = authority;
  const wave = await waveStore(db).find({ programmeId, scopeForms: null }, waveId);
  if (!respondent || !wave || wave.state === 'draft' || wave.role !== respondent.role)
    throw notFound('survey');
  const audience = audienceStore(db);
  const { personId } = respondent;
  const known = await audience.factsOf(programmeId, personId, respondent.role);
  const lists = wave.list === null ? undefined : await audience.listsOf(programmeId, personId);
  const facts = { ...known, lists };
  const receipt = await audience.receiptOf(waveId, personId);
  if (!asks(wave, facts) && !receipt) throw notFound('survey');
  const answerState: AnswerState = receipt?.state ?? 'none';
  const hidden = isHidden(authority, wave, receipt);
  const stopped = await isConsentWithdrawn(db, { programmeId, today }, personId);
  return { wave, facts, personId, answerState, hidden, stopped };
}

/**
 * Whether saved answers are not this caller's to see. A personal link is made by a coordinator, who may
 * also know what it asks for: of an anonymous wave it shows only what was saved by the same pass.
 */
function isHidden(
  { byLink, passHash }: Authority,
  { anonymous }: StoredWave,
  receipt: { passHash: string | null } | null,
): boolean {
  if (!anonymous || byLink !== true || receipt === null) return false;
  return passHash === undefined || receipt.passHash !== passHash;
}

/** The version that a wave asks, with its questions. */
export async function readVersion(db: Db, wave: StoredWave) {
  const version = await questionnaireStore(db).version(wave.programmeId, wave.versionId);
  if (!version) throw notFound('survey');
  return version;
}
