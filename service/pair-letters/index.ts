/** What other features may ask of letters about new pairs. */
import type { Knex } from 'knex';
import { letterStore } from './letter-store.js';

/** Has everybody of new pairs written to, as soon as a mail server is there and does not wait for days. */
export const announcePairs = (
  trx: Knex.Transaction,
  of: { organisationId: string; programmeId: string; now: number },
  letters: readonly { pairId: string; personId: string }[],
): Promise<void> => letterStore(trx).insert(of, letters);
