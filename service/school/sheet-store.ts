import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { SchoolMark } from '../api/reference.js';
import type { Entry } from './session-rules.js';
import type { Attended } from './training-rules.js';

/** Rows bound by one statement: under SQLite's limit. */
const CHUNK = 100;

export interface SessionEntry extends Entry {
  sessionId: string;
}

interface Place {
  organisationId: string;
  programmeId: string;
  sessionId: string;
}

/** The SQL of who was at which session; on a transaction: `sheetStore(trx)`. */
export function sheetStore(db: Db) {
  const entries = (programmeId: string) =>
    db('school_attendance as a').where('a.programme_id', programmeId);

  const read = async (query: Knex.QueryBuilder): Promise<SessionEntry[]> => {
    const rows: (Omit<SessionEntry, 'invited'> & { invited: number | boolean })[] =
      await query.select({
        sessionId: 'a.session_id',
        personId: 'a.person_id',
        invited: 'a.invited',
        mark: 'a.mark',
        version: 'a.version',
      });
    return rows.map((row) => ({ ...row, invited: Boolean(row.invited) }));
  };

  /** Makes rows for people who have none; those who have one keep it. */
  async function ensure(
    { organisationId, programmeId, sessionId }: Place,
    personIds: readonly string[],
    now: number,
  ): Promise<void> {
    for (let from = 0; from < personIds.length; from += CHUNK) {
      await db('school_attendance')
        .insert(
          personIds.slice(from, from + CHUNK).map((personId) => ({
            id: newId(),
            organisation_id: organisationId,
            programme_id: programmeId,
            session_id: sessionId,
            person_id: personId,
            invited: false,
            mark: null,
            version: 0,
            created_at: now,
          })),
        )
        .onConflict(['session_id', 'person_id'])
        .ignore();
    }
  }

  return {
    ensure,

    /** The entries of some sessions: one statement. */
    async ofSessions(sessionIds: readonly string[]): Promise<SessionEntry[]> {
      if (sessionIds.length === 0) return [];
      return read(db('school_attendance as a').whereIn('a.session_id', [...sessionIds]));
    },

    ofPerson: (programmeId: string, personId: string): Promise<SessionEntry[]> =>
      read(entries(programmeId).where('a.person_id', personId)),

    /** As they are now, locked until the end of the transaction. */
    locked: (sessionId: string): Promise<SessionEntry[]> =>
      read(db('school_attendance as a').where('a.session_id', sessionId).forUpdate()),

    /** Says who is chosen by name: these and nobody else. */
    async choose(place: Place, personIds: readonly string[], now: number): Promise<void> {
      const ofSession = () => db('school_attendance').where('session_id', place.sessionId);
      await ofSession().update({ invited: false });
      await ensure(place, personIds, now);
      for (let from = 0; from < personIds.length; from += CHUNK) {
        await ofSession()
          .whereIn('person_id', personIds.slice(from, from + CHUNK))
          .update({ invited: true });
      }
    },

    /** Marks people who all have one version; answers how many still had it. */
    async mark(
      sessionId: string,
      personIds: readonly string[],
      said: { mark: SchoolMark | null; version: number; by: string | null },
    ): Promise<number> {
      let met = 0;
      for (let from = 0; from < personIds.length; from += CHUNK) {
        met += await db('school_attendance')
          .where({ session_id: sessionId, version: said.version })
          .whereIn('person_id', personIds.slice(from, from + CHUNK))
          .update({ mark: said.mark, version: said.version + 1, marked_by: said.by });
      }
      return met;
    },

    /** What people have been at, of a programme or of one person: one statement. */
    async attended(programmeId: string, personId?: string): Promise<Map<string, Attended>> {
      const rows: { personId: string; sessions: number | string; minutes: number | string }[] =
        await entries(programmeId)
          .join('school_sessions as s', 's.id', 'a.session_id')
          .where({ 'a.mark': 'present', 's.state': 'held' })
          .where(personId === undefined ? {} : { 'a.person_id': personId })
          .groupBy('a.person_id')
          .select({ personId: 'a.person_id' })
          .count({ sessions: '*' })
          .sum({ minutes: 's.minutes' });
      return new Map(
        rows.map((row) => [
          row.personId,
          { sessions: Number(row.sessions), minutes: Number(row.minutes) },
        ]),
      );
    },

    /** The titles of the sessions that somebody was at, in their order. */
    async titlesOf(programmeId: string, personId: string): Promise<string[]> {
      return entries(programmeId)
        .join('school_sessions as s', 's.id', 'a.session_id')
        .where({ 'a.person_id': personId, 'a.mark': 'present', 's.state': 'held' })
        .orderBy(['s.held_on', 's.starts_at', 's.id'])
        .pluck('s.title');
    },
  };
}
