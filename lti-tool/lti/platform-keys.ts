import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Clock } from '../../shared/clock.js';
import type { Logger } from '../../shared/logger.js';
import type { GuardedFetch } from './guarded-fetch.js';
import type { LtiPlatform } from './platform-store.js';
import { LaunchRefused } from './refusals.js';

export const KEYS_FRESH_MS = 10 * 60_000;
/** An unknown kid, or a platform that does not answer, costs one request in so long at most. */
export const KEYS_RETRY_MS = 60_000;
/** Keys that could not be fetched again for so long are not believed any more. */
const KEYS_OLDEST_MS = 24 * 3600_000;
const TIME_LIMIT_MS = 3_000;
/** A launch whose key is known waits no longer for newer ones; they come into use when they are there. */
const KNOWN_WAIT_MS = 1_000;
const SIZE_LIMIT = 256 * 1024;
const KEYS_AT_MOST = 100;
const SMALLEST_RSA = 2048;

/** Public keys of platforms by `kid`, fetched from their keyset and kept. */
export interface PlatformKeys {
  /**
   * @param beforeAsking called when the platform would have to be asked; what it throws is thrown
   * @throws LaunchRefused `kid_unknown` or `keys_unavailable`
   */
  find(platform: LtiPlatform, kid: string, beforeAsking?: () => Promise<void>): Promise<KeyObject>;
}

interface Keyset {
  byKid: ReadonlyMap<string, KeyObject>;
  fetchedAt: number;
}

interface Entry {
  keyset: Keyset | null;
  triedAt: number;
  /** When an unknown kid last caused a request. */
  unknownKidAt: number;
  fetching: Promise<void> | null;
}

/** A key that may verify RS256 signatures, or null. */
function keyOf(jwk: unknown): { kid: string; key: KeyObject } | null {
  if (typeof jwk !== 'object' || jwk === null) return null;
  const { kid, kty, use, alg, n, e } = jwk as Record<string, unknown>;
  if (typeof kid !== 'string' || kty !== 'RSA' || typeof n !== 'string' || typeof e !== 'string') {
    return null;
  }
  if (use !== undefined && use !== 'sig') return null;
  if (alg !== undefined && alg !== 'RS256') return null;
  try {
    const key = createPublicKey({ key: { kty, n, e } as JsonWebKey, format: 'jwk' });
    if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < SMALLEST_RSA) return null;
    return { kid, key };
  } catch {
    // Not a key: one bad entry does not spoil the others.
    return null;
  }
}

/** The usable keys of a keyset by `kid`; throws when the document is none. */
export function rsaKeysOf(document: unknown): Map<string, KeyObject> {
  const keys = (document as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) throw new Error('no keys in the keyset');
  const byKid = new Map<string, KeyObject>();
  for (const jwk of keys.slice(0, KEYS_AT_MOST)) {
    const found = keyOf(jwk);
    if (found && !byKid.has(found.kid)) byKid.set(found.kid, found.key);
  }
  return byKid;
}

export function platformKeys(deps: {
  fetch: GuardedFetch;
  clock: Clock;
  logger: Logger;
}): PlatformKeys {
  const { fetch, clock, logger } = deps;
  const entries = new Map<string, Entry>();

  async function fetchKeys(platform: LtiPlatform, entry: Entry): Promise<void> {
    entry.triedAt = clock.now();
    try {
      const limits = { timeoutMs: TIME_LIMIT_MS, maxBytes: SIZE_LIMIT };
      const answer = await fetch(platform.jwksUri, limits);
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      entry.keyset = { byKid: rsaKeysOf(answer.json()), fetchedAt: clock.now() };
    } catch (error) {
      logger.warn(
        { platformId: platform.platformId, cause: String(error) },
        'the keys of a platform cannot be fetched',
      );
    }
  }

  /** Launches that come at once wait for one request. */
  function refresh(platform: LtiPlatform, entry: Entry): Promise<void> {
    entry.fetching ??= fetchKeys(platform, entry).finally(() => {
      entry.fetching = null;
    });
    return entry.fetching;
  }

  function entryOf(platform: LtiPlatform): Entry {
    const known = entries.get(platform.jwksUri);
    if (known) return known;
    const never = Number.NEGATIVE_INFINITY;
    const entry: Entry = { keyset: null, triedAt: never, unknownKidAt: never, fetching: null };
    entries.set(platform.jwksUri, entry);
    return entry;
  }

  const ageOf = (keyset: Keyset) => clock.now() - keyset.fetchedAt;
  const isLongAgo = (moment: number) => moment <= clock.now() - KEYS_RETRY_MS;

  /** Whether the keyset is to be asked for before this kid is looked up. */
  function wantsRefresh(entry: Entry, kid: string): boolean {
    if (entry.keyset === null || entry.fetching !== null) return true;
    if (ageOf(entry.keyset) >= KEYS_FRESH_MS) return isLongAgo(entry.triedAt);
    return !entry.keyset.byKid.has(kid) && isLongAgo(entry.unknownKidAt);
  }

  const isUsable = ({ keyset }: Entry, kid: string): boolean =>
    keyset !== null && ageOf(keyset) <= KEYS_OLDEST_MS && keyset.byKid.has(kid);

  async function waitForKeys(platform: LtiPlatform, entry: Entry, kid: string): Promise<void> {
    const refreshed = refresh(platform, entry);
    if (!isUsable(entry, kid)) return refreshed;
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, KNOWN_WAIT_MS);
    });
    await Promise.race([refreshed, enough]);
    clearTimeout(timer);
  }

  return {
    async find(platform, kid, beforeAsking) {
      const entry = entryOf(platform);
      if (wantsRefresh(entry, kid)) {
        await beforeAsking?.();
        // Only who may ask uses up the minute's request.
        if (entry.keyset?.byKid.has(kid) === false) entry.unknownKidAt = clock.now();
        await waitForKeys(platform, entry, kid);
      }
      // While the platform is down the keys known so far serve on.
      const { keyset } = entry;
      if (keyset === null || ageOf(keyset) > KEYS_OLDEST_MS) {
        throw new LaunchRefused('keys_unavailable');
      }
      const key = keyset.byKid.get(kid);
      if (key === undefined) throw new LaunchRefused('kid_unknown');
      return key;
    },
  };
}
