import type { Request } from 'express';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import type { Sealer } from '../../shared/seal.js';
import { visitorNetwork } from './network-address.js';

const HOUR = 3_600_000;
/** In an hour from one address: a parents' evening in one network, and no guessing. */
export const ATTEMPTS_AN_HOUR = 100;
/** Addresses that are known to have none left, in this process; the longest known go first. */
const REMEMBERED = 5_000;

/** Counts tries of network addresses, in all processes together. */
export interface Attempts {
  /** Takes one of an address's tries of this hour; false: there is none left. */
  take(req: Request): Promise<boolean>;
  /** Whether an address is known, in this process, to have none left: no look into the database. */
  isSpent(req: Request): boolean;
  /** Gives a try back that was none: what was shown was right. */
  giveBack(req: Request): Promise<void>;
}

/** Counts in the database; in memory only who has none left, so that they cost nothing more. */
export function createAttempts(deps: { db: Db; clock: Clock; sealer: Sealer }): Attempts {
  const { db, clock, sealer } = deps;
  const spent = new Map<string, number>();

  const windowOf = (now: number) => now - (now % HOUR);
  const whoIs = (req: Request) => sealer.hmac(visitorNetwork(req.ip), 'visitor');
  const rowOf = (visitor: string, window: number) =>
    db('lti_attempts').where({ visitor, window_start: window });

  function remember(visitor: string, window: number): void {
    spent.delete(visitor);
    spent.set(visitor, window);
    if (spent.size > REMEMBERED) spent.delete(spent.keys().next().value as string);
  }

  const add = (visitor: string, window: number): Promise<number> =>
    rowOf(visitor, window).update({ attempts: db.raw('attempts + 1') });

  async function count(visitor: string, window: number): Promise<number> {
    if ((await add(visitor, window)) === 0) {
      try {
        await db('lti_attempts').insert({ visitor, window_start: window, attempts: 1 });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        await add(visitor, window);
      }
    }
    const row = await rowOf(visitor, window).first('attempts');
    return Number(row?.attempts ?? 0);
  }

  return {
    async take(req) {
      const visitor = whoIs(req);
      const window = windowOf(clock.now());
      if (spent.get(visitor) === window) return false;
      // Its own try is counted before it is looked at: of any number at once, so many are let through.
      const allowed = (await count(visitor, window)) <= ATTEMPTS_AN_HOUR;
      if (!allowed) remember(visitor, window);
      return allowed;
    },
    isSpent: (req) => spent.get(whoIs(req)) === windowOf(clock.now()),
    async giveBack(req) {
      await rowOf(whoIs(req), windowOf(clock.now()))
        .where('attempts', '>', 0)
        .update({ attempts: db.raw('attempts - 1') });
    },
  };
}
