import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { gatheredInsert } from '../../shared/db/gathered.js';
import { sha256 } from '../../shared/seal.js';

const insert = gatheredInsert(
  'insert into lti_used_codes (code_hash, expires_at) values',
  '(?, ?)',
);

/** Notes what serves once (states, codes), by its hash: a copy of the table opens nothing. */
export function usedOnce(db: Db) {
  return {
    /**
     * Uses a secret up; of several at once exactly one gets true.
     * @param until ms; after this moment the secret itself is refused, and its row may go
     */
    async use(secret: string, until: number): Promise<boolean> {
      try {
        await insert(db, [sha256(secret), until]);
        return true;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return false;
      }
    },
    async wasUsed(secret: string): Promise<boolean> {
      const row = await db('lti_used_codes').where('code_hash', sha256(secret)).first('code_hash');
      return row !== undefined;
    },
  };
}
