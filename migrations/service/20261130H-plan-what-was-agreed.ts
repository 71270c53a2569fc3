import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';

/** Pairs that are read, and rows that are written, by one statement. */
const CHUNK = 500;
const USUAL_MINUTES = 45;

interface Agreed {
  id: string;
  organisation_id: string;
  programme_id: string;
  form: string;
  next_meeting_on: string;
}

/** The pairs after one id whose next day is agreed and not yet planned. */
const agreedAfter = (db: Db, last: string): Promise<Agreed[]> =>
  db('pairs')
    .where('state', 'active')
    .whereNotNull('next_meeting_on')
    .where('id', '>', last)
    .whereNotExists((planned) =>
      planned
        .select(db.raw('1'))
        .from('planned_meetings as q')
        .whereRaw('q.pair_id = pairs.id')
        .where('q.from_log', true),
    )
    .orderBy('id')
    .limit(CHUNK)
    .select('id', 'organisation_id', 'programme_id', 'form', 'next_meeting_on');

/** What records of the log have agreed becomes planned meetings without a time. */
export async function up(db: Db): Promise<void> {
  const now = Date.now();
  for (let last = ''; ; ) {
    const pairs = await agreedAfter(db, last);
    if (pairs.length === 0) return;
    await db('planned_meetings').insert(
      pairs.map((pair) => ({
        id: newId(),
        organisation_id: pair.organisation_id,
        programme_id: pair.programme_id,
        pair_id: pair.id,
        pair_form: pair.form,
        kind: 'regular',
        on_date: pair.next_meeting_on,
        minutes: USUAL_MINUTES,
        format: 'in_person',
        state: 'agreed',
        proposed_side: 'mentor',
        from_log: true,
        created_at: now,
        changed_at: now,
      })),
    );
    last = pairs.at(-1)?.id ?? '';
  }
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('planned_meetings'))) return;
  await db('planned_meetings').where('from_log', true).delete();
}
