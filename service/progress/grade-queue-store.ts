import type { Knex } from 'knex';
import { type Db, dialectOf } from '../../shared/db/connect.js';
import type { GradeState } from '../api/index.js';

/** A score that a worker has claimed. */
export interface ClaimedGrade {
  gradeId: string;
  programmeId: string;
  organisationId: string;
  personId: string;
  score: number;
  comment: string;
  generation: number;
  attempts: number;
  timestampSeconds: number;
}

export interface Claim {
  /** Names the worker and this one claim. */
  token: string;
  now: number;
  /** When others may claim what this worker has not reported by then. */
  until: number;
  limit: number;
}

/** A claim as far as it concerns one organisation. */
interface Share extends Claim {
  organisationId: string;
}

/**
 * The organisations that have something due, the one that has waited longest first.
 * @param without these are left out
 */
export async function organisationsDue(
  db: Db,
  now: number,
  without: readonly string[],
  limit: number,
): Promise<string[]> {
  const query = db('grades')
    .whereIn('state', ['waiting', 'sending'])
    .where('next_attempt_at', '<=', now);
  if (without.length > 0) query.whereNotIn('organisation_id', without);
  const rows: { organisation_id: string }[] = await query
    .groupBy('organisation_id')
    .orderByRaw('min(next_attempt_at), organisation_id')
    .limit(limit)
    .select('organisation_id');
  return rows.map((row) => row.organisation_id);
}

/**
 * Claims rows of one state by one conditional UPDATE: of several workers, in any number of processes,
 * exactly one gets each row. `next_attempt_at` of a claimed row is the claim's end, so that an
 * abandoned claim becomes due again by itself.
 */
async function claimOf(trx: Knex.Transaction, state: GradeState, claim: Share): Promise<number> {
  if (claim.limit <= 0) return 0;
  const seconds = Math.floor(claim.now / 1000);
  const values = {
    state: 'sending',
    claimed_by: claim.token,
    claimed_until: claim.until,
    next_attempt_at: claim.until,
    attempts: trx.raw('attempts + 1'),
    // Later than any timestamp given out before: the platform answers 409 else.
    last_timestamp_s: trx.raw(
      'case when last_timestamp_s >= ? then last_timestamp_s + 1 else ? end',
      [seconds, seconds],
    ),
    updated_at: claim.now,
  };
  const due = () =>
    trx('grades')
      .where({ organisation_id: claim.organisationId, state })
      .where('next_attempt_at', '<=', claim.now)
      .orderBy([{ column: 'next_attempt_at' }, { column: 'id' }])
      .limit(claim.limit);
  // MySQL takes no LIMIT in a subquery of IN, SQLite none in an UPDATE.
  if (dialectOf(trx) === 'mysql') return due().update(values);
  return trx('grades').whereIn('id', due().select('id')).update(values);
}

/**
 * Claims rows of the organisations in their order, of each abandoned rows first, then waiting ones.
 * @param perOrganisation so many of each at most
 * @returns the rows that this claim holds
 */
export async function claimDue(
  trx: Knex.Transaction,
  claim: Claim,
  organisationIds: readonly string[],
  perOrganisation: number,
): Promise<ClaimedGrade[]> {
  let left = claim.limit;
  for (const organisationId of organisationIds) {
    const limit = Math.min(perOrganisation, left);
    const share = { ...claim, organisationId, limit };
    const abandoned = await claimOf(trx, 'sending', share);
    const waiting = await claimOf(trx, 'waiting', { ...share, limit: limit - abandoned });
    left -= abandoned + waiting;
  }
  if (left === claim.limit) return [];
  return trx('grades')
    .where({ state: 'sending', next_attempt_at: claim.until, claimed_by: claim.token })
    .select({
      gradeId: 'id',
      programmeId: 'programme_id',
      organisationId: 'organisation_id',
      personId: 'person_id',
      score: 'score',
      comment: 'comment',
      generation: 'generation',
      attempts: 'attempts',
      timestampSeconds: 'last_timestamp_s',
    })
    .orderBy('id');
}

/** Takes grades out of the queue whose people have no LMS account (any more). */
export async function withoutAccount(
  trx: Knex.Transaction,
  gradeIds: readonly string[],
  now: number,
): Promise<void> {
  if (gradeIds.length === 0) return;
  await trx('grades').whereIn('id', gradeIds).update({
    state: 'not_graded',
    reason: 'no_account',
    claimed_by: null,
    claimed_until: null,
    updated_at: now,
  });
}

/** A value as sent: which row, and which generation of it. */
export interface SentValue {
  gradeId: string;
  generation: number;
}

export interface QueuedGrade extends SentValue {
  programmeId: string;
  attempts: number;
}

