import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import type { PersonRef } from '../api/common.js';
import type { Form, PairFormat, PairState, PauseReason, Rhythm } from '../api/index.js';
import { UNFINISHED_PAIR_STATES } from '../api/reference.js';
import { type PersonName, shortName } from '../names/index.js';
import { nextAgreedOn } from '../planned-meetings/index.js';
import type { FeedbackSettings } from './feedback-rules.js';
import { noFeedbackExpression, orderByUrgency, rhythmCondition } from './pair-conditions.js';
import type { RhythmSettings } from './pair-rules.js';

/** A pair as it is stored, without its people. */
export interface PairRow {
  pairId: string;
  title: string;
  form: Form;
  roleVariant: string | null;
  format: PairFormat;
  state: PairState;
  stateReason: string | null;
  startsOn: string;
  endsOn: string;
  orderNumber: string | null;
  orderDate: string | null;
  meetingsHeld: number;
  minutesTotal: number;
  lastMeetingOn: string | null;
  /** The earliest day that is agreed, of those not past on the day that was asked for. */
  nextMeetingOn: string | null;
  silentSince: string;
  /** The pause in which it is now; null: it is in none, or was put into it before these were kept. */
  pausedFrom: string | null;
  pausedUntil: string | null;
  pauseReason: PauseReason | null;
  /** The first day of work after the last pause. */
  resumedOn: string | null;
  prolongedFrom: string | null;
  /** Moments of the last rating and of the last record of a meeting. */
  lastFeedbackAt: number | null;
  lastLoggedAt: number | null;
  version: number;
}

/** A pair with the people who are in it now, each side in the order of names. */
export interface PairWithPeople extends PairRow {
  mentors: PersonRef[];
  mentees: PersonRef[];
  /** Their short names, in the same orders. */
  shortNames: { mentors: string[]; mentees: string[] };
}

export type Side = 'mentor' | 'mentee';

const PAIR_COLUMNS = {
  pairId: 'pairs.id',
  title: 'pairs.title',
  form: 'pairs.form',
  roleVariant: 'pairs.role_variant',
  format: 'pairs.format',
  state: 'pairs.state',
  stateReason: 'pairs.state_reason',
  startsOn: 'pairs.starts_on',
  endsOn: 'pairs.ends_on',
  orderNumber: 'pairs.order_number',
  orderDate: 'pairs.order_date',
  meetingsHeld: 'pairs.meetings_held',
  minutesTotal: 'pairs.minutes_total',
  lastMeetingOn: 'pairs.last_meeting_on',
  silentSince: 'pairs.silent_since',
  pausedFrom: 'pairs.paused_from',
  pausedUntil: 'pairs.paused_until',
  pauseReason: 'pairs.pause_reason',
  resumedOn: 'pairs.resumed_on',
  prolongedFrom: 'pairs.prolonged_from',
  lastFeedbackAt: 'pairs.last_feedback_at',
  lastLoggedAt: 'pairs.last_logged_at',
  version: 'pairs.version',
};

/**
 * What is selected of `pairs`.
 * @param today from when on an agreed day is the next; null: nobody asks for it
 */
export const pairColumns = (db: Db, today: string | null) => ({
  ...PAIR_COLUMNS,
  nextMeetingOn: today === null ? db.raw('null') : nextAgreedOn(db, today),
});

export interface PairFilter {
  programmeId: string;
  /** A curator's forms; null: all. */
  scopeForms: readonly Form[] | null;
  /** Folded words, each of which a name must hold. */
  words?: readonly string[];
  form?: Form | undefined;
  state?: PairState | undefined;
  /** Any of these. */
  rhythms?: readonly Rhythm[];
  /** Only those without feedback for too long. */
  noFeedback?: 'only';
  personId?: string | undefined;
  /** Only those whose pause should have ended by today. */
  pauseOver?: 'only';
  /** Those that are not over and in which one of these people stands. */
  withAnyOf?: readonly string[];
}

/** What a pair is watched by. */
export type WatchSettings = RhythmSettings & FeedbackSettings;

/** The settings and today, which filters and orders by rhythm and feedback need. */
export interface Watch {
  settings: WatchSettings;
  today: string;
}

export type PairOrder = 'title' | '-title' | 'urgency' | 'lastMeeting' | '-lastMeeting';

