import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';

/**
 * The ids of a programme's withdrawn meetings, for `whereNotIn`. They are few and have an index of
 * their own, so what leaves them out reads no more rows than before.
 */
export const withdrawnMeetings = (db: Db, programmeId: string): Knex.QueryBuilder =>
  db('meetings').where('programme_id', programmeId).whereNotNull('withdrawn_at').select('id');
