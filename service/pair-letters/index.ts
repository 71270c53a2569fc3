/** What other features may ask of letters about new pairs. */
import type { Knex } from 'knex';
import type { PairLetterKind } from '../api/pair-letters.js';
import { letterStore } from './letter-store.js';

/** What a letter of a pair tells: they are in a new pair, have a new mentor, or have handed it over. */
export type { PairLetterKind } from '../api/pair-letters.js';

/** Has people of a pair written to of one change of it. A second letter of it for a person fails as a duplicate. */
export const announceChange = (
  trx: Knex.Transaction,
  of: { organisationId: string; programmeId: string; now: number },
  eventId: string,
  letters: readonly { pairId: string; personId: string; kind: PairLetterKind }[],
): Promise<void> =>
  letterStore(trx).insert(
    of,
    letters.map((one) => ({ ...one, eventId })),
  );

/** Has everybody of new pairs written to, as soon as a mail server is there and does not wait for days. */
export const announcePairs = (
  trx: Knex.Transaction,
  of: { organisationId: string; programmeId: string; now: number },
  letters: readonly { pairId: string; personId: string }[],
): Promise<void> => letterStore(trx).insert(of, letters);
