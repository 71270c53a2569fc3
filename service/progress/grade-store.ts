import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { GradeState } from '../api/index.js';

/** Where a grade row belongs. */
export interface GradeKey {
  organisationId: string;
  programmeId: string;
}

/** What is kept of a person's grade and decides whether a new value is to be sent. */
export interface GradeValue {
  id: string;
  personId: string;
  score: number;
  comment: string;
  state: GradeState;
  reason: string | null;
  generation: number;
}

interface GradeRow {
  id: string;
  person_id: string;
  score: number;
  comment: string;
  state: GradeState;
  reason: string | null;
  generation: number;
}

const rowOf = (key: GradeKey, value: GradeValue, now: number) => ({
  id: value.id,
  organisation_id: key.organisationId,
  programme_id: key.programmeId,
  person_id: value.personId,
  score: value.score,
  comment: value.comment,
  state: value.state,
  reason: value.reason,
  generation: value.generation,
  attempts: 0,
  next_attempt_at: now,
  claimed_by: null,
  claimed_until: null,
  last_timestamp_s: 0,
  updated_at: now,
});

/** Rows of one statement: SQLite takes no more than 500. */
const ROWS_AT_ONCE = 400;

/** Inserts rows; where a person has one already, the columns named are written over it. */
async function upsert(
  trx: Knex.Transaction,
  rows: readonly ReturnType<typeof rowOf>[],
  over: readonly (keyof ReturnType<typeof rowOf>)[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await trx('grades')
      .insert(rows.slice(from, from + ROWS_AT_ONCE))
      .onConflict(['programme_id', 'person_id'])
      .merge([...over]);
  }
}

/**
 * Makes sure that each person has a row, and takes hold of all of them (by a write, in the order of
 * the ids), so that of two transactions that change one person's meetings the second computes the
 * score after the first has committed. Then reads them.
 */
export async function holdGrades(
  trx: Knex.Transaction,
  key: GradeKey,
  personIds: readonly string[],
  now: number,
): Promise<Map<string, GradeValue>> {
  const fresh = [...personIds].sort().map((personId) =>
    rowOf(
      key,
      {
        id: newId(),
        personId,
        score: 0,
        comment: '',
        state: 'not_graded',
        reason: 'no_pair',
        generation: 0,
      },
      now,
    ),
  );
  await upsert(trx, fresh, ['updated_at']);
  const rows: GradeRow[] = await trx('grades')
    .where('programme_id', key.programmeId)
    .whereIn('person_id', personIds)
    .select('id', 'person_id', 'score', 'comment', 'state', 'reason', 'generation');
  return new Map(
    rows.map((r) => [
      r.person_id,
      {
        id: r.id,
        personId: r.person_id,
        score: r.score,
        comment: r.comment,
        state: r.state,
        reason: r.reason,
        generation: r.generation,
      },
    ]),
  );
}

const CHANGED = [
  'score',
  'comment',
  'state',
  'reason',
  'generation',
  'attempts',
  'next_attempt_at',
  'claimed_by',
  'claimed_until',
  'updated_at',
] as const;

/** Writes new values over rows that this transaction holds, due at once. */
export async function putGrades(
  trx: Knex.Transaction,
  key: GradeKey,
  values: readonly GradeValue[],
  now: number,
): Promise<void> {
  const rows = values.map((value) => rowOf(key, value, now));
  await upsert(trx, rows, CHANGED);
}

/** The scores of a programme but those of people without an account or without a pair. */
const ofGradebook = (db: Db, programmeId: string) =>
  db('grades')
    .where('programme_id', programmeId)
    .where((q) =>
      q.whereNot('state', 'not_graded').orWhereNotIn('reason', ['no_account', 'no_pair']),
    );

/** How many scores `queueAgain` would queue if it were for everyone. */
export async function countResendable(db: Db, programmeId: string): Promise<number> {
  const [row] = await ofGradebook(db, programmeId).count({ n: '*' });
  return Number(row?.['n'] ?? 0);
}

/**
 * Puts scores into the queue again by one statement; those of people without an account or without a
 * pair stay out of it.
 * @param personIds null: of everyone
 * @param waitingOnly only those that wait already, whose next try is then now
 * @returns how many were queued
 */
export async function queueAgain(
  db: Db,
  programmeId: string,
  personIds: readonly string[] | null,
  now: number,
  waitingOnly = false,
): Promise<number> {
  const query = ofGradebook(db, programmeId);
  if (personIds !== null) query.whereIn('person_id', personIds);
  if (waitingOnly) query.where('state', 'waiting');
  return query.update({
    state: 'waiting',
    reason: null,
    generation: db.raw('generation + 1'),
    attempts: 0,
    next_attempt_at: now,
    claimed_by: null,
    claimed_until: null,
    updated_at: now,
  });
}
