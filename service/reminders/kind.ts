import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import type { Form, Role } from '../api/reference.js';
import type { RemindKind } from '../api/remind-reference.js';
import { type Member, membersOf } from './pair-people.js';
import type { DigestSettings, Schedule } from './quiet-rules.js';

/** A programme as it is looked at in one go. */
export interface Look {
  organisationId: string;
  programmeId: string;
  /** The calendar day where the college is. */
  today: string;
  now: number;
  timeZone: string;
  meetingEveryDays: number;
  reminding: DigestSettings;
  /** Whose consent was withdrawn: they are not written of, nor to (methodology §9.3). */
  withdrawn: ReadonlySet<string>;
  staff: readonly Staff[];
}

/** Somebody who follows pairs. */
export interface Staff {
  personId: string;
  role: Role;
  /** A curator's forms; null: all. */
  scopeForms: readonly Form[] | null;
}

/** What is asked of the things of a kind: those after a position, so many at most; or some that are known already. */
export type Ask = { after: string | null; limit: number } | { only: Only };

export interface Only {
  subjects: readonly string[];
  /** Whom they were told; for things that concern many. */
  people: readonly string[];
}

/** Something that a kind may remind of. */
export interface Thing {
  /** Names the row for looking at it again; '' for the programme as a whole. */
  subject: string;
  /** Its place in the order in which things are read. */
  position: string;
  pairId: string | null;
}

/** Somebody who is to be reminded. */
export interface Due {
  personId: string;
  role: Role;
  /** To the letter what it is about: nobody is reminded twice of one. At most 80 characters. */
  thing: string;
  /** The exact place, as a path below the session. */
  place: string;
  /** Days, numbers and titles of which the words are made; nobody's name. */
  facts: Readonly<Record<string, string | number>>;
  /** It is of today or the next day. */
  urgent?: boolean;
}

/** Who stands in the pair of a thing; empty where it is about none. */
export interface People {
  members: readonly Member[];
}

export interface KindDefinition<T extends Thing> {
  kind: RemindKind;
  schedule: Schedule;
  /** Reads a page of what may be due, in the order of `position`, from an index. */
  things(db: Db, look: Look, ask: Ask): Promise<T[]>;
  /** Who is to be reminded of a thing now: pure. */
  judge(thing: T, look: Look, people: People): Due[];
}

/** A thing that was looked at, and who is to be reminded of it. */
export interface Judged {
  subject: string;
  position: string;
  pairId: string | null;
  dues: readonly Due[];
}

/** A kind as the planner uses it. */
export interface ReminderKind {
  kind: RemindKind;
  schedule: Schedule;
  page(db: Db, look: Look, ask: Ask): Promise<Judged[]>;
}

const NOBODY: readonly Member[] = [];

/** Makes a kind of its reading and its rule; who stands in the pairs of a page is read by one statement. */
export function reminderKind<T extends Thing>(definition: KindDefinition<T>): ReminderKind {
  const { kind, schedule, things, judge } = definition;
  return {
    kind,
    schedule,
    async page(db, look, ask) {
      if ('only' in ask && ask.only.subjects.length === 0) return [];
      const found = await things(db, look, ask);
      const pairIds = found.flatMap(({ pairId }) => pairId ?? []);
      const members = await membersOf(db, look, pairIds);
      return found.map((thing) => ({
        subject: thing.subject,
        position: thing.position,
        pairId: thing.pairId,
        dues: judge(thing, look, {
          members: thing.pairId === null ? NOBODY : (members.get(thing.pairId) ?? NOBODY),
        }),
      }));
    },
  };
}

/** Two columns of an order, the second an id, as one position. */
export const positionOf = (first: string, id: string): string => `${first} ${id}`;

/**
 * Narrows a query to what is asked: rows behind a position in the order of two columns, or these ids.
 * @param idColumn names the rows; it is the second column of the order
 */
export function narrowed<Q extends Knex.QueryBuilder>(
  query: Q,
  ask: Ask,
  firstColumn: string,
  idColumn: string,
): Q {
  if ('only' in ask) return query.whereIn(idColumn, [...ask.only.subjects]) as Q;
  query.orderBy([firstColumn, idColumn]).limit(ask.limit);
  if (ask.after === null) return query;
  const [first = '', id = ''] = ask.after.split(' ');
  return query
    .where(firstColumn, '>=', first)
    .where((behind) =>
      behind
        .where(firstColumn, '>', first)
        .orWhere((same) => same.where(firstColumn, first).where(idColumn, '>', id)),
    ) as Q;
}

/** The same in the order of ids alone. */
export function narrowedById<Q extends Knex.QueryBuilder>(query: Q, ask: Ask, idColumn: string): Q {
  if ('only' in ask) return query.whereIn(idColumn, [...ask.only.subjects]) as Q;
  query.orderBy(idColumn).limit(ask.limit);
  return (ask.after === null ? query : query.where(idColumn, '>', ask.after)) as Q;
}
