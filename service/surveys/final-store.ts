import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import type { Form } from '../api/reference.js';
import type { StoredState } from './wave-rules.js';

/** A wave of a final questionnaire that was opened: whom it asks, and when. */
export interface FinalWave {
  waveId: string;
  role: 'mentor' | 'mentee';
  form: Form | null;
  groups: readonly string[] | null;
  state: StoredState;
  startsOn: string;
  endsOn: string;
}

/** The SQL of final surveys (methodology §6, wave 2) of those in pairs. */
export function finalStore(db: Db) {
  const waves = (programmeId: string): Knex.QueryBuilder =>
    db('survey_waves as w')
      .join('questionnaires as q', 'q.id', 'w.questionnaire_id')
      .where({ 'w.programme_id': programmeId, 'q.stage': 'final', 'w.listed': false })
      .whereIn('w.role', ['mentor', 'mentee'])
      .whereNot('w.state', 'draft');

  return {
    /** The latest to end first. */
    async waves(programmeId: string): Promise<FinalWave[]> {
      const rows: (Omit<FinalWave, 'groups'> & { groups: unknown })[] = await waves(programmeId)
        .orderBy([
          { column: 'w.ends_on', order: 'desc' },
          { column: 'w.id', order: 'desc' },
        ])
        .select({
          waveId: 'w.id',
          role: 'w.role',
          form: 'w.form',
          groups: 'w.group_names',
          state: 'w.state',
          startsOn: 'w.starts_on',
          endsOn: 'w.ends_on',
        });
      return rows.map((row) => ({
        ...row,
        groups: row.groups === null ? null : fromJson<string[]>(row.groups),
      }));
    },

    /** `role personId` of those of these people who have handed in a final questionnaire. */
    async answered(programmeId: string, personIds: readonly string[]): Promise<Set<string>> {
      const rows: { role: string; person_id: string }[] = await waves(programmeId)
        .join('survey_receipts as r', 'r.wave_id', 'w.id')
        .where('r.state', 'submitted')
        .whereIn('r.person_id', [...personIds])
        .select('w.role', 'r.person_id');
      return new Set(rows.map((row) => `${row.role} ${row.person_id}`));
    },
  };
}

/**
 * Narrows a query on members of pairs (`pm`, their pair as `pairs`) to those whom a final wave asks by role and
 * form and who have handed in none.
 */
export function withoutFinalSurvey(db: Db, query: Knex.QueryBuilder, programmeId: string): void {
  const waves = () =>
    db('survey_waves as w')
      .join('questionnaires as q', 'q.id', 'w.questionnaire_id')
      .where({ 'w.programme_id': programmeId, 'q.stage': 'final', 'w.listed': false })
      .whereNot('w.state', 'draft')
      .whereRaw('w.role = pm.side');
  query
    .whereExists(waves().whereRaw('(w.form is null or w.form = pairs.form)').select(db.raw('1')))
    .whereNotExists(
      waves()
        .join('survey_receipts as r', 'r.wave_id', 'w.id')
        .where('r.state', 'submitted')
        .whereRaw('r.person_id = pm.person_id')
        .select(db.raw('1')),
    );
}
