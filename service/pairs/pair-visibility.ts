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
  /** Those who are in the pair now, each side in the order of names. */
  mentors: PersonRef[];
  mentees: PersonRef[];
  /** The side of a caller who acts as mentor or mentee; null for staff. */
  mySide: Side | null;
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
}

/** The side on which somebody who acts in this role stands; null: reads as staff. */
export function sideOf(authority: Authority): Side | null {
  return authority.role === 'mentor' || authority.role === 'mentee' ? authority.role : null;
}

/**
 * Narrows a query on `pairs` (by its name or this alias) to what the caller may see: all of the
 * programme, a curator their forms, mentors and mentees the pairs in which they stand on that side.
 */
export function onlyVisible(query: Knex.QueryBuilder, authority: Authority, table = 'pairs'): void {
  query.where(`${table}.programme_id`, authority.programmeId);
  if (authority.scopeForms !== null) query.whereIn(`${table}.form`, authority.scopeForms);
  const side = sideOf(authority);
  if (side === null) return;
  query.whereIn(`${table}.id`, (mine: Knex.QueryBuilder) =>
    mine
      .from('pair_members')
      .where({ programme_id: authority.programmeId, person_id: authority.personId ?? '', side })
      .whereNull('left_on')
      .select('pair_id'),
  );
}

/**
 * Reads one pair by one statement. A pair that the caller may not see is answered exactly as one
 * that does not exist: `not_found`.
 */
export async function readPairForMember(
  db: Db,
  authority: Authority,
  pairId: string,
): Promise<VisiblePair> {
  const query = db('pairs')
    .leftJoin('pair_members as pm', (join) =>
      join.on('pm.pair_id', 'pairs.id').onNull('pm.left_on'),
    )
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
    });
  onlyVisible(query, authority);
  const rows: Row[] = await query;
  const [first] = rows;
  if (!first) throw notFound('pair');
  const { side: _side, personId: _personId, name: _name, ...pair } = first;
  const people = (side: Side): PersonRef[] =>
    rows
      .filter((row) => row.side === side)
      .map((row) => ({ personId: row.personId as string, name: row.name as string }));
  return {
    ...pair,
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
  today: string,
): Promise<PairWithPeople | null> {
  const query = db('pairs').where('pairs.id', pairId).select(pairColumns(db, today));
  onlyVisible(query, authority);
  const [pair] = await pairStore(db).withPeople(await query);
  return pair ?? null;
}
