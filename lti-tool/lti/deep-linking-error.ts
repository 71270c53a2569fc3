import { createPrivateKey } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWTHeaderParameters, SignJWT } from 'jose';
import type { ToolKey } from './keys.js';

const ERROR_CLAIM = 'https://purl.imsglobal.org/spec/lti-dl/claim/errormsg';

/**
 * Adds the error's text to a deep-linking message and signs it again: ltijs 5.9.9 writes the claim's
 * name with a trailing space, so no platform reads it.
 */
export async function reSignWithError(
  message: string,
  text: string,
  key: ToolKey | null,
): Promise<string> {
  if (!key) throw new Error('The key of the platform cannot be opened');
  return new SignJWT({ ...decodeJwt(message), [ERROR_CLAIM]: text })
    .setProtectedHeader(decodeProtectedHeader(message) as JWTHeaderParameters)
    .sign(createPrivateKey(key.privatePem));
}
