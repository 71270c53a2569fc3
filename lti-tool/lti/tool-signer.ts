import { createPrivateKey } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import type { Clock } from '../../shared/clock.js';
import { AppError } from '../../shared/errors.js';
import { LONGEST_TOKEN_S, type ToolKeyStore } from './keys.js';
import type { LtiPlatform } from './platform-store.js';

/** Signs what the tool says to a platform (RS256, with the key of that platform and its `kid`). */
export interface ToolSigner {
  /**
   * A JWT that holds for `seconds` from now, LONGEST_TOKEN_S at most. Throws AppError `unavailable` when the key cannot be
   * opened (SECRET_KEY was changed without SECRET_KEY_PREVIOUS).
   */
  sign(platform: LtiPlatform, claims: JWTPayload, seconds: number): Promise<string>;
}

export function toolSigner(deps: { keys: Pick<ToolKeyStore, 'find'>; clock: Clock }): ToolSigner {
  return {
    async sign(platform, claims, seconds) {
      if (seconds > LONGEST_TOKEN_S)
        throw new RangeError(`a token of ${seconds} s outlives its key`);
      const key = await deps.keys.find(platform.kid);
      if (!key) {
        throw new AppError('unavailable', 'the key of the platform cannot be opened', {
          details: { platformId: platform.platformId },
        });
      }
      const now = Math.floor(deps.clock.now() / 1000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
        .setIssuedAt(now)
        .setExpirationTime(now + seconds)
        .sign(createPrivateKey(key.privatePem));
    },
  };
}
