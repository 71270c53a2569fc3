import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, likeContains, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { Form, SchoolState } from '../api/reference.js';
import type { SchoolSession, SchoolSessionFields } from '../api/school.js';
import { searchWords, sortKey } from '../names/index.js';

type Counted = 'people' | 'present' | 'absent' | 'excused' | 'materials';

/** A session as it is stored, without what is counted of it. */
export type StoredSession = Omit<SchoolSession, Counted>;

export interface SessionFilter {
  search?: string | undefined;
  state?: SchoolState | undefined;
  form?: Form | undefined;
  from?: string | undefined;
  to?: string | undefined;
  page: number;
  pageSize: number;
}

const FIELDS = {
  sessionId: 's.id',
  title: 's.title',
  heldOn: 's.held_on',
  startsAt: 's.starts_at',
  minutes: 's.minutes',
  place: 's.place',
  link: 's.link',
  topics: 's.topics',
  leader: 's.leader',
  audience: 's.audience',
  forms: 's.forms',
  state: 's.state',
  cancelReason: 's.cancel_reason',
  version: 's.version',
};

type Row = Omit<StoredSession, 'forms'> & { forms: unknown };

const stored = ({ forms, ...row }: Row): StoredSession => ({
  ...row,
  forms: forms === null ? [] : fromJson<Form[]>(forms),
});

const columnsOf = (fields: SchoolSessionFields) => ({
  title: fields.title,
  sort_key: sortKey(fields.title).slice(0, 200),
  held_on: fields.heldOn,
  starts_at: fields.startsAt,
  minutes: fields.minutes,
  place: fields.place || null,
  link: fields.link || null,
  topics: fields.topics || null,
  leader: fields.leader || null,
  audience: fields.audience,
  forms: fields.audience === 'forms' ? toJson(fields.forms) : null,
});

interface Place {
  organisationId: string;
  programmeId: string;
}

/** The SQL of the sessions of a school; on a transaction: `sessionStore(trx)`. */
export function sessionStore(db: Db) {
  const ofProgramme = (programmeId: string) =>
    db('school_sessions as s').where('s.programme_id', programmeId);

  const read = async (query: Knex.QueryBuilder): Promise<StoredSession[]> =>
    ((await query.select(FIELDS)) as Row[]).map(stored);

  function filtered(programmeId: string, filter: SessionFilter) {
    const query = ofProgramme(programmeId);
    if (filter.state !== undefined) query.where('s.state', filter.state);
    if (filter.from !== undefined) query.where('s.held_on', '>=', filter.from);
    if (filter.to !== undefined) query.where('s.held_on', '<=', filter.to);
    if (filter.form !== undefined) {
      const { form } = filter;
      query.where((any) =>
        any
          .where('s.audience', 'all')
          .orWhereRaw("s.forms like ? escape '!'", [likeContains(`"${form}"`)]),
      );
    }
    for (const word of searchWords(filter.search)) {
      query.whereRaw("s.sort_key like ? escape '!'", [likeContains(word)]);
    }
    return query;
  }

  return {
    /** A page in the order of the calendar, and how many there are. */
    async page(
      programmeId: string,
      filter: SessionFilter,
    ): Promise<{ rows: StoredSession[]; total: number }> {
      const rows = await read(
        filtered(programmeId, filter)
          .orderBy(['s.held_on', 's.starts_at', 's.id'])
          .limit(filter.pageSize)
          .offset((filter.page - 1) * filter.pageSize),
      );
      const [sum] = await filtered(programmeId, filter).count({ n: '*' });
      return { rows, total: Number(sum?.['n'] ?? 0) };
    },

    /** All of a programme in the order of the calendar; a school has some dozens. */
    all: (programmeId: string): Promise<StoredSession[]> =>
      read(ofProgramme(programmeId).orderBy(['s.held_on', 's.starts_at', 's.id'])),

    async find(programmeId: string, sessionId: string): Promise<StoredSession | null> {
      const [row] = await read(ofProgramme(programmeId).where('s.id', sessionId));
      return row ?? null;
    },

    async insert(place: Place, fields: SchoolSessionFields, now: number): Promise<string> {
      const id = newId();
      await db('school_sessions').insert({
        id,
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        ...columnsOf(fields),
        state: 'planned',
        created_at: now,
      });
      return id;
    },

    /** Writes over the version that the caller saw; false: there is a newer one. */
    async update(
      where: { programmeId: string; sessionId: string },
      version: number,
      fields: SchoolSessionFields,
    ): Promise<boolean> {
      const met = await db('school_sessions')
        .where({ programme_id: where.programmeId, id: where.sessionId, version })
        .update({ ...columnsOf(fields), version: version + 1 });
      return met === 1;
    },

    /** As `update`. */
    async setState(
      where: { programmeId: string; sessionId: string },
      version: number,
      state: SchoolState,
      reason: string | null,
    ): Promise<boolean> {
      const met = await db('school_sessions')
        .where({ programme_id: where.programmeId, id: where.sessionId, version })
        .update({ state, cancel_reason: reason, version: version + 1 });
      return met === 1;
    },

    /** A planned session is held from now on; false: it is so already. */
    async hold(programmeId: string, sessionId: string): Promise<boolean> {
      const met = await db('school_sessions')
        .where({ programme_id: programmeId, id: sessionId, state: 'planned' })
        .update({ state: 'held', version: db.raw('version + 1') });
      return met === 1;
    },
  };
}
