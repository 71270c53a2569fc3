/** What other features may ask of what third parties tell. */
import type { Db } from '../../shared/db/connect.js';
import { askedAndGiven } from './third-party-rules.js';
import { thirdPartyStore } from './third-party-store.js';

/** Those of whom somebody was asked who has told nothing yet: one statement. */
export async function readThirdPartyGaps(db: Db, programmeId: string): Promise<Set<string>> {
  const people = askedAndGiven(await thirdPartyStore(db).facts(programmeId));
  return new Set([...people].filter(([, one]) => one.asked.size > 0).map(([personId]) => personId));
}
