/** Personal links for representatives: how long they live, what they tell, how often a code is tried. */

const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A one-time code holds so long. */
export const CODE_LIFE_MS = 10 * MINUTE_MS;
/** The next code is not sent before, */
export const CODE_EVERY_MS = MINUTE_MS;
/** nor more of them for one link, */
export const CODES_AT_MOST = 10;
/** and after so many wrong tries a code is worth nothing. */
export const TRIES_AT_MOST = 5;

export interface LinkTimes {
  /** All in ms; null: it did not happen. */
  expiresAt: number;
  revokedAt: number | null;
  usedAt: number | null;
}

export type LinkState = 'open' | 'used' | 'revoked' | 'expired';

export function linkState(link: LinkTimes, now: number): LinkState {
  if (link.usedAt !== null) return 'used';
  if (link.revokedAt !== null) return 'revoked';
  return now < link.expiresAt ? 'open' : 'expired';
}

/** An address that its owner recognises and nobody else learns: `a•••a@kollezh.example`. */
export function contactHint(email: string): string {
  const at = email.lastIndexOf('@');
  const name = [...email.slice(0, at)];
  const shown = name.length < 3 ? '' : (name[0] ?? '');
  return `${shown}•••${name.length < 5 ? '' : name.at(-1)}${email.slice(at)}`;
}
