import { createPublicKey, generateKeyPair, type JsonWebKey, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import type { Sealer } from '../../shared/seal.js';

const generate = promisify(generateKeyPair);
const PURPOSE = 'lti-tool-key';
/** No token of ours holds longer, neither an assertion nor a deep-linking answer. */
export const LONGEST_TOKEN_S = 60;
/** Who had read the platform just before its key was changed signs with the old one a moment longer. */
const STILL_SIGNING_MS = 60_000;
/** Clocks differ: what an LMS reads as «not ended yet». */
const CLOCK_TOLERANCE_MS = 60_000;
/** A retired key stays published until the last token signed with it has ended. */
export const RETIRED_KEY_PUBLISHED_MS =
  LONGEST_TOKEN_S * 1000 + STILL_SIGNING_MS + CLOCK_TOLERANCE_MS;

export interface ToolKey {
  kid: string;
  publicPem: string;
  privatePem: string;
}

export interface PublicJwk extends JsonWebKey {
  kid: string;
  alg: 'RS256';
  use: 'sig';
}

/** Our key pairs: one for each platform, private halves sealed in the database. */
export interface ToolKeyStore {
  /** Makes a 2048-bit RSA key off the event loop (it takes some 100 ms) and keeps it. */
  create(platformId: string | null): Promise<{ kid: string }>;
  /** Ties a key to its platform, when the platform came after the key. */
  assign(kid: string, platformId: string): Promise<void>;
  /** Keeps a pair made elsewhere (the LTI library's own registration). */
  insert(key: ToolKey, platformId: string | null): Promise<void>;
  /** Null: no such key, or sealed with a secret that we no longer have. */
  find(kid: string): Promise<ToolKey | null>;
  /** From now on nothing is signed with it; it stays published until what it signed has ended. */
  retire(kid: string): Promise<void>;
  remove(kid: string): Promise<void>;
  /** What `/lti/jwks` answers: keys in use and those whose tokens still hold, newest first. */
  publicJwks(): Promise<{ keys: PublicJwk[] }>;
  /** Seals again with the current secret what the previous one sealed. Returns how many. */
  resealAll(): Promise<number>;
}

interface KeyRow {
  kid: string;
  public_pem: string;
  private_sealed: string;
}

function publicJwk(kid: string, pem: string): PublicJwk {
  const jwk = createPublicKey(pem).export({ format: 'jwk' });
  return { ...jwk, kid, alg: 'RS256', use: 'sig' };
}

export function toolKeyStore(db: Db, sealer: Sealer, clock: Clock): ToolKeyStore {
  const insert = async (key: ToolKey, platformId: string | null): Promise<void> => {
    await db('lti_tool_keys').insert({
      kid: key.kid,
      platform_id: platformId,
      public_pem: key.publicPem,
      private_sealed: sealer.seal(key.privatePem, PURPOSE),
      created_at: clock.now(),
    });
  };
  return {
    insert,
    async create(platformId) {
      const kid = randomBytes(16).toString('hex');
      const pair = await generate('rsa', { modulusLength: 2048 });
      const publicPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
      const privatePem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      await insert({ kid, publicPem, privatePem }, platformId);
      return { kid };
    },
    async assign(kid, platformId) {
      await db('lti_tool_keys').where({ kid }).update({ platform_id: platformId });
    },
    async find(kid) {
      const row = (await db('lti_tool_keys').where({ kid }).first()) as KeyRow | undefined;
      const privatePem = row ? sealer.open(row.private_sealed, PURPOSE) : null;
      return row && privatePem ? { kid, publicPem: row.public_pem, privatePem } : null;
    },
    async retire(kid) {
      await db('lti_tool_keys')
        .where({ kid })
        .whereNull('retired_at')
        .update({ retired_at: clock.now() });
    },
    async remove(kid) {
      await db('lti_tool_keys').where({ kid }).delete();
    },
    async publicJwks() {
      const rows = (await db('lti_tool_keys')
        .whereNull('retired_at')
        .orWhere('retired_at', '>', clock.now() - RETIRED_KEY_PUBLISHED_MS)
        .orderBy('created_at', 'desc')
        .select('kid', 'public_pem')) as KeyRow[];
      return { keys: rows.map((row) => publicJwk(row.kid, row.public_pem)) };
    },
    async resealAll() {
      const rows = (await db('lti_tool_keys').select('kid', 'private_sealed')) as KeyRow[];
      const old = rows.filter((row) => !sealer.isCurrent(row.private_sealed));
      let done = 0;
      for (const row of old) {
        const privatePem = sealer.open(row.private_sealed, PURPOSE);
        if (privatePem === null) continue;
        done += await db('lti_tool_keys')
          .where({ kid: row.kid, private_sealed: row.private_sealed })
          .update({ private_sealed: sealer.seal(privatePem, PURPOSE) });
      }
      return done;
    },
  };
}
