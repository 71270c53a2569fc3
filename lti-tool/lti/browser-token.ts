import { randomToken, type Sealer, sameText } from '../../shared/seal.js';

const PURPOSE = 'browser-token';
const RANDOM_BYTES = 20;
/** 12 bytes of the keyed hash; with the random part 43 characters in all. */
const MARK_LENGTH = 16;

const markOf = (sealer: Sealer, random: string, personId: string): string =>
  sealer.hmac(`${random}\n${personId}`, PURPOSE).slice(0, MARK_LENGTH);

/** A new value of the sessions' cookie, marked for one person: nobody else can make such a one. */
export function newBrowserToken(sealer: Sealer, personId: string): string {
  const random = randomToken(RANDOM_BYTES);
  return random + markOf(sealer, random, personId);
}

/** Whether we gave this cookie for this person (under the current key). */
export function isTokenOf(sealer: Sealer, token: string, personId: string): boolean {
  const random = token.slice(0, -MARK_LENGTH);
  return sameText(token.slice(-MARK_LENGTH), markOf(sealer, random, personId));
}
