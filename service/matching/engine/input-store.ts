import type { Db } from '../../../shared/db/connect.js';
import { fromJson } from '../../../shared/db/dialect.js';
import type { Answers } from '../../api/questionnaire-definition.js';
import type { PairState, SurveyRole, SurveyStage } from '../../api/reference.js';
import type { AskedFor } from './whose-form.js';

/** What profiles and the programme hold of somebody, as far as matching asks. */
export interface ProfileFacts {
  personId: string;
  birthDate: string | null;
  adult: boolean;
  speciality: string | null;
  workplace: string | null;
  representativeName: string | null;
}

/** Answers that somebody has handed in under their name. */
export interface NamedAnswers extends AskedFor {
  personId: string;
  role: SurveyRole;
  stage: SurveyStage;
  answers: Answers;
  savedAt: number | null;
}

/** Somebody's place in a pair. */
export interface PairPlace {
  pairId: string;
  personId: string;
  side: 'mentor' | 'mentee';
  state: PairState;
  closedOn: string | null;
  leftOn: string | null;
  endsOn: string;
}

/** Answers that matching reads: of the questionnaires before the programme and after the group meeting. */
const STAGES: readonly SurveyStage[] = ['entry', 'group_meeting'];

/** The SQL of what matching reads beside other features' own facts: one statement each. */
export function inputStore(db: Db, programmeId: string) {
  return {
    async profiles(): Promise<ProfileFacts[]> {
      const rows = await db('members as m')
        .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
        .where('m.programme_id', programmeId)
        .select({
          personId: 'm.person_id',
          birthDate: 'f.birth_date',
          adult: 'f.adult',
          speciality: 'f.speciality',
          workplace: 'f.workplace',
          representativeName: 'f.representative_name',
        });
      return rows.map((row) => ({ ...row, adult: Boolean(row.adult) }));
    },

    /** When each mentee came into the programme, ms. */
    async menteesSince(): Promise<Map<string, number>> {
      const rows: { person_id: string; created_at: number | string }[] = await db('participations')
        .where({ programme_id: programmeId, role: 'mentee' })
        .select('person_id', 'created_at');
      return new Map(rows.map((row) => [row.person_id, Number(row.created_at)]));
    },

    /** The entry questionnaires that mentees were asked. */
    async asked(): Promise<AskedFor[]> {
      return db('survey_waves as w')
        .join('questionnaires as q', 'q.id', 'w.questionnaire_id')
        .where({ 'w.programme_id': programmeId, 'q.stage': 'entry', 'w.role': 'mentee' })
        .whereNot('w.state', 'draft')
        .distinct({ form: 'w.form', templateCode: 'q.template_code' });
    },

    /**
     * What was handed in with a name, the latest wave last. Drafts are still their writer's own.
     * @param personIds of these alone; absent: of everybody
     */
    async answers(personIds?: readonly string[]): Promise<NamedAnswers[]> {
      const all = db('survey_waves as w')
        .join('questionnaires as q', 'q.id', 'w.questionnaire_id')
        .join('survey_responses as s', (join) =>
          join.on('s.programme_id', 'w.programme_id').andOn('s.wave_id', 'w.id'),
        )
        .where({ 'w.programme_id': programmeId, 'w.anonymous': false, 's.state': 'submitted' })
        .whereIn('q.stage', [...STAGES])
        .whereIn('w.role', ['mentee', 'mentor'])
        .whereNotNull('s.person_id');
      if (personIds !== undefined) all.whereIn('s.person_id', [...personIds]);
      const rows = await all.orderBy(['w.starts_on', 'w.id', 's.id']).select({
        personId: 's.person_id',
        role: 'w.role',
        stage: 'q.stage',
        form: 'w.form',
        templateCode: 'q.template_code',
        answers: 's.answers',
        savedAt: 's.saved_at',
      });
      return rows.map((row) => ({
        ...row,
        answers: fromJson<Answers>(row.answers),
        savedAt: row.savedAt === null ? null : Number(row.savedAt),
      }));
    },

    async pairPlaces(): Promise<PairPlace[]> {
      return db('pair_members as pm')
        .join('pairs as q', 'q.id', 'pm.pair_id')
        .where({ 'pm.programme_id': programmeId, 'q.programme_id': programmeId })
        .select({
          pairId: 'pm.pair_id',
          personId: 'pm.person_id',
          side: 'pm.side',
          state: 'q.state',
          closedOn: 'q.closed_on',
          leftOn: 'pm.left_on',
          endsOn: 'q.ends_on',
        });
    },
  };
}
