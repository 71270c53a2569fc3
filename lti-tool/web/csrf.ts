import type { IncomingMessage } from 'node:http';
import type { Sealer } from '../../shared/seal.js';
import type { Session } from '../lti/session-types.js';

const PURPOSE = 'csrf';
const textOf = (session: Session) => `${session.sid}\n${session.personId}`;

/**
 * The token that every form of a session carries. It needs no table: a keyed hash of session and
 * person, so that it still tells our own form from a foreign one after the session has ended, when
 * what was typed is to be kept.
 */
export const csrfTokenOf = (sealer: Sealer, session: Session): string =>
  sealer.hmac(textOf(session), PURPOSE);

export const isCsrfToken = (sealer: Sealer, session: Session, given: string): boolean =>
  given !== '' && sealer.verifyHmac(textOf(session), PURPOSE, given);

/**
 * Whether the browser says that a page of ours sent this request. Browsers that send neither
 * header (old, or none) are left to the token.
 */
export function isSameOrigin(req: IncomingMessage, publicUrl: string): boolean {
  const site = req.headers['sec-fetch-site'];
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none') return false;
  const origin = req.headers.origin;
  if (origin === undefined) return true;
  if (origin === 'null') return site === 'same-origin';
  return origin === new URL(publicUrl).origin;
}
