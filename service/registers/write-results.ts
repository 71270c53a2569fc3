import type { Knex } from 'knex';
import type { Side } from './official-cells-rules.js';
import { registerStore } from './register-store.js';

/**
 * Writes «Результаты программы» of one pairing over the text that the caller saw ('': none), in the caller's
 * transaction; the other notes of the participation stay. False: somebody wrote something else there.
 */
export const writeResults = (
  trx: Knex.Transaction,
  of: { programmeId: string; personId: string; side: Side; pairId: string },
  words: { seen: string; text: string },
): Promise<boolean> => registerStore(trx).writeResults(of, words);
