import type { Db } from '../../shared/db/connect.js';
import { withdrawnAmong } from '../consents/index.js';
import type { PairDetails } from './pair-details-store.js';

/**
 * Closes to the people of a pair how to reach those whose consent was withdrawn (methodology §9.3). Staff
 * still see it: they are the ones who settle the matter.
 */
export async function closeContacts(
  db: Db,
  of: { programmeId: string; today: string; byLink?: boolean | undefined },
  pairs: Iterable<PairDetails>,
): Promise<void> {
  const contacts = [...pairs].flatMap((pair) => pair.contacts);
  // Who holds a link may be another than it was made for: addresses are not shown there.
  if (of.byLink) for (const person of contacts) person.email = null;
  if (contacts.length === 0) return;
  const people = contacts.map((person) => person.personId);
  const withdrawn = await withdrawnAmong(db, of, people);
  for (const person of contacts) {
    if (!withdrawn.has(person.personId)) continue;
    person.closed = true;
    person.email = null;
  }
}
