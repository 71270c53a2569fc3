import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import type { Tool } from './model.js';

export interface ToolKeys {
  /** Verifies a JWT signed by the tool with a key of its keyset, RS256 only. Throws when it does not hold. */
  verify(tool: Tool, jwt: string, options: JWTVerifyOptions): Promise<JWTPayload>;
}

/**
 * The tools' keysets, fetched over HTTP and kept; an unknown `kid` fetches anew.
 * Moodle 4.5.6, observed: a JWT without `kid` is not taken.
 */
export function makeToolKeys(): ToolKeys {
  const sets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();
  const keysOf = (url: string): ReturnType<typeof createRemoteJWKSet> => {
    const known = sets.get(url);
    if (known) return known;
    const set = createRemoteJWKSet(new URL(url), { cooldownDuration: 0, timeoutDuration: 5000 });
    sets.set(url, set);
    return set;
  };
  return {
    async verify(tool, jwt, options) {
      if (!decodeProtectedHeader(jwt).kid) throw new Error('the JWT has no kid');
      const { payload } = await jwtVerify(jwt, keysOf(tool.jwksUrl), {
        algorithms: ['RS256'],
        clockTolerance: 5,
        ...options,
      });
      return payload;
    },
  };
}
