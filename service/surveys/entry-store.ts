import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import type { AnswerState, SurveyRole, SurveyStage } from '../api/reference.js';
import type { Asking } from './wave-rules.js';

/** A wave of an entry questionnaire: whom it asks. */
export interface EntryWave extends Asking {
  role: SurveyRole;
}

/** How far somebody is with one wave; what they said stays where it is. */
export interface SurveyOfPerson {
  waveId: string;
  title: string;
  stage: SurveyStage;
  role: SurveyRole;
  anonymous: boolean;
  endsOn: string;
  answerState: AnswerState;
}

/** Waves of one person that are told at once. */
export const WAVES_OF_PERSON = 100;

/** The SQL of who has answered, for the list of participants and the card of one. */
export function entryStore(db: Db) {
  return {
    async waves(programmeId: string): Promise<EntryWave[]> {
      const rows = await db('survey_waves as w')
        .join('questionnaires as q', 'q.id', 'w.questionnaire_id')
        // What a list of people is asked is asked at a meeting, not at the entry.
        .where({ 'w.programme_id': programmeId, 'q.stage': 'entry', 'w.listed': false })
        .whereNot('w.state', 'draft')
        .select({
          role: 'w.role',
          form: 'w.form',
          groups: 'w.group_names',
          among: 'w.among',
          guests: 'w.guests',
        });
      return rows.map(({ groups, ...wave }) => ({
        ...wave,
        guests: Boolean(wave.guests),
        groups: groups === null ? null : fromJson<string[]>(groups),
      }));
    },

    async answered(programmeId: string): Promise<Set<string>> {
      const rows: { role: string; person_id: string }[] = await db('survey_waves as w')
        .join('questionnaires as q', 'q.id', 'w.questionnaire_id')
        .join('survey_receipts as r', (join) =>
          join.on('r.wave_id', 'w.id').andOn('r.programme_id', 'w.programme_id'),
        )
        .where({ 'w.programme_id': programmeId, 'q.stage': 'entry', 'r.state': 'submitted' })
        .select('w.role', 'r.person_id');
      return new Set(rows.map((row) => `${row.role} ${row.person_id}`));
    },

    async ofPerson(programmeId: string, personId: string): Promise<SurveyOfPerson[]> {
      const rows = await db('survey_receipts as r')
        .join('survey_waves as w', 'w.id', 'r.wave_id')
        .join('questionnaires as q', 'q.id', 'w.questionnaire_id')
        .where({ 'r.programme_id': programmeId, 'r.person_id': personId })
        // Who has only begun with an anonymous one is as missing as the others.
        .where((told) =>
          told
            .where('r.state', 'submitted')
            .orWhere((begun) => begun.where({ 'r.state': 'draft', 'w.anonymous': false })),
        )
        .orderBy([
          { column: 'w.ends_on', order: 'desc' },
          { column: 'w.id', order: 'desc' },
        ])
        .limit(WAVES_OF_PERSON)
        .select({
          waveId: 'w.id',
          title: 'w.title',
          stage: 'q.stage',
          role: 'w.role',
          anonymous: 'w.anonymous',
          endsOn: 'w.ends_on',
          answerState: 'r.state',
        });
      return rows.map((row) => ({ ...row, anonymous: Boolean(row.anonymous) }));
    },
  };
}
