/** What other features may ask of the mentors' school. */
import type { Db } from '../../shared/db/connect.js';
import type { Authority } from '../authorise.js';
import { mySessions } from './my-school.js';
import { type StoredSession, sessionStore } from './session-store.js';
import { sheetStore } from './sheet-store.js';
import { asksTraining, meetsRule } from './training-rules.js';
import { readTrainingFacts } from './training-store.js';

/** Who of a programme is trained. */
export interface Training {
  /** The programme asks mentors to be trained. */
  asked: boolean;
  /** Nobody is in the pool before. */
  poolNeedsTraining: boolean;
  trained: ReadonlySet<string>;
}

/** Reads who is trained, by rule or certificate: two statements at most, whatever the people. */
export async function readTraining(
  db: Db,
  programmeId: string,
  personId?: string,
): Promise<Training> {
  const { certified, poolNeedsTraining, ...rule } = await readTrainingFacts(
    db,
    programmeId,
    personId,
  );
  const asked = asksTraining(rule);
  const attended = asked ? await sheetStore(db).attended(programmeId, personId) : new Map();
  const met = [...attended].filter(([, been]) => meetsRule(rule, been));
  return {
    asked,
    poolNeedsTraining: asked && poolNeedsTraining,
    trained: new Set([...certified, ...met.map(([id]) => id)]),
  };
}

/**
 * The sessions of the school on some days that were not cancelled: all of them for staff by one statement,
 * those that are for the mentor who asks by some more.
 */
export async function readSessions(
  db: Db,
  authority: Authority,
  { from, to }: { from: string; to: string },
): Promise<StoredSession[]> {
  const { programmeId, role } = authority;
  const all =
    role === 'mentor'
      ? (await mySessions(db, authority)).sessions
      : await sessionStore(db).all(programmeId);
  return all.filter(({ heldOn, state }) => state !== 'cancelled' && heldOn >= from && heldOn <= to);
}
