import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import type { Form, PairState } from '../api/index.js';
import { UNFINISHED_PAIR_STATES } from '../api/reference.js';
import { addressOf } from '../letters/letter-rules.js';
import { type PersonName, shortName } from '../names/index.js';
import type { Side } from './pair-store.js';
import type { RatingColumns, RatingFacts } from './rating-rules.js';

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
  /** Null: fewer than two of its meetings are rated. */
  ratings: RatingFacts | null;
  people: PairPerson[];
}

type Row = Omit<PairInBrief, 'people' | 'ratings'> & RatingColumns;
type PersonRow = PersonName & {
  pairId: string;
  personId: string;
  side: Side;
  contactEmail: string | null;
  lmsEmail: string | null;
  key: string;
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
  ratings_recent: 'pairs.ratings_recent',
  ratings_earlier: 'pairs.ratings_earlier',
  ratings_earlier_n: 'pairs.ratings_earlier_n',
  ratings_recent_since: 'pairs.ratings_recent_since',
  ratings_low_run: 'pairs.ratings_low_run',
  ratings_low_since: 'pairs.ratings_low_since',
};

const PERSON_COLUMNS = {
  pairId: 'pairs.id',
  personId: 'p.id',
  side: 'pm.side',
  name: 'p.name',
  familyName: 'p.family_name',
  givenName: 'p.given_name',
  middleName: 'p.middle_name',
  contactEmail: 'f.contact_email',
  lmsEmail: 'p.email',
  key: 'p.sort_key',
};

/** Mentors first, each side in the order of names. */
function byPlace(a: PairPerson, b: PairPerson): number {
  if (a.side !== b.side) return a.side === 'mentor' ? -1 : 1;
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.personId < b.personId ? -1 : 1;
}

const moment = (value: number | string | null) => (value === null ? null : Number(value));

function ratingsIn(row: Row): RatingFacts | null {
  const { ratings_recent: recent, ratings_recent_since: recentSince } = row;
  if (recent === null || recentSince === null) return null;
  return {
    recent,
    earlier: row.ratings_earlier ?? 0,
    earlierMeetings: row.ratings_earlier_n ?? 0,
    recentSince,
    lowRun: row.ratings_low_run ?? 0,
    lowSince: row.ratings_low_since,
  };
}

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
  ratings: ratingsIn(row),
  people: [],
});

/** Two statements: the people do not bring all of their pair's row with each of them. */
async function read(
  db: Db,
  programmeId: string,
  which: (query: Knex.QueryBuilder) => void,
): Promise<PairInBrief[]> {
  const wanted = () => db('pairs').where('pairs.programme_id', programmeId).modify(which);
  const rows: Row[] = await wanted().select(COLUMNS);
  // After the pairs: one that is made meanwhile is not there, none is there without its people.
  const people: PersonRow[] = await wanted()
    .join('pair_members as pm', 'pm.pair_id', 'pairs.id')
    .join('people as p', 'p.id', 'pm.person_id')
    .leftJoin('profiles as f', 'f.person_id', 'pm.person_id')
    .whereNull('pm.left_on')
    .select(PERSON_COLUMNS);
  const pairs = new Map(rows.map((row) => [row.pairId, bare(row)]));
  for (const row of people) {
    const { personId, side, name, key } = row;
    const email = addressOf(row.contactEmail, row.lmsEmail);
    pairs
      .get(row.pairId)
      ?.people.push({ personId, side, name, email, shortName: shortName(row), key });
  }
  const found = [...pairs.values()];
  // Here and not in SQL: a database sorts the rows of all pairs for it.
  for (const pair of found) pair.people.sort(byPlace);
  return found;
}

/**
 * The pairs of a programme that go on or are to, and those named, with their people: two statements.
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