/**
 * Takes hold of the rows that results are about, by a write, and reads them. The write comes first:
 * a transaction of SQLite that begins by reading cannot wait for another process to finish writing.
 */
export async function holdQueued(
  trx: Knex.Transaction,
  gradeIds: readonly string[],
  now: number,
): Promise<QueuedGrade[]> {
  await trx('grades').whereIn('id', gradeIds).update({ updated_at: now });
  return trx('grades').whereIn('id', gradeIds).select({
    gradeId: 'id',
    programmeId: 'programme_id',
    generation: 'generation',
    attempts: 'attempts',
  });
}

/** Limits an update to rows that still hold the value that was sent. */
function ofValues(query: Knex.QueryBuilder, values: readonly SentValue[]): void {
  query.where((any) => {
    for (const v of values) any.orWhere({ id: v.gradeId, generation: v.generation });
  });
}

const RELEASED = { claimed_by: null, claimed_until: null };

/** Values that arrived: rows that have a newer value by now are left in the queue. */
export async function markSent(
  trx: Knex.Transaction,
  values: readonly SentValue[],
  now: number,
): Promise<number> {
  if (values.length === 0) return 0;
  const query = trx('grades');
  ofValues(query, values);
  return query.update({
    ...RELEASED,
    state: 'sent',
    reason: null,
    attempts: 0,
    sent_at: now,
    updated_at: now,
  });
}

/** Values that will not be taken, with one reason. */
export async function markFinal(
  trx: Knex.Transaction,
  values: readonly SentValue[],
  state: 'refused' | 'not_graded',
  reason: string | null,
  now: number,
): Promise<number> {
  const query = trx('grades').where('state', 'sending');
  ofValues(query, values);
  return query.update({ ...RELEASED, state, reason, updated_at: now });
}

/** A value to be sent again later. */
export interface Again extends SentValue {
  nextAttemptAt: number;
  /** Seconds by which the timestamp is moved on. */
  timestampStep: number;
  reason: string | null;
}

/** Puts values back into the queue, each with its own moment, by one statement. */
export async function markAgain(
  trx: Knex.Transaction,
  values: readonly Again[],
  now: number,
): Promise<number> {
  if (values.length === 0) return 0;
  const byId = (of: (v: Again) => string | number | null) => ({
    sql: `case id ${values.map(() => 'when ? then ?').join(' ')} end`,
    bindings: values.flatMap((v) => [v.gradeId, of(v)]),
  });
  const next = byId((v) => v.nextAttemptAt);
  const step = byId((v) => v.timestampStep);
  const reason = byId((v) => v.reason);
  const query = trx('grades').where('state', 'sending');
  ofValues(query, values);
  return query.update({
    ...RELEASED,
    state: 'waiting',
    next_attempt_at: trx.raw(next.sql, next.bindings as Knex.RawBinding[]),
    last_timestamp_s: trx.raw(`last_timestamp_s + ${step.sql}`, step.bindings as Knex.RawBinding[]),
    reason: trx.raw(reason.sql, reason.bindings as Knex.RawBinding[]),
    updated_at: now,
  });
}

/** A value that was claimed and not tried. */
export interface PutBack extends SentValue {
  nextAttemptAt: number;
  /** Null: what it waited for before stands. */
  reason: string | null;
}

/** Undoes the claim of values that have one moment and reason in common: no attempt was made. */
export async function markPutBack(
  trx: Knex.Transaction,
  values: readonly SentValue[],
  { nextAttemptAt, reason }: Pick<PutBack, 'nextAttemptAt' | 'reason'>,
  now: number,
): Promise<number> {
  const query = trx('grades').where('state', 'sending');
  ofValues(query, values);
  return query.update({
    ...RELEASED,
    state: 'waiting',
    attempts: trx.raw('case when attempts > 0 then attempts - 1 else 0 end'),
    next_attempt_at: nextAttemptAt,
    reason: trx.raw('coalesce(?, reason)', [reason as string]),
    updated_at: now,
  });
}

/** Reasons to wait that the tool can end: a launch brings the course, a coordinator ends a rest. */
const ENDED_BY_THE_TOOL = ['no_lms_course', 'no_gradebook', 'resting'];

/** Makes the scores due that waited for the course or for the end of a rest. Returns how many. */
export async function wakeWaiting(db: Knex, programmeId: string, now: number): Promise<number> {
  return db('grades')
    .where({ programme_id: programmeId, state: 'waiting' })
    .whereIn('reason', ENDED_BY_THE_TOOL)
    .where('next_attempt_at', '>', now)
    .update({ next_attempt_at: now, updated_at: now });
}
