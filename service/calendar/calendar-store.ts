import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import type { CalendarItem } from '../api/calendar.js';
import type { Form } from '../api/index.js';
import { OPEN_PLANNED_STATES, type PlannedState } from '../api/planned-meeting-reference.js';
import { withdrawnMeetings } from '../db/withdrawn.js';
import { searchWords } from '../names/index.js';

/** Which meetings the caller may see. */
export interface CalendarScope {
  programmeId: string;
  /** A curator's forms; null: all. */
  forms: readonly Form[] | null;
  /** A mentor's or mentee's own pairs only; null: all. */
  own: { personId: string; side: 'mentor' | 'mentee' } | null;
}

export interface CalendarFilter {
  from: string;
  to: string;
  form?: Form | undefined;
  pairId?: string | undefined;
  search?: string | undefined;
  state?: 'open' | PlannedState | undefined;
}

const STATES: Readonly<Record<'open' | PlannedState, readonly PlannedState[]>> = {
  open: OPEN_PLANNED_STATES,
  proposed: ['proposed'],
  agreed: ['agreed'],
  cancelled: ['cancelled'],
  held: [],
};

/** The pairs to which a scope and a filter narrow a query, by its column of the pair and of its form. */
function narrow(
  query: Knex.QueryBuilder,
  db: Db,
  table: string,
  scope: CalendarScope,
  filter: CalendarFilter,
): Knex.QueryBuilder {
  const { programmeId, forms, own } = scope;
  query.where(`${table}.programme_id`, programmeId);
  if (forms !== null) query.whereIn(`${table}.pair_form`, [...forms]);
  if (own !== null) {
    const mine = db('pair_members')
      .where({ programme_id: programmeId, person_id: own.personId, side: own.side })
      .whereNull('left_on')
      .select('pair_id');
    query.whereIn(`${table}.pair_id`, mine);
  }
  if (filter.form !== undefined) query.where(`${table}.pair_form`, filter.form);
  if (filter.pairId !== undefined) query.where(`${table}.pair_id`, filter.pairId);
  const words = searchWords(filter.search);
  if (words.length > 0) {
    const named = db('pairs as s').where('s.programme_id', programmeId).select('s.id');
    for (const word of words)
      named.whereRaw("s.search_text like ? escape '!'", [likeContains(word)]);
    query.whereIn(`${table}.pair_id`, named);
  }
  return query;
}

/**
 * Planned meetings that are not told by the log: those that were held are records there. Of these and of
 * the records only what puts them in order is read, from the indexes of days alone; all else is read of
 * those that are shown.
 */
function plans(db: Db, scope: CalendarScope, filter: CalendarFilter): Knex.QueryBuilder {
  const states = STATES[filter.state ?? 'open'];
  return narrow(db('planned_meetings as q'), db, 'q', scope, filter)
    .whereBetween('q.on_date', [filter.from, filter.to])
    .whereIn('q.state', [...states])
    .select({
      source: db.raw("'plan'"),
      id: 'q.id',
      on_date: 'q.on_date',
      starts_at: 'q.starts_at',
    });
}

function records(db: Db, scope: CalendarScope, filter: CalendarFilter): Knex.QueryBuilder {
  return narrow(db('meetings as m'), db, 'm', scope, filter)
    .whereBetween('m.held_on', [filter.from, filter.to])
    .whereNotIn('m.id', withdrawnMeetings(db, scope.programmeId))
    .select({
      source: db.raw("'log'"),
      id: 'm.id',
      on_date: 'm.held_on',
      starts_at: db.raw('null'),
    });
}

/** Both together, or the one kind that the filter leaves. */
function everything(db: Db, scope: CalendarScope, filter: CalendarFilter): Knex.QueryBuilder {
  if (filter.state === 'held') return records(db, scope, filter);
  if (filter.state !== undefined) return plans(db, scope, filter);
  return plans(db, scope, filter).unionAll([records(db, scope, filter)]);
}

/** What has a time comes first in its day, then what has none. */
const IN_DAY = 'case when u.starts_at is null then 1 else 0 end, u.starts_at, u.id';

/** What is shown of meetings that were chosen, as `w`: each from its own table. */
function shown(db: Db, chosen: Knex.QueryBuilder): Knex.QueryBuilder {
  const either = (column: string) => db.raw(`coalesce(q.${column}, m.${column})`);
  return db(chosen.as('w'))
    .leftJoin('planned_meetings as q', (join) =>
      join.on('q.id', 'w.id').andOnVal('w.source', 'plan'),
    )
    .leftJoin('meetings as m', (join) => join.on('m.id', 'w.id').andOnVal('w.source', 'log'))
    .joinRaw('join pairs p on p.id = coalesce(q.pair_id, m.pair_id)')
    .select({
      source: 'w.source',
      id: 'w.id',
      pairId: 'p.id',
      pairTitle: 'p.title',
      onDate: 'w.on_date',
      startsAt: 'w.starts_at',
      minutes: either('minutes'),
      kind: either('kind'),
      format: either('format'),
      place: 'q.place',
      state: db.raw("coalesce(q.state, 'held')"),
    });
}

/** The SQL of calendars: planned meetings and records of the log together. */
export function calendarStore(db: Db) {
  return {
    /** The first meetings of each day, each with how many its day has: one statement. */
    async firstOfDays(
      scope: CalendarScope,
      filter: CalendarFilter,
      each: number,
    ): Promise<(CalendarItem & { total: number })[]> {
      const numbered = db(everything(db, scope, filter).as('u')).select(
        'u.*',
        db.raw(`row_number() over (partition by u.on_date order by ${IN_DAY}) as n`),
        db.raw('count(*) over (partition by u.on_date) as total'),
      );
      const first = db(numbered.as('v')).where('v.n', '<=', each).select('v.*');
      const rows: (CalendarItem & { total: number | string })[] = await shown(db, first)
        .orderBy(['w.on_date', 'w.n'])
        .select({ total: 'w.total' });
      return rows.map((row) => ({ ...row, total: Number(row.total) }));
    },

    /** A page of the list, by day and time. */
    async page(
      scope: CalendarScope,
      filter: CalendarFilter,
      { page, pageSize }: { page: number; pageSize: number },
    ): Promise<CalendarItem[]> {
      const ofPage = db(everything(db, scope, filter).as('u'))
        .select('u.*')
        .orderByRaw(`u.on_date, ${IN_DAY}`)
        .limit(pageSize)
        .offset((page - 1) * pageSize);
      return shown(db, ofPage).orderByRaw(`w.on_date, ${IN_DAY.replaceAll('u.', 'w.')}`);
    },

    async count(scope: CalendarScope, filter: CalendarFilter): Promise<number> {
      const [row] = await db(everything(db, scope, filter).as('u')).count({ n: '*' });
      return Number(row?.['n'] ?? 0);
    },
  };
}
