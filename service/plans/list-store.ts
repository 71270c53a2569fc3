import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import {
  type Form,
  type PairState,
  type PlanDelay,
  type PlanKind,
  type PlanState,
  UNFINISHED_PAIR_STATES,
} from '../api/index.js';
import { lateIfBefore } from './plan-rules.js';

/** Somebody of a pair with what is known of their plan; without one `planId` is null. */
export interface MenteeRow {
  pairId: string;
  form: Form;
  pairState: PairState;
  pairStartsOn: string;
  personId: string;
  name: string;
  planId: string | null;
  kind: PlanKind;
  state: PlanState;
  confirmedNumber: number | null;
  goals: number;
  done: number;
  nextDueOn: string | null;
}

export interface PlanFilter {
  programmeId: string;
  /** A curator's forms; null: all. */
  scopeForms: readonly Form[] | null;
  words: readonly string[];
  form?: Form | undefined;
  state?: PlanState | 'none' | undefined;
  delay?: PlanDelay | undefined;
  today: string;
}

const COLUMNS = {
  pairId: 'p.id',
  form: 'p.form',
  pairState: 'p.state',
  pairStartsOn: 'p.starts_on',
  personId: 'm.person_id',
  name: 'e.name',
  planId: 'pl.id',
  kind: 'pl.kind',
  state: 'pl.state',
  confirmedNumber: 'pl.confirmed_number',
  goals: 'pl.goals',
  done: 'pl.goals_done',
  nextDueOn: 'pl.next_due_on',
};

/** Mentees that one caller's own list holds at most. */
const MOST_OF_MINE = 200;

/** The SQL of lists of plans: the mentees who are in pairs now, with their plans. */
export function planListStore(db: Db | Knex.Transaction) {
  const mentees = (programmeId: string) =>
    db('pair_members as m')
      .join('pairs as p', 'p.id', 'm.pair_id')
      .leftJoin('plans as pl', (join) =>
        join.on('pl.pair_id', 'm.pair_id').andOn('pl.person_id', 'm.person_id'),
      )
      .where({ 'm.programme_id': programmeId, 'm.side': 'mentee' })
      .whereNull('m.left_on');

  const inOrder = (query: Knex.QueryBuilder) =>
    query
      .join('people as e', 'e.id', 'm.person_id')
      .orderBy(['p.sort_key', 'p.id', 'e.sort_key', 'e.id'])
      .select(COLUMNS);

  const goesOn = (query: Knex.QueryBuilder) =>
    query.whereIn('p.state', [...UNFINISHED_PAIR_STATES]);

  function filtered(filter: PlanFilter): Knex.QueryBuilder {
    const query = mentees(filter.programmeId);
    if (filter.scopeForms !== null) query.whereIn('p.form', [...filter.scopeForms]);
    if (filter.form !== undefined) query.where('p.form', filter.form);
    for (const word of filter.words) {
      query.whereRaw("p.search_text like ? escape '!'", [likeContains(word)]);
    }
    if (filter.state === 'none') goesOn(query.whereNull('pl.id'));
    else if (filter.state !== undefined) query.where('pl.state', filter.state);
    // Of a pair that is over a plan is shown, that there was none is not.
    else query.where((any) => goesOn(any).orWhereNotNull('pl.id'));
    if (filter.delay === 'unconfirmed') {
      query
        .where('p.state', 'active')
        .where('p.starts_on', '<', lateIfBefore(filter.today))
        .whereNull('pl.confirmed_number');
    }
    // Terms that nobody has agreed to yet are not late.
    if (filter.delay === 'goals')
      goesOn(query.where('pl.next_due_on', '<', filter.today).whereNotNull('pl.confirmed_number'));
    return query;
  }

  return {
    async page(filter: PlanFilter, limit: number, offset: number): Promise<MenteeRow[]> {
      return inOrder(filtered(filter)).limit(limit).offset(offset);
    },

    async count(filter: PlanFilter): Promise<number> {
      const [row] = (await filtered(filter).count({ n: '*' })) as { n: number | string }[];
      return Number(row?.n ?? 0);
    },

    /** The mentees of one pair, or one of them. */
    async ofPair(programmeId: string, pairId: string, personId?: string): Promise<MenteeRow[]> {
      const query = mentees(programmeId).where('m.pair_id', pairId);
      if (personId !== undefined) query.where('m.person_id', personId);
      return inOrder(query);
    },

    /** The mentees of a mentor's pairs, or a mentee in their own. */
    async mine(
      programmeId: string,
      personId: string,
      side: 'mentor' | 'mentee',
    ): Promise<MenteeRow[]> {
      const query = mentees(programmeId).limit(MOST_OF_MINE);
      if (side === 'mentee') query.where('m.person_id', personId);
      else {
        query.whereIn('m.pair_id', (own: Knex.QueryBuilder) =>
          own
            .from('pair_members')
            .where({ programme_id: programmeId, person_id: personId, side })
            .whereNull('left_on')
            .select('pair_id'),
        );
      }
      return inOrder(query);
    },
  };
}
