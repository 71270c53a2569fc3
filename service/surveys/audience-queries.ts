import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import {
  type Form,
  PAIR_STATES,
  type PairState,
  type SurveyRole,
  UNFINISHED_PAIR_STATES,
} from '../api/reference.js';
import { type Asking, GOING_ON } from './wave-rules.js';

/** Whom a wave asks; the same is said of one person by asks() in wave-rules.ts. */
export interface Audience extends Asking {
  waveId: string;
  programmeId: string;
  role: SurveyRole;
  /** Whose consent was withdrawn: they are asked nothing (methodology §9.3). */
  without?: readonly string[];
  /** Of a wave that is over: who came into the role at this moment (ms) or later was never asked. */
  joinedBefore?: number | null;
}

/** What a reader narrows people to, beside what their wave asks. */
export interface PeopleFilter {
  form?: Form | undefined;
  group?: string | undefined;
}

/** The pairs in these states in which `t` stands on the side of their role. */
function pairsOf(db: Db, form: Form | null, states: readonly PairState[]): Knex.QueryBuilder {
  const query = db('pair_members as pm')
    .join('pairs as q', 'q.id', 'pm.pair_id')
    .whereRaw('pm.programme_id = t.programme_id')
    .whereRaw('pm.person_id = t.person_id')
    .whereRaw('pm.side = t.role')
    .whereNull('pm.left_on')
    .whereIn('q.state', [...states])
    .select(db.raw('1'));
  if (form !== null) query.where('q.form', form);
  return query;
}

const BEGUN = PAIR_STATES.filter((state) => state !== 'draft');

/** Those who have finished, of a form where one is given. */
function finished(query: Knex.QueryBuilder, db: Db, form: Form | null): void {
  query.whereExists(pairsOf(db, form, ['completed']));
  query.whereNotExists(pairsOf(db, form, UNFINISHED_PAIR_STATES));
  if (form === null)
    query.where((other) => other.whereNull('t.decision').orWhereNot('t.decision', 'waiting'));
}

function narrowToAmong(query: Knex.QueryBuilder, db: Db, { form, among }: Asking): void {
  if (among === 'finished') finished(query, db, form);
  else if (form !== null)
    query.whereExists(pairsOf(db, form, among === 'current' ? GOING_ON : BEGUN));
  else if (among === 'current') query.whereNot((they) => finished(they, db, null));
}

/** The ids of those on a wave's list: who is asked, or who is offered in its rankings. */
export const onList = (db: Db, list: string, part: 'asked' | 'offered'): Knex.QueryBuilder =>
  db('survey_wave_people as l').where({ 'l.wave_id': list, 'l.part': part }).select('l.person_id');

/** Those who hold a role (`t`) and are asked, with their place in the programme (`m`). */
export function asked(db: Db, audience: Omit<Audience, 'waveId'>): Knex.QueryBuilder {
  const { programmeId, role, groups, guests } = audience;
  const query = db('participations as t')
    .join('members as m', (join) =>
      join.on('m.programme_id', 't.programme_id').andOn('m.person_id', 't.person_id'),
    )
    .where({ 't.programme_id': programmeId, 't.role': role })
    .whereNot('t.state', 'withdrawn');
  narrowToAmong(query, db, audience);
  if (groups !== null) query.whereIn('m.group_name', [...groups]);
  if (!guests) query.where('m.lms_status', 'active');
  const { without = [], joinedBefore = null } = audience;
  if (joinedBefore !== null) query.where('t.created_at', '<', joinedBefore);
  if (without.length > 0) query.whereNotIn('t.person_id', [...without]);
  if (audience.list) query.whereIn('t.person_id', onList(db, audience.list, 'asked'));
  return query;
}

/** Whether a filter leaves anybody out. */
export const isNarrowing = ({ form, group }: PeopleFilter): boolean =>
  form !== undefined || group !== undefined;

/** The ids of those in a role who are in a pair of a form, and of a group, now. */
export function peopleOf(
  db: Db,
  { programmeId, role }: Pick<Audience, 'programmeId' | 'role'>,
  { form, group }: PeopleFilter,
): Knex.QueryBuilder {
  const query = db('members as n').where('n.programme_id', programmeId).select('n.person_id');
  if (group !== undefined) query.where('n.group_name', group);
  if (form !== undefined) {
    const inPairs = db('pair_members as pn')
      .join('pairs as pq', 'pq.id', 'pn.pair_id')
      .where({ 'pn.programme_id': programmeId, 'pn.side': role, 'pq.form': form })
      .whereNull('pn.left_on')
      .whereNot('pq.state', 'draft')
      .select('pn.person_id');
    query.whereIn('n.person_id', inPairs);
  }
  return query;
}

/** Those whom a wave asks and who have not handed in; `r` is the receipt of a draft, if there is one. */
export function missingFrom(
  db: Db,
  audience: Audience,
  filter: PeopleFilter = {},
): Knex.QueryBuilder {
  const query = asked(db, audience)
    .leftJoin('survey_receipts as r', (join) =>
      join.on('r.person_id', 't.person_id').andOnVal('r.wave_id', audience.waveId),
    )
    .where((open) => open.whereNull('r.state').orWhere('r.state', 'draft'));
  if (isNarrowing(filter)) query.whereIn('t.person_id', peopleOf(db, audience, filter));
  return query;
}

export function submitted(db: Db, { programmeId, waveId }: Audience): Knex.QueryBuilder {
  return db('survey_receipts as r')
    .join('members as m', (join) =>
      join.on('m.programme_id', 'r.programme_id').andOn('m.person_id', 'r.person_id'),
    )
    .where({ 'r.programme_id': programmeId, 'r.wave_id': waveId, 'r.state': 'submitted' });
}

/** The ids of those who have handed in. */
export const answeredIn = (db: Db, programmeId: string, waveId: string): Knex.QueryBuilder =>
  db('survey_receipts as a')
    .where({ 'a.programme_id': programmeId, 'a.wave_id': waveId, 'a.state': 'submitted' })
    .select('a.person_id');
