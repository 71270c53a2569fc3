import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import type { SchoolSession } from '../api/school.js';
import type { Authority } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import { visibleMentors } from '../mentors/index.js';
import { grouped } from './grouped.js';
import { materialStore } from './material-store.js';
import { readMentors, type SchoolMentor } from './mentor-facts.js';
import { onSheet } from './session-rules.js';
import { type StoredSession, sessionStore } from './session-store.js';
import { type SessionEntry, sheetStore } from './sheet-store.js';

/** A session with those on its sheet counted. */
function counted(
  session: StoredSession,
  mentors: readonly SchoolMentor[],
  entries: readonly SessionEntry[],
  materials: number,
): SchoolSession {
  const people = onSheet(session, mentors, entries);
  const marks = new Map(entries.map((entry) => [entry.personId, entry.mark]));
  const marked = (mark: string) =>
    people.filter(({ personId }) => marks.get(personId) === mark).length;
  return {
    ...session,
    people: people.length,
    present: marked('present'),
    absent: marked('absent'),
    excused: marked('excused'),
    materials,
  };
}

type Reader = Pick<Authority, 'programmeId' | 'scopeForms'>;

/**
 * Sessions with what is counted of them: four statements, whatever their number. For a curator with forms
 * given the mentors of these are counted.
 */
export async function withCounts(
  db: Db,
  reader: Reader,
  sessions: readonly StoredSession[],
): Promise<SchoolSession[]> {
  const ids = sessions.map(({ sessionId }) => sessionId);
  const [all, isSeen, entries, materials] = await Promise.all([
    readMentors(db, reader.programmeId),
    visibleMentors(db, reader),
    sheetStore(db).ofSessions(ids),
    materialStore(db).counts(ids),
  ]);
  const mentors = all.filter(({ personId }) => isSeen(personId));
  const bySession = grouped(entries, ({ sessionId }) => sessionId);
  return sessions.map((session) => {
    const { sessionId } = session;
    return counted(session, mentors, bySession.get(sessionId) ?? [], materials.get(sessionId) ?? 0);
  });
}

/** A session of the programme; `not_found` where there is none. */
export async function readSession(
  db: Db,
  programmeId: string,
  sessionId: string,
): Promise<StoredSession> {
  const found = await sessionStore(db).find(programmeId, sessionId);
  if (!found) throw notFound('session');
  return found;
}

/** One session as the list shows it. */
export async function viewSession(
  db: Db,
  reader: Reader,
  sessionId: string,
): Promise<SchoolSession> {
  const session = await readSession(db, reader.programmeId, sessionId);
  const [seen] = await withCounts(db, reader, [session]);
  return seen as SchoolSession;
}

/** One session with its sheet; a curator with forms given sees the rows of their mentors. */
export async function viewSheet(
  db: Db,
  reader: Reader,
  { sessionId, today }: { sessionId: string; today: string },
) {
  const { programmeId } = reader;
  const session = await readSession(db, programmeId, sessionId);
  const isSeen = await visibleMentors(db, reader);
  const mentors = (await readMentors(db, programmeId)).filter((one) => isSeen(one.personId));
  const entries = await sheetStore(db).ofSessions([sessionId]);
  const materials = await materialStore(db).counts([sessionId]);
  const known = new Map(entries.map((entry) => [entry.personId, entry]));
  const people = onSheet(session, mentors, entries);
  const there = new Set(people.map(({ personId }) => personId));
  const withdrawn = await withdrawnAmong(db, { programmeId, today }, [...there]);
  return {
    ...counted(session, mentors, entries, materials.get(sessionId) ?? 0),
    personIds: entries
      .filter(({ personId, invited }) => invited && isSeen(personId))
      .map(({ personId }) => personId),
    sheet: people.map(({ personId, name, groupName }) => ({
      personId,
      name,
      groupName,
      mark: known.get(personId)?.mark ?? null,
      frozen: withdrawn.has(personId),
      version: known.get(personId)?.version ?? 0,
    })),
    others: mentors
      .filter(({ personId }) => !there.has(personId))
      .map(({ personId, name }) => ({ personId, name })),
  };
}
