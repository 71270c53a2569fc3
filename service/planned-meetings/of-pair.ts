/**
 * What pairs and the log keep in step with their planned meetings; without an import of either, since both
 * import it. See docs/decisions/0027.
 */
import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { MeetingFormat, MeetingKind } from '../api/index.js';
import { OPEN_PLANNED_STATES } from '../api/planned-meeting-reference.js';
import { nextKind } from '../pairs/pair-rules.js';

const USUAL_MINUTES = 45;
/** More meetings of a pair than these say nothing new of what comes next. */
const MOST_READ = 200;

/**
 * The earliest day, `from` or later, on which a meeting of a pair is agreed, as SQL in a query on `pairs`.
 * @param table the alias of `pairs` in the query
 */
export const nextAgreedOn = (db: Db, from: string, table = 'pairs'): Knex.Raw =>
  db.raw(
    `(select min(nx.on_date) from planned_meetings nx
      where nx.pair_id = ${table}.id and nx.state = 'agreed' and nx.on_date >= ?)`,
    [from],
  );

/** The same of one pair, by one statement; null: none is agreed. */
export async function readNextAgreed(db: Db, pairId: string, from: string): Promise<string | null> {
  const row = await db('planned_meetings')
    .where({ pair_id: pairId, state: 'agreed' })
    .where('on_date', '>=', from)
    .min({ day: 'on_date' })
    .first<{ day: string | null } | undefined>();
  return row?.day ?? null;
}

/** What a record of the log says, and the meetings of the log that it stands among. */
interface Word {
  pairId: string;
  /** The day that the log agreed before this write, and after it. */
  before: string | null;
  after: string | null;
}

/** The day that the log alone has agreed, and nobody has planned more of. */
const ofLog = (trx: Knex.Transaction, pairId: string) =>
  trx('planned_meetings')
    .where({ pair_id: pairId, from_log: true })
    .whereIn('state', [...OPEN_PLANNED_STATES]);

/** What the next meeting of a pair is as a rule: the kind that comes next, long and held as the last one. */
async function usualOf(trx: Knex.Transaction, pairId: string) {
  const held: { kind: MeetingKind; minutes: number; format: MeetingFormat }[] = await trx(
    'meetings',
  )
    .where('pair_id', pairId)
    .whereNull('withdrawn_at')
    .orderBy('held_on', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_READ)
    .select('kind', 'minutes', 'format');
  const [last] = held;
  return {
    kind: nextKind(held.map((one) => one.kind)),
    minutes: last?.minutes ?? USUAL_MINUTES,
    format: last?.format ?? ('in_person' as const),
  };
}

async function insertDay(trx: Knex.Transaction, pairId: string, day: string, now: number) {
  const planned = await trx('planned_meetings')
    .where({ pair_id: pairId, on_date: day })
    .whereIn('state', [...OPEN_PLANNED_STATES])
    .first('id');
  if (planned) return;
  const pair = await trx('pairs')
    .where('id', pairId)
    .first('organisation_id', 'programme_id', 'form', 'state');
  if (pair.state !== 'active') return;
  await trx('planned_meetings').insert({
    id: newId(),
    organisation_id: pair.organisation_id,
    programme_id: pair.programme_id,
    pair_id: pairId,
    pair_form: pair.form,
    ...(await usualOf(trx, pairId)),
    on_date: day,
    state: 'agreed',
    proposed_side: 'mentor',
    from_log: true,
    created_at: now,
    changed_at: now,
  });
}

/**
 * Brings the planned meetings of a pair in step with what its log says of the next one. A day that the log
 * names is a planned meeting without a time, unless one is planned for it; another day moves it, none
 * cancels it, and a record of that very day is it. What people have planned themselves the log never
 * touches. Under the pair's lock; no statement where the log says what it said before.
 */
export async function followLog(trx: Knex.Transaction, word: Word, now: number): Promise<void> {
  const { pairId, before, after } = word;
  if (before === after) return;
  if (before !== null) {
    const held = await trx('meetings')
      .where({ pair_id: pairId, held_on: before })
      .whereNull('withdrawn_at')
      .orderBy('id', 'desc')
      .first('id');
    const also = { version: trx.raw('version + 1'), changed_at: now };
    if (held) {
      const told = { state: 'held', meeting_id: held.id };
      await ofLog(trx, pairId)
        .where('on_date', before)
        .update({ ...told, ...also });
    } else if (after !== null) {
      const usual = await usualOf(trx, pairId);
      const moved = await ofLog(trx, pairId).update({ on_date: after, ...usual, ...also });
      if (moved > 0) return;
    } else {
      await ofLog(trx, pairId).update({ state: 'cancelled', cancel_code: 'log', ...also });
    }
  }
  if (after !== null) await insertDay(trx, pairId, after, now);
}

/** Cancels all that is planned in a pair that is closed. @returns how many there were */
export const cancelPlannedOf = (
  trx: Knex.Transaction,
  pairId: string,
  now: number,
): Promise<number> =>
  trx('planned_meetings')
    .where('pair_id', pairId)
    .whereIn('state', [...OPEN_PLANNED_STATES])
    .update({
      state: 'cancelled',
      cancel_code: 'pair_closed',
      version: trx.raw('version + 1'),
      changed_at: now,
    });

/** A record of the log was taken back: what it was the record of is planned again. */
export const reopenPlannedOf = (
  trx: Knex.Transaction,
  pairId: string,
  meetingId: string,
  now: number,
): Promise<number> =>
  trx('planned_meetings')
    .where({ pair_id: pairId, state: 'held', meeting_id: meetingId })
    .update({
      state: 'agreed',
      meeting_id: null,
      from_log: false,
      version: trx.raw('version + 1'),
      changed_at: now,
    });