function applyFilter(query: Knex.QueryBuilder, filter: PairFilter, watch: Watch): void {
  query.where('pairs.programme_id', filter.programmeId);
  if (filter.scopeForms !== null) query.whereIn('pairs.form', [...filter.scopeForms]);
  if (filter.form !== undefined) query.where('pairs.form', filter.form);
  if (filter.state !== undefined) query.where('pairs.state', filter.state);
  for (const word of filter.words ?? []) {
    query.whereRaw("pairs.search_text like ? escape '!'", [likeContains(word)]);
  }
  if (filter.pauseOver === 'only')
    query.where('pairs.state', 'paused').where('pairs.paused_until', '<', watch.today);
  const { rhythms, noFeedback, personId } = filter;
  if (noFeedback === 'only') {
    const silent = noFeedbackExpression(watch.settings, watch.today);
    query.whereRaw(`${silent.sql} = 1`, silent.bindings);
  }
  if (rhythms !== undefined) {
    query.where((any) => {
      for (const rhythm of rhythms) {
        any.orWhere((one) => rhythmCondition(one, rhythm, watch.settings, watch.today));
      }
    });
  }
  const standsOneOf = (personIds: readonly string[]) =>
    query.whereIn('pairs.id', (members: Knex.QueryBuilder) =>
      members
        .from('pair_members')
        .where('programme_id', filter.programmeId)
        .whereIn('person_id', [...personIds])
        .whereNull('left_on')
        .select('pair_id'),
    );
  if (personId !== undefined) standsOneOf([personId]);
  if (filter.withAnyOf !== undefined) {
    query.whereIn('pairs.state', [...UNFINISHED_PAIR_STATES]);
    standsOneOf(filter.withAnyOf);
  }
}

function applyOrder(query: Knex.QueryBuilder, order: PairOrder, watch: Watch): void {
  if (order === 'urgency') {
    orderByUrgency(query, watch.settings, watch.today);
    return;
  }
  const direction = order.startsWith('-') ? 'desc' : 'asc';
  const column = order.endsWith('title') ? 'pairs.sort_key' : 'pairs.last_meeting_on';
  query.orderBy(column, direction).orderBy('pairs.id', direction);
}

interface MemberRow extends PersonName {
  pairId: string;
  side: Side;
  personId: string;
}

const MEMBER_COLUMNS = {
  pairId: 'pm.pair_id',
  side: 'pm.side',
  personId: 'pm.person_id',
  name: 'p.name',
  familyName: 'p.family_name',
  givenName: 'p.given_name',
  middleName: 'p.middle_name',
};

const moment = (value: number | string | null) => (value === null ? null : Number(value));

const withoutPeople = (row: PairRow): PairWithPeople => ({
  ...row,
  lastFeedbackAt: moment(row.lastFeedbackAt),
  lastLoggedAt: moment(row.lastLoggedAt),
  mentors: [],
  mentees: [],
  shortNames: { mentors: [], mentees: [] },
});

/** The SQL that reads pairs; on a transaction: `pairStore(trx)`. */
export function pairStore(db: Db) {
  async function withPeople(rows: PairRow[]): Promise<PairWithPeople[]> {
    if (rows.length === 0) return [];
    const members: MemberRow[] = await db('pair_members as pm')
      .join('people as p', 'p.id', 'pm.person_id')
      .whereIn(
        'pm.pair_id',
        rows.map((row) => row.pairId),
      )
      .whereNull('pm.left_on')
      .orderBy('p.sort_key')
      .orderBy('p.id')
      .select(MEMBER_COLUMNS);
    const pairs = new Map(rows.map((row) => [row.pairId, withoutPeople(row)]));
    for (const { pairId, personId, side, ...name } of members) {
      const sideOfPair = side === 'mentor' ? 'mentors' : 'mentees';
      const pair = pairs.get(pairId);
      pair?.[sideOfPair].push({ personId, name: name.name });
      pair?.shortNames[sideOfPair].push(shortName(name));
    }
    return [...pairs.values()];
  }

  return {
    /** Adds to rows of pairs the people who are in them now: one statement. */
    withPeople,

    /** The pairs of a page with their people: two statements, however many pairs. */
    async page(
      filter: PairFilter,
      order: PairOrder,
      watch: Watch,
      limit: number,
      offset = 0,
    ): Promise<PairWithPeople[]> {
      const query = db('pairs').select(pairColumns(db, watch.today)).limit(limit).offset(offset);
      applyFilter(query, filter, watch);
      applyOrder(query, order, watch);
      return withPeople(await query);
    },

    async count(filter: PairFilter, watch: Watch): Promise<number> {
      const query = db('pairs').count({ n: '*' });
      applyFilter(query, filter, watch);
      const [row] = (await query) as { n: number | string }[];
      return Number(row?.n ?? 0);
    },

    /**
     * The pairs of a programme with these ids; ids of other programmes are left out.
     * @param today for their next agreed day; null: it is not asked for
     */
    async byIds(
      programmeId: string,
      pairIds: readonly string[],
      today: string | null = null,
    ): Promise<PairWithPeople[]> {
      if (pairIds.length === 0) return [];
      const rows: PairRow[] = await db('pairs')
        .where('programme_id', programmeId)
        .whereIn('id', [...pairIds])
        .select(pairColumns(db, today));
      return withPeople(rows);
    },

    /** The pairs of a person on one side, the most urgent first. */
    async ofPerson(
      programmeId: string,
      personId: string,
      side: Side,
      watch: Watch,
      limit: number,
    ): Promise<PairWithPeople[]> {
      const query = db('pairs')
        .join('pair_members as me', 'me.pair_id', 'pairs.id')
        .where({ 'me.programme_id': programmeId, 'me.person_id': personId, 'me.side': side })
        .whereNull('me.left_on')
        .select(pairColumns(db, watch.today))
        .limit(limit);
      orderByUrgency(query, watch.settings, watch.today);
      return withPeople(await query);
    },
  };
}
