import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { sha256 } from '../../shared/seal.js';
import { ABSOLUTE_MS } from './session-rows.js';

/** A button that was pressed twice: only the second answer is taken by the browser. */
const PRESSED_TWICE_MS = 10_000;

/** Which deep-linking requests were answered: the window's Back button leads to the picker again. */
export interface DeepLinkingAnswers {
  isAnswered(sid: string): Promise<boolean>;
  /** False: it was answered before, and a second answer would place everything twice. */
  take(sid: string): Promise<boolean>;
  /** The person wants to choose once more. */
  reopen(sid: string): Promise<void>;
}

/** Kept among the used codes: rows that hold as long as a session does, and are purged with them. */
export function deepLinkingAnswers(db: Db, clock: Clock): DeepLinkingAnswers {
  const row = (sid: string) => db('lti_used_codes').where('code_hash', hashOf(sid));
  const hashOf = (sid: string) => sha256(`deep-linking ${sid}`);
  const answeredAt = async (sid: string): Promise<number | null> => {
    const found = (await row(sid).first('expires_at')) as { expires_at: number } | undefined;
    return found ? Number(found.expires_at) - ABSOLUTE_MS : null;
  };
  return {
    isAnswered: async (sid) => (await answeredAt(sid)) !== null,
    async take(sid) {
      const now = clock.now();
      try {
        await db('lti_used_codes').insert({
          code_hash: hashOf(sid),
          expires_at: now + ABSOLUTE_MS,
        });
        return true;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const before = await answeredAt(sid);
        return before !== null && now - before < PRESSED_TWICE_MS;
      }
    },
    async reopen(sid) {
      await row(sid).delete();
    },
  };
}
