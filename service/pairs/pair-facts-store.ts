import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import type { Form, PairState } from '../api/index.js';
import { UNFINISHED_PAIR_STATES } from '../api/reference.js';
import { addressOf } from '../letters/letter-rules.js';
import { type PersonName, shortName } from '../names/index.js';
import type { Side } from './pair-store.js';

/** Somebody who is in a pair now. */
export interface PairPerson {
  /** What orders names. */
  key: string;
  personId: string;
  name: string;
  shortName: string;
  side: Side;
  /** Where they are written to: what the college noted, else what the LMS says. */
  email: string | null;
}

/** A pair with all that signals ask of its own row, and its people: mentors first, in the order of names. */
export interface PairInBrief {
  pairId: string;
  title: string;
  sortKey: string;
  /** Folded names of all members, for a search. */
  searchText: string;
  form: Form;
  state: PairState;
  startsOn: string;
  endsOn: string;
  orderNumber: string | null;
  lastMeetingOn: string | null;
  /** The day since which it counts as silent, the days of pauses left out. */
  silentSince: string;
  /** The first day of work after its last pause. */
  resumedOn: string | null;
  /** The last day of the pause in which it is, where one was said. */
  pausedUntil: string | null;
  /** Moments, ms since 1970 UTC. */
  lastFeedbackAt: number | null;
  lastLoggedAt: number | null;
  createdAt: number;
  people: PairPerson[];
}

type Row = Omit<PairInBrief, 'people'> &
  PersonName & {
    personId: string | null;
    side: Side;
    contactEmail: string | null;
    lmsEmail: string | null;
    personKey: string;
  };

const COLUMNS = {
  pairId: 'pairs.id',
  title: 'pairs.title',
  sortKey: 'pairs.sort_key',
  searchText: 'pairs.search_text',
  form: 'pairs.form',
  state: 'pairs.state',
  startsOn: 'pairs.starts_on',
  endsOn: 'pairs.ends_on',
  orderNumber: 'pairs.order_number',
  lastMeetingOn: 'pairs.last_meeting_on',
  silentSince: 'pairs.silent_since',
  resumedOn: 'pairs.resumed_on',
  pausedUntil: 'pairs.paused_until',
  lastFeedbackAt: 'pairs.last_feedback_at',
  lastLoggedAt: 'pairs.last_logged_at',
  createdAt: 'pairs.created_at',
  personId: 'p.id',
  side: 'pm.side',
  name: 'p.name',
  familyName: 'p.family_name',
  givenName: 'p.given_name',
  middleName: 'p.middle_name',
  contactEmail: 'f.contact_email',
  lmsEmail: 'p.email',
  personKey: 'p.sort_key',
};

/** Mentors first, each side in the order of names. */
function byPlace(a: PairPerson, b: PairPerson): number {
  if (a.side !== b.side) return a.side === 'mentor' ? -1 : 1;
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.personId < b.personId ? -1 : 1;
}

const moment = (value: number | string | null) => (value === null ? null : Number(value));

/** Field by field: taking a row apart costs more than all that is told of it. */
const bare = (row: Row): PairInBrief => ({
  pairId: row.pairId,
  title: row.title,
  sortKey: row.sortKey,
  searchText: row.searchText,
  form: row.form,
  state: row.state,
  startsOn: row.startsOn,
  endsOn: row.endsOn,
  orderNumber: row.orderNumber,
  lastMeetingOn: row.lastMeetingOn,
  silentSince: row.silentSince,
  resumedOn: row.resumedOn,
  pausedUntil: row.pausedUntil,
  lastFeedbackAt: moment(row.lastFeedbackAt),
  lastLoggedAt: moment(row.lastLoggedAt),
  createdAt: Number(row.createdAt),
  people: [],
});

async function read(
  db: Db,
  programmeId: string,
  which: (query: Knex.QueryBuilder) => void,
): Promise<PairInBrief[]> {
  const query = db('pairs')
    .leftJoin('pair_members as pm', (join) =>
      join.on('pm.pair_id', 'pairs.id').onNull('pm.left_on'),
    )
    .leftJoin('people as p', 'p.id', 'pm.person_id')
    .leftJoin('profiles as f', 'f.person_id', 'pm.person_id')
    .where('pairs.programme_id', programmeId)
    .select(COLUMNS);
  which(query);
  const rows: Row[] = await query;
  const pairs = new Map<string, PairInBrief>();
  for (const row of rows) {
    const pair = pairs.get(row.pairId) ?? bare(row);
    pairs.set(row.pairId, pair);
    const { personId, side, name, personKey: key } = row;
    if (personId === null) continue;
    const email = addressOf(row.contactEmail, row.lmsEmail);
    pair.people.push({ personId, side, name, email, shortName: shortName(row), key });
  }
  // Here and not in SQL: a database sorts the wide rows of all pairs for it.
  return [...pairs.values()].map((pair) => ({ ...pair, people: pair.people.sort(byPlace) }));
}

/**
 * The pairs of a programme that go on or are to, and those named, with their people: one statement.
 * @param also ids of pairs that are wanted although they may be over
 */
export const readPairsInBrief = (
  db: Db,
  programmeId: string,
  also: readonly string[] = [],
): Promise<PairInBrief[]> =>
  read(db, programmeId, (query) =>
    query.where((wanted) => {
      wanted.whereIn('pairs.state', [...UNFINISHED_PAIR_STATES]);
      if (also.length > 0) wanted.orWhereIn('pairs.id', [...also]);
    }),
  );

/** One pair with its people, whatever its state; undefined: the programme has none of this id. */
export async function readPairInBrief(
  db: Db,
  programmeId: string,
  pairId: string,
): Promise<PairInBrief | undefined> {
  const [pair] = await read(db, programmeId, (query) => query.where('pairs.id', pairId));
  return pair;
}
