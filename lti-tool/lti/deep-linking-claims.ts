import { createPrivateKey } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWTHeaderParameters, SignJWT } from 'jose';
import type { ToolKey } from './keys.js';

/** ltijs 5.9.9 writes this claim's name with a trailing space, so no platform reads it. */
export const ERROR_CLAIM = 'https://purl.imsglobal.org/spec/lti-dl/claim/errormsg';

/** And it does not echo this one where it is empty. */
export const DATA_CLAIM = 'https://purl.imsglobal.org/spec/lti-dl/claim/data';

/** Adds claims that the library does not write to its deep-linking message and signs it again. */
export async function reSignWith(
  message: string,
  claims: Readonly<Record<string, unknown>>,
  key: ToolKey | null,
): Promise<string> {
  if (!key) throw new Error('The key of the platform cannot be opened');
  return new SignJWT({ ...decodeJwt(message), ...claims })
    .setProtectedHeader(decodeProtectedHeader(message) as JWTHeaderParameters)
    .sign(createPrivateKey(key.privatePem));
}
