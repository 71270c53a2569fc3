/** How a letter that was not sent goes on, and where somebody is written to. */
import type { ReminderState } from '../api/reference.js';

/** A server that was not reached is tried again after so long, */
const AGAIN_AFTER_MS = 10 * 60_000;
/** and no more than so often for one letter. */
const TRIES_AT_MOST = 5;
/** Who claimed a letter and has not said how it went by then has died while sending it. */
export const CLAIM_MS = 2 * 60_000;

/** How the mail server took a letter; see lti-tool/mail. */
export type Outcome = 'sent' | 'refused' | 'unreachable' | 'unclear';

/** What becomes of a letter: done, or tried again from a moment on. */
export function afterTry(
  outcome: Outcome,
  tries: number,
  now: number,
): { state: ReminderState; notBefore: number } {
  if (outcome === 'unreachable' && tries < TRIES_AT_MOST)
    return { state: 'waiting', notBefore: now + AGAIN_AFTER_MS };
  return { state: outcome, notBefore: now };
}

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Where somebody is written to: what they or the college say first, then what the LMS says. */
export const addressOf = (...known: (string | null)[]): string | null =>
  known.find((one): one is string => one !== null && EMAIL.test(one)) ?? null;
