import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

const NAMES = [
  'ratings_recent',
  'ratings_earlier',
  'ratings_earlier_n',
  'ratings_recent_since',
  'ratings_low_run',
  'ratings_low_since',
] as const;

/** Ratings of so much or less are low. */
const LOW = 4;

interface Meeting {
  id: string;
  on: string;
  marks: number[];
}

/** The rated meetings of a programme's pairs, each pair's earliest first. */
async function ratedMeetings(db: Db, programmeId: string): Promise<Map<string, Meeting[]>> {
  const rows: { pair_id: string; meeting_id: string; held_on: string; rating: number }[] = await db(
    'meeting_attendance',
  )
    .where({ programme_id: programmeId, came: true, confirmation: 'confirmed' })
    .whereNotNull('rating')
    .whereNotIn(
      'meeting_id',
      db('meetings').where('programme_id', programmeId).whereNotNull('withdrawn_at').select('id'),
    )
    .orderBy(['held_on', 'meeting_id'])
    .select('pair_id', 'meeting_id', 'held_on', 'rating');
  const pairs = new Map<string, Meeting[]>();
  for (const { pair_id, meeting_id: id, held_on: on, rating } of rows) {
    const meetings = pairs.get(pair_id) ?? [];
    pairs.set(pair_id, meetings);
    const last = meetings.at(-1);
    if (last?.id === id) last.marks.push(rating);
    else meetings.push({ id, on, marks: [rating] });
  }
  return pairs;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const meanOf = (meetings: readonly Meeting[]) =>
  sum(meetings.map(({ marks }) => sum(marks) / marks.length)) / Math.max(1, meetings.length);

async function fill(db: Db, programmeId: string): Promise<void> {
  const pairs = await ratedMeetings(db, programmeId);
  await db.transaction(async (trx) => {
    for (const [pairId, meetings] of pairs) {
      if (meetings.length < 2) continue;
      const [earlier, recent] = [meetings.slice(0, -2), meetings.slice(-2)];
      const steady = meetings.findLastIndex(({ marks }) => Math.min(...marks) > LOW);
      const low = meetings.slice(steady + 1);
      await trx('pairs')
        .where('id', pairId)
        .update({
          ratings_recent: meanOf(recent),
          ratings_earlier: meanOf(earlier),
          ratings_earlier_n: earlier.length,
          ratings_recent_since: recent[0]?.on,
          ratings_low_run: low.length,
          ratings_low_since: low[0]?.on ?? null,
        });
    }
  });
}

/**
 * Each pair keeps how its ratings go, as it keeps its last meeting: signals read them of all pairs of a college,
 * who are some hundreds, and not of all its meetings. Filled programme by programme.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'pairs', 'ratings_recent', (c) => c.real('ratings_recent'));
  await addColumn(db, 'pairs', 'ratings_earlier', (c) => c.real('ratings_earlier'));
  await addColumn(db, 'pairs', 'ratings_earlier_n', (c) => c.count('ratings_earlier_n'));
  await addColumn(db, 'pairs', 'ratings_recent_since', (c) => c.date('ratings_recent_since'));
  await addColumn(db, 'pairs', 'ratings_low_run', (c) => c.count('ratings_low_run'));
  await addColumn(db, 'pairs', 'ratings_low_since', (c) => c.date('ratings_low_since'));
  const programmes: { id: string }[] = await db('programmes').select('id');
  for (const { id } of programmes) await fill(db, id);
}

export async function down(db: Db): Promise<void> {
  for (const name of NAMES) await dropColumn(db, 'pairs', name);
}
