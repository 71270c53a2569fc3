import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import type { PersonRef } from '../api/common.js';
import type { Form, PairState } from '../api/index.js';
import type { Authority } from '../authorise.js';
import { type PairWithPeople, pairColumns, pairStore, type Side } from './pair-store.js';

/** A pair as its members and the staff may rely on it. */
export interface VisiblePair {
  pairId: string;
  title: string;
  form: Form;
  state: PairState;
  startsOn: string;
  endsOn: string;
  /** Those who are in the pair now (or were on the day asked about), each side in the order of names. */
  mentors: PersonRef[];
  mentees: PersonRef[];
  /** The side of a caller who acts as mentor or mentee; null for staff. */
  mySide: Side | null;
  /** The caller has left it: they read what was theirs. */
  former: boolean;
}

interface Row {
  pairId: string;
  title: string;
  form: Form;
  state: PairState;
  startsOn: string;
  endsOn: string;
  side: Side | null;
  personId: string | null;
  name: string | null;
  joinedOn: string | null;
  leftOn: string | null;
}

/** The side on which somebody who acts in this role stands; null: reads as staff. */
export function sideOf(authority: Authority): Side | null {
  return authority.role === 'mentor' || authority.role === 'mentee' ? authority.role : null;
}

/**
 * Narrows a query on `pairs` (by its name or this alias) to what the caller may see: all of the
 * programme, a curator their forms, mentors and mentees the pairs in which they stand on that side.
 * @param day what is read is of this day: those who have left on it or later read it too
 */
export function onlyVisible(
  query: Knex.QueryBuilder,
  authority: Authority,
  table = 'pairs',
  day: string | null = null,
): void {
  query.where(`${table}.programme_id`, authority.programmeId);
  if (authority.scopeForms !== null) query.whereIn(`${table}.form`, authority.scopeForms);
  const side = sideOf(authority);
  if (side === null) return;
  query.whereIn(`${table}.id`, (mine: Knex.QueryBuilder) =>
    mine
      .from('pair_members')
      .where({ programme_id: authority.programmeId, person_id: authority.personId ?? '', side })
      .where((there: Knex.QueryBuilder) => {
        there.whereNull('left_on');
        if (day !== null) there.orWhere('left_on', '>=', day);
      })
      .select('pair_id'),
  );
}

/** Was somebody in the pair on this day? Those who left on it were, and those who came on it too. */
const wasThere = ({ joinedOn, leftOn }: Row, day: string): boolean =>
  (joinedOn ?? '') <= day && (leftOn === null || leftOn >= day);

/**
 * Reads one pair by one statement. A pair that the caller may not see is answered exactly as one
 * that does not exist: `not_found`.
 * @param day for reading only: the people are those of this day, and whoever left later may read it
 */
export async function readPairForMember(
  db: Db,
  authority: Authority,
  pairId: string,
  day: string | null = null,
): Promise<VisiblePair> {
  const query = db('pairs')
    .leftJoin('pair_members as pm', (join) => {
      join.on('pm.pair_id', 'pairs.id');
      if (day === null) join.onNull('pm.left_on');
    })
    .leftJoin('people as p', 'p.id', 'pm.person_id')
    .where('pairs.id', pairId)
    .orderBy('p.sort_key')
    .orderBy('p.id')
    .select({
      pairId: 'pairs.id',
      title: 'pairs.title',
      form: 'pairs.form',
      state: 'pairs.state',
      startsOn: 'pairs.starts_on',
      endsOn: 'pairs.ends_on',
      side: 'pm.side',
      personId: 'pm.person_id',
      name: 'p.name',
      joinedOn: 'pm.joined_on',
      leftOn: 'pm.left_on',
    });
  onlyVisible(query, authority, 'pairs', day);
  const rows: Row[] = await query;
  const [first] = rows;
  if (!first) throw notFound('pair');
  const { pairId: id, title, form, state, startsOn, endsOn } = first;
  const people = (side: Side): PersonRef[] => {
    const own = rows.filter((row) => row.side === side);
    const now = own.filter((row) => row.leftOn === null);
    const then = day === null ? now : own.filter((row) => wasThere(row, day));
    return (then.length > 0 ? then : now).map((row) => ({
      personId: row.personId as string,
      name: row.name as string,
    }));
  };
  const mine = rows.find((row) => row.personId === authority.personId);
  return {
    ...{ pairId: id, title, form, state, startsOn, endsOn },
    former: sideOf(authority) !== null && mine !== undefined && mine.leftOn !== null,
    mentors: people('mentor'),
    mentees: people('mentee'),
    mySide: sideOf(authority),
  };
}

/** One pair with its people for whoever may see it, or null: two statements. */
export async function readVisiblePair(
  db: Db,
  authority: Authority,
  pairId: string,
  today: string | null = null,
): Promise<PairWithPeople | null> {
  const query = db('pairs').where('pairs.id', pairId).select(pairColumns(db, today));
  onlyVisible(query, authority);
  const [pair] = await pairStore(db).withPeople(await query);
  return pair ?? null;
}
