import { hkdfSync } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { type Actor, actorSchema } from './actor.js';
import { AppError } from './errors.js';

const ISSUER = 'nastavnik-tool';
const AUDIENCE = 'nastavnik-service';

/** The key of the tokens between tool and service, derived from SECRET_KEY, so that both need only that. */
export function serviceTokenKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'nastavnik service token', 32));
}

/** A token that says for one minute who calls. */
export async function signActor(actor: Actor, key: Uint8Array): Promise<string> {
  return new SignJWT({ actor })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(key);
}

/** The actor of a token; throws `unauthenticated` when it is not ours, too old, or malformed. */
export async function verifyActor(token: string, keys: readonly Uint8Array[]): Promise<Actor> {
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer: ISSUER,
        audience: AUDIENCE,
        algorithms: ['HS256'],
        clockTolerance: 30,
      });
      return actorSchema.parse(payload['actor']);
    } catch {
      // The next key (SECRET_KEY_PREVIOUS) may fit.
    }
  }
  throw new AppError('unauthenticated', 'the token is not valid');
}
