import { createHmac, createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** Letters and digits, as Moodle makes its client ids (15) and tokens (32). */
export function randomId(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** The platform's one key pair: RS256, 2048 bits. Moodle 4.5.6, observed: it is never rotated. */
export async function makePlatformKey(): Promise<{ kid: string; privateJwk: JWK }> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  return { kid: randomBytes(10).toString('hex'), privateJwk: await exportJWK(privateKey) };
}

/** Header fields to add or replace; `undefined` removes one, so that a test can leave out `kid`. */
export type HeaderOverrides = Record<string, unknown>;

export interface Signer {
  kid: string;
  publicJwk: JWK;
  publicPem: string;
  /** Signs any claims. `alg: 'none'` leaves the signature empty, `HS256` misuses the public key as a secret. */
  sign(claims: Record<string, unknown>, header?: HeaderOverrides): string;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Makes the signer of the platform's tokens from the key kept in the state. */
export function makeSigner(key: { kid: string; privateJwk: JWK }): Signer {
  const privateKey = createPrivateKey({
    key: key.privateJwk as Record<string, unknown>,
    format: 'jwk',
  });
  const publicKey = createPublicKey(privateKey);
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const { kty, n, e } = publicKey.export({ format: 'jwk' });
  return {
    kid: key.kid,
    publicJwk: { kty, alg: 'RS256', kid: key.kid, e, n, use: 'sig' } as JWK,
    publicPem,
    sign(claims, header = {}) {
      const fields = { typ: 'JWT', alg: 'RS256', kid: key.kid, ...header };
      const input = `${encode(fields)}.${encode(claims)}`;
      if (fields.alg === 'none') return `${input}.`;
      const signature =
        fields.alg === 'HS256'
          ? createHmac('sha256', publicPem).update(input).digest()
          : sign('RSA-SHA256', Buffer.from(input), privateKey);
      return `${input}.${signature.toString('base64url')}`;
    },
  };
}
