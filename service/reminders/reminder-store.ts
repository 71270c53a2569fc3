import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { Role } from '../api/reference.js';
import type { RemindKind } from '../api/remind-reference.js';
import type { MailWay } from './way-rules.js';

export interface NewReminder {
  personId: string;
  role: Role;
  kind: RemindKind;
  thing: string;
  subject: string;
  pairId: string | null;
  place: string;
  facts: Readonly<Record<string, string | number>>;
  mail: MailWay;
}

export interface StoredReminder extends Omit<NewReminder, 'mail'> {
  reminderId: string;
}

interface Place {
  organisationId: string;
  programmeId: string;
}

const COLUMNS = {
  reminderId: 'r.id',
  personId: 'r.person_id',
  role: 'r.role',
  kind: 'r.kind',
  thing: 'r.thing',
  subject: 'r.subject',
  pairId: 'r.pair_id',
  place: 'r.place',
  facts: 'r.facts',
};

type Row<R extends { facts: unknown }> = Omit<R, 'facts'> & { facts: unknown };

const withFacts = <R extends StoredReminder>(row: Row<R>): R =>
  ({ ...row, facts: fromJson<R['facts']>(row.facts) }) as R;

export interface MyReminder extends StoredReminder {
  pairTitle: string | null;
  createdAt: number;
  readAt: number | null;
  doneAt: number | null;
}

/** Rows of one statement: few enough for SQLite's limit of bound values. */
const CHUNK = 200;

