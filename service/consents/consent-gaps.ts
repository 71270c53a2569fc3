import type { Db } from '../../shared/db/connect.js';
import type { ConsentGap } from '../api/index.js';
import { consentGaps } from './consent-rules.js';
import { consentStore } from './consent-store.js';

/**
 * What is missing of the consents of all who take part in a programme, by person: two statements,
 * whatever the rows.
 */
export async function readConsentGaps(
  db: Db,
  of: { programmeId: string; today: string },
): Promise<Map<string, ConsentGap[]>> {
  const store = consentStore(db);
  const members = await store.membersWhoTakePart(of.programmeId);
  const entries = await store.entriesOf(of.programmeId);
  return new Map(
    members.map((one) => [
      one.personId,
      consentGaps(one, entries.get(one.personId) ?? [], of.today),
    ]),
  );
}
