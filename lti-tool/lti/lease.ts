import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';

/**
 * Leases in `lti_locks`: one holder at a time for a name, until a moment. A process that dies lets go
 * by itself when the time is over; each step is one statement, so it holds with any isolation.
 */
export interface Leases {
  /** True: `holder` has the lease for `ms` from now (also when it had it already). */
  take(name: string, holder: string, ms: number): Promise<boolean>;
  /** Longer, for who still has it; false: lost to somebody else. */
  renew(name: string, holder: string, ms: number): Promise<boolean>;
  /** Gives it back at once. */
  release(name: string, holder: string): Promise<void>;
  /** Drops the rows of leases that ended long ago. Returns how many. */
  purge(olderThanMs: number): Promise<number>;
}

export function leaseStore(db: Db, clock: Clock): Leases {
  const mine = (name: string, holder: string) => db('lti_locks').where({ name, holder });
  return {
    async take(name, holder, ms) {
      const now = clock.now();
      const taken = await db('lti_locks')
        .where({ name })
        .where((q) => q.where('until_at', '<=', now).orWhere({ holder }))
        .update({ holder, until_at: now + ms });
      if (taken === 1) return true;
      try {
        await db('lti_locks').insert({ name, holder, until_at: now + ms });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    async renew(name, holder, ms) {
      const now = clock.now();
      const kept = await mine(name, holder)
        .where('until_at', '>', now)
        .update({ until_at: now + ms });
      return kept === 1;
    },
    async release(name, holder) {
      await mine(name, holder).delete();
    },
    purge: (olderThanMs) =>
      db('lti_locks')
        .where('until_at', '<', clock.now() - olderThanMs)
        .delete(),
  };
}