/** The SQL of reminders; on a transaction: `reminderStore(trx)`. */
export function reminderStore(db: Db) {
  /** Those that are still to be seen to. */
  const mine = (programmeId: string, personId: string) =>
    db('reminders as r').where({ 'r.programme_id': programmeId, 'r.person_id': personId });

  return {
    /**
     * Writes down what somebody is reminded of, with a letter where it has one of its own. What was written down
     * before, by whichever process, is left as it is.
     * @returns how many are new, and the letters that they ask for
     */
    async insert(
      place: Place,
      reminders: readonly NewReminder[],
      now: number,
    ): Promise<{
      written: number;
      letters: { letterId: string; reminder: NewReminder; reminderId: string }[];
    }> {
      const known = await this.known(place.programmeId, reminders);
      const fresh = reminders.filter((one) => !known.has(nameOf(one)));
      const letters: { letterId: string; reminder: NewReminder; reminderId: string }[] = [];
      let written = 0;
      for (let from = 0; from < fresh.length; from += CHUNK) {
        const rows = fresh.slice(from, from + CHUNK).map((reminder) => ({
          reminder,
          reminderId: newId(),
          letterId: reminder.mail === 'letter' ? newId() : null,
        }));
        await db('reminders')
          .insert(
            rows.map(({ reminder, reminderId, letterId }) => ({
              id: reminderId,
              organisation_id: place.organisationId,
              programme_id: place.programmeId,
              person_id: reminder.personId,
              role: reminder.role,
              kind: reminder.kind,
              thing: reminder.thing,
              subject: reminder.subject,
              pair_id: reminder.pairId,
              place: reminder.place,
              facts: toJson(reminder.facts),
              mail: reminder.mail,
              letter_id: letterId,
              created_at: now,
            })),
          )
          .onConflict(['programme_id', 'person_id', 'kind', 'thing'])
          .ignore();
        const there: string[] = await db('reminders')
          .whereIn(
            'id',
            rows.map((row) => row.reminderId),
          )
          .pluck('id');
        written += there.length;
        const stays = new Set(there);
        for (const { reminder, reminderId, letterId } of rows)
          if (letterId !== null && stays.has(reminderId))
            letters.push({ letterId, reminder, reminderId });
      }
      return { written, letters };
    },

    /** Of these those that were written down before, by name. */
    async known(programmeId: string, reminders: readonly NewReminder[]): Promise<Set<string>> {
      const found = new Set<string>();
      for (let from = 0; from < reminders.length; from += CHUNK) {
        const part = reminders.slice(from, from + CHUNK);
        const rows: { personId: string; kind: RemindKind; thing: string }[] = await db('reminders')
          .where('programme_id', programmeId)
          .whereIn('person_id', [...new Set(part.map((one) => one.personId))])
          .where('kind', part[0]?.kind ?? '')
          .whereIn('thing', [...new Set(part.map((one) => one.thing))])
          .select({ personId: 'person_id', kind: 'kind', thing: 'thing' });
        for (const row of rows) found.add(nameOf(row));
      }
      return found;
    },

    /** A page of what is still open of a kind, in the order of ids. */
    async open(
      programmeId: string,
      kind: RemindKind,
      after: string | null,
      limit: number,
    ): Promise<StoredReminder[]> {
      const query = db('reminders as r')
        .where({ 'r.programme_id': programmeId, 'r.kind': kind })
        .whereNull('r.done_at')
        .orderBy('r.id')
        .limit(limit)
        .select(COLUMNS);
      if (after !== null) query.where('r.id', '>', after);
      return (await query).map(withFacts<StoredReminder>);
    },

    async settle(ids: readonly string[], now: number): Promise<void> {
      for (let from = 0; from < ids.length; from += CHUNK)
        await db('reminders')
          .whereIn('id', ids.slice(from, from + CHUNK))
          .whereNull('done_at')
          .update({ done_at: now });
    },

    /** Those who have something for the weekly letter, after a person, in the order of ids. */
    async peopleWithDigest(
      programmeId: string,
      after: string | null,
      limit: number,
    ): Promise<string[]> {
      const query = forDigest(db, programmeId)
        .distinct('r.person_id')
        .orderBy('r.person_id')
        .limit(limit);
      if (after !== null) query.where('r.person_id', '>', after);
      return query.pluck('r.person_id');
    },

    /** Gives somebody's open reminders for the weekly letter to this letter; each stands in one alone. */
    async takeForDigest(programmeId: string, personId: string, letterId: string): Promise<void> {
      await db('reminders')
        .where({ programme_id: programmeId, mail: 'digest', person_id: personId })
        .whereNull('letter_id')
        .whereNull('done_at')
        .update({ letter_id: letterId });
    },

    /** What a letter brings and is still open, the earliest first. */
    async ofLetter(letterId: string, limit: number): Promise<StoredReminder[]> {
      const rows: Row<StoredReminder>[] = await db('reminders as r')
        .where('r.letter_id', letterId)
        .whereNull('r.done_at')
        .orderBy('r.id')
        .limit(limit)
        .select(COLUMNS);
      return rows.map(withFacts<StoredReminder>);
    },

    async countUnread(programmeId: string, personId: string): Promise<number> {
      const [row] = (await mine(programmeId, personId)
        .whereNull('r.done_at')
        .whereNull('r.read_at')
        .count({ n: '*' })) as { n: number | string }[];
      return Number(row?.n ?? 0);
    },

    /** A page of somebody's reminders, the latest first. */
    async ofPerson(
      programmeId: string,
      personId: string,
      { page, pageSize, all }: { page: number; pageSize: number; all: boolean },
    ): Promise<{ rows: MyReminder[]; total: number }> {
      const open = (query: Knex.QueryBuilder) => (all ? query : query.whereNull('r.done_at'));
      const rows: Row<MyReminder>[] = await open(mine(programmeId, personId))
        .leftJoin('pairs as p', 'p.id', 'r.pair_id')
        .orderBy('r.id', 'desc')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select({
          ...COLUMNS,
          pairTitle: 'p.title',
          createdAt: 'r.created_at',
          readAt: 'r.read_at',
          doneAt: 'r.done_at',
        });
      const [count] = (await open(mine(programmeId, personId)).count({ n: '*' })) as {
        n: number | string;
      }[];
      const moment = (value: unknown) => (value === null ? null : Number(value));
      return {
        rows: rows.map((row) => ({
          ...withFacts<MyReminder>(row),
          createdAt: Number(row.createdAt),
          readAt: moment(row.readAt),
          doneAt: moment(row.doneAt),
        })),
        total: Number(count?.n ?? 0),
      };
    },

    async find(
      programmeId: string,
      personId: string,
      reminderId: string,
    ): Promise<StoredReminder | null> {
      const row: Row<StoredReminder> | undefined = await mine(programmeId, personId)
        .where('r.id', reminderId)
        .first(COLUMNS);
      return row ? withFacts<StoredReminder>(row) : null;
    },

    /** Marks as read: one, or all that somebody has. @returns how many were not before */
    async read(
      programmeId: string,
      personId: string,
      which: { reminderId: string } | 'all',
      now: number,
    ): Promise<number> {
      const query = db('reminders')
        .where({ programme_id: programmeId, person_id: personId })
        .whereNull('read_at');
      if (which !== 'all') query.where('id', which.reminderId);
      return query.update({ read_at: now });
    },
  };
}

/** Whom and what a reminder is of, in one word. */
export const nameOf = (one: { personId: string; kind: string; thing: string }): string =>
  `${one.kind} ${one.personId} ${one.thing}`;

const forDigest = (db: Db, programmeId: string) =>
  db('reminders as r')
    .where({ 'r.programme_id': programmeId, 'r.mail': 'digest' })
    .whereNull('r.letter_id')
    .whereNull('r.done_at');
