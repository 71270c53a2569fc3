import type { Db } from '../../../shared/db/connect.js';
import { toJson } from '../../../shared/db/dialect.js';
import { newId } from '../../../shared/ids.js';
import type { Answers } from '../../api/questionnaire-definition.js';
import type { Form } from '../../api/reference.js';
import { readMatchInput } from '../../matching/engine/index.js';
import type { MatchInput } from '../../matching/engine/types.js';
import type { BuiltPerson, BuiltProgramme } from './harness.js';
import { TODAY } from './match-people.js';
import type { SurveyWorld } from './survey-world.js';

export const ADULT = '2000-05-17';
export const MINOR = '2010-05-17';

/** Gives somebody a birth date and a consent that holds. */
export async function ready(
  db: Db,
  { personId, organisationId, programmeId }: BuiltPerson,
  { birthDate = ADULT, representative = null as string | null, profile = {} } = {},
): Promise<void> {
  const base = { organisation_id: organisationId, created_at: 0, person_id: personId };
  await db('profiles').insert({ ...base, birth_date: birthDate, ...profile });
  const parent = representative !== null;
  await db('consents').insert({
    id: newId(),
    ...base,
    programme_id: programmeId,
    kind: parent ? 'parent' : 'own',
    act: 'given',
    effective_on: '2026-09-01',
    valid_until: '2027-08-31',
    way: 'paper',
    by_whom: parent ? 'representative' : 'person',
    representative_name: representative,
  });
}

export const profileOf = (
  db: Db,
  { personId, organisationId }: BuiltPerson,
  said: Record<string, unknown>,
) =>
  db('mentor_profiles').insert({
    id: newId(),
    person_id: personId,
    organisation_id: organisationId,
    capacity: 1,
    created_at: 0,
    ...said,
  });

export const readOf = (
  db: Db,
  { programmeId }: BuiltProgramme,
  form: Form = 'student_student',
): Promise<MatchInput> =>
  readMatchInput(db, {
    programmeId,
    form,
    today: TODAY,
  });

/** An open wave of a template with a name or without, after those made before. */
export async function waveOf(
  w: SurveyWorld,
  templateCode: string,
  startsOn: string,
  anonymous = false,
) {
  const { questionnaireId } = await w.boss.createQuestionnaire({
    programmeId: w.programmeId,
    templateCode,
  });
  const fields = { startsOn, endsOn: '2026-11-30', anonymous };
  return (await w.wave(fields, questionnaireId)).waveId;
}

/** Answers of a wave as they stand in the table, whatever the questionnaire asks. */
export async function answered(
  w: SurveyWorld,
  waveId: string,
  person: BuiltPerson,
  answers: Answers,
  own: Record<string, unknown> = {},
): Promise<void> {
  const wave = await w.db('survey_waves').where('id', waveId).first();
  await w.db('survey_responses').insert({
    id: newId(),
    organisation_id: person.organisationId,
    programme_id: w.programmeId,
    wave_id: waveId,
    version_id: wave.version_id,
    respondent: person.personId,
    person_id: person.personId,
    state: 'submitted',
    answers: toJson(answers),
    saved_at: Date.parse('2026-11-05T10:00:00Z'),
    ...own,
  });
}
