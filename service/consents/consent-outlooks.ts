import type { Db } from '../../shared/db/connect.js';
import { consentStore } from './consent-store.js';
import { type ConsentOutlook, consentOutlook } from './outlook-rules.js';

/**
 * How it stands with the consents of all mentors and mentees of a programme, by person: two statements,
 * whatever the rows.
 */
export async function readConsentOutlooks(
  db: Db,
  of: { programmeId: string; today: string },
): Promise<Map<string, ConsentOutlook>> {
  const store = consentStore(db);
  const [members, entries] = await Promise.all([
    store.subjects(of.programmeId),
    store.entriesOf(of.programmeId),
  ]);
  return new Map(
    members.map((one) => [
      one.personId,
      consentOutlook(one, entries.get(one.personId) ?? [], of.today),
    ]),
  );
}
