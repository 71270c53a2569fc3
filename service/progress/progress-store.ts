import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import type { Form, PairState } from '../api/index.js';
import type { Pause } from '../pairs/pause-rules.js';
import type { PairSpan, PairTally } from './progress-rules.js';

interface SpanRow {
  person_id: string;
  pair_id: string;
  state: PairState;
  starts_on: string;
  ends_on: string;
  joined_on: string;
  left_on: string | null;
  last_meeting_on: string | null;
  closed_on: string | null;
  counted: unknown;
}

interface TallyRow {
  person_id: string;
  pair_id: string;
  attended: number;
  confirmed: number;
  answered: number;
  closings: number;
}

/** What a mentee's progress is computed from. */
export interface MenteeRecord {
  spans: PairSpan[];
  tallies: PairTally[];
}

const spanOf = (row: SpanRow): PairSpan => ({
  pairId: row.pair_id,
  state: row.state,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  joinedOn: row.joined_on,
  leftOn: row.left_on,
  lastMeetingOn: row.last_meeting_on,
  closedOn: row.closed_on,
  goals: row.counted === null ? null : fromJson<NonNullable<PairSpan['goals']>>(row.counted),
});

const tallyOf = (row: TallyRow): PairTally => ({
  pairId: row.pair_id,
  attended: Number(row.attended),
  confirmed: Number(row.confirmed),
  answered: Number(row.answered),
  closings: Number(row.closings),
});

interface PauseRow extends Pause {
  pairId: string;
  /** Null: the whole pair rested. */
  personId: string | null;
}

/** Gives spans the pauses of their pairs and the absences of their mentees: one statement. */
async function addPauses(
  db: Db,
  programmeId: string,
  records: Map<string, MenteeRecord>,
): Promise<void> {
  // A programme has some pauses a year: they are read whole.
  const pauses: PauseRow[] = await db('pair_pauses')
    .where('programme_id', programmeId)
    .select({ pairId: 'pair_id', personId: 'person_id', fromOn: 'from_on', endedOn: 'ended_on' });
  if (pauses.length === 0) return;
  const ofPair = new Map<string, PauseRow[]>();
  for (const one of pauses) ofPair.set(one.pairId, [...(ofPair.get(one.pairId) ?? []), one]);
  for (const [mentee, { spans }] of records) {
    for (const span of spans) {
      const own = ofPair.get(span.pairId) ?? [];
      span.pauses = own.filter(({ personId }) => personId === null || personId === mentee);
    }
  }
}

/** The pairs, plans, pauses and meetings of so many mentees, by three statements. */
export async function readRecords(
  db: Db,
  programmeId: string,
  personIds: readonly string[],
): Promise<Map<string, MenteeRecord>> {
  const records = new Map<string, MenteeRecord>(
    personIds.map((id) => [id, { spans: [], tallies: [] }]),
  );
  const spans: SpanRow[] = await db('pair_members as m')
    .join('pairs as p', 'p.id', 'm.pair_id')
    .leftJoin('plans as pl', (join) =>
      join.on('pl.pair_id', 'm.pair_id').andOn('pl.person_id', 'm.person_id'),
    )
    .where({ 'm.programme_id': programmeId, 'm.side': 'mentee' })
    .whereIn('m.person_id', personIds)
    .select(
      'm.person_id',
      'm.pair_id',
      'm.joined_on',
      'm.left_on',
      'p.state',
      'p.starts_on',
      'p.ends_on',
      'p.last_meeting_on',
      'p.closed_on',
      'pl.counted',
    );
  for (const row of spans) records.get(row.person_id)?.spans.push(spanOf(row));
  await addPauses(db, programmeId, records);

  const confirmedAnd = (condition: string) =>
    db.raw(`sum(case when a.confirmation = 'confirmed' and ${condition} then 1 else 0 end)`);
  const tallies: TallyRow[] = await db('meeting_attendance as a')
    .join('meetings as t', 't.id', 'a.meeting_id')
    .where({ 'a.programme_id': programmeId, 'a.came': true })
    .whereNull('t.withdrawn_at')
    .whereIn('a.person_id', personIds)
    .groupBy('a.person_id', 'a.pair_id')
    .select('a.person_id', 'a.pair_id', {
      attended: db.raw('count(*)'),
      confirmed: confirmedAnd('1 = 1'),
      answered: confirmedAnd('a.rating is not null'),
      closings: confirmedAnd("t.kind = 'closing'"),
    });
  for (const row of tallies) records.get(row.person_id)?.tallies.push(tallyOf(row));
  return records;
}

/** Everyone who is a mentee in the programme: by role or by a pair, in the order of their ids. */
export async function readMenteeIds(db: Db, programmeId: string): Promise<string[]> {
  const rows: { person_id: string }[] = await db('participations')
    .where({ programme_id: programmeId, role: 'mentee' })
    .whereNot('state', 'withdrawn')
    .select('person_id')
    .union([
      db('pair_members').where({ programme_id: programmeId, side: 'mentee' }).select('person_id'),
    ]);
  return rows.map((r) => r.person_id).sort();
}

/** Limits rows with a person to mentees of pairs of those forms; null: no limit. */
export function ofForms(
  query: Knex.QueryBuilder,
  db: Db,
  programmeId: string,
  forms: readonly Form[] | null,
  column: string,
): void {
  if (forms === null) return;
  query.whereIn(
    column,
    db('pair_members as f')
      .join('pairs as fp', 'fp.id', 'f.pair_id')
      .where({ 'f.programme_id': programmeId, 'f.side': 'mentee' })
      .whereIn('fp.form', forms)
      .select('f.person_id'),
  );
}

/** Who asks about whose progress. */
export interface Asking {
  programmeId: string;
  /** The mentee asked about. */
  personId: string;
  /** A mentor: only mentees of this person's pairs. */
  mentorId: string | null;
  scopeForms: readonly Form[] | null;
}

/** True when the person is a mentee of the programme whom the caller may see. */
export async function isVisibleMentee(db: Db, asking: Asking): Promise<boolean> {
  const { programmeId, personId, mentorId, scopeForms } = asking;
  const inPair = db('pair_members as m')
    .join('pairs as p', 'p.id', 'm.pair_id')
    .where({ 'm.programme_id': programmeId, 'm.person_id': personId, 'm.side': 'mentee' });
  if (mentorId !== null) {
    inPair
      .join('pair_members as o', 'o.pair_id', 'm.pair_id')
      .where({ 'o.person_id': mentorId, 'o.side': 'mentor' })
      // How a mentee does now is not for who has handed the pair over.
      .whereNull('o.left_on');
    return (await inPair.first('m.id')) !== undefined;
  }
  if (scopeForms !== null)
    return (await inPair.whereIn('p.form', scopeForms).first('m.id')) !== undefined;
  if ((await inPair.first('m.id')) !== undefined) return true;
  const role = await db('participations')
    .where({ programme_id: programmeId, person_id: personId, role: 'mentee' })
    .whereNot('state', 'withdrawn')
    .first('id');
  return role !== undefined;
}
