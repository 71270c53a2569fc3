import type { Knex } from 'knex';
import type { Db } from '../../../shared/db/connect.js';
import { OPEN_PLANNED_STATES } from '../../api/planned-meeting-reference.js';

/** The meetings to come of a pair `p`, proposed or agreed. */
export const withoutPlanned = (db: Db, today: string): Knex.QueryBuilder =>
  db('planned_meetings as w')
    .whereRaw('w.pair_id = p.id')
    .whereIn('w.state', [...OPEN_PLANNED_STATES])
    .where('w.on_date', '>=', today)
    .select(db.raw('1'));
