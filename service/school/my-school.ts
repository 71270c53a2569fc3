import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import { type Authority, ownId } from '../authorise.js';
import type { ServiceDeps } from '../handler.js';
import { certificateStore } from './certificate-store.js';
import { materialStore } from './material-store.js';
import { readMentors } from './mentor-facts.js';
import { ruleStore } from './rule-store.js';
import { onSheet } from './session-rules.js';
import { sessionStore } from './session-store.js';
import { sheetStore } from './sheet-store.js';
import { isMaterialFor, recordOf } from './training-rules.js';

/** The sessions that are for the mentor who asks, with how they were marked. */
export async function mySessions(db: Db, authority: Authority) {
  const { programmeId } = authority;
  const personId = ownId(authority);
  const [mentor] = await readMentors(db, programmeId, personId);
  if (!mentor) throw notFound('mentor');
  const entries = await sheetStore(db).ofPerson(programmeId, personId);
  const bySession = new Map(entries.map((entry) => [entry.sessionId, entry]));
  const all = await sessionStore(db).all(programmeId);
  const sessions = all
    .filter((session) => {
      const entry = bySession.get(session.sessionId);
      return onSheet(session, [mentor], entry ? [entry] : []).length > 0;
    })
    .map((session) => ({ ...session, mark: bySession.get(session.sessionId)?.mark ?? null }));
  return { mentor, sessions };
}

/** The school as a mentor has it, whatever the number of their forms. */
export async function mySchool(deps: ServiceDeps, authority: Authority) {
  const { db } = deps;
  const { programmeId } = authority;
  const { mentor, sessions } = await mySessions(db, authority);
  const { personId, forms } = mentor;
  const [rule, attended, certificates, materials] = await Promise.all([
    ruleStore(db).find(programmeId),
    sheetStore(db).attended(programmeId, personId),
    certificateStore(db).valid(programmeId, personId),
    materialStore(db).list(programmeId),
  ]);
  const none = { sessions: 0, minutes: 0 };
  const mine = new Set(sessions.map((session) => session.sessionId));
  return {
    ...recordOf(rule, attended.get(personId) ?? none, certificates.get(personId) ?? null),
    rule,
    programme: sessions,
    materials: materials
      .filter((material) => isMaterialFor(material, forms, mine))
      .map(({ fileId: _fileId, ...material }) => material),
  };
}
