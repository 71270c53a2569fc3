import { FetchError } from './guarded-fetch.js';

/**
 * Why a service of the LMS could not be used at all, as opposed to refusing one thing:
 * `busy` (429, 5xx), `unreachable` (network, time-out, forbidden address), `unauthorised` (no token,
 * or a fresh one was not taken). All of them are worth trying again later.
 */
export type ServiceFault = 'busy' | 'unreachable' | 'unauthorised';

export class LmsServiceError extends Error {
  constructor(
    readonly fault: ServiceFault,
    /** HTTP status of the answer; null: there was none. */
    readonly status: number | null,
    /** What the LMS asked us to wait, in seconds. */
    readonly retryAfterSeconds: number | null = null,
    options?: { cause?: unknown },
  ) {
    super(`the LMS service failed: ${fault} (${status ?? 'no answer'})`, options);
    this.name = 'LmsServiceError';
  }
}

const LONGEST_WAIT_S = 6 * 3600;

/**
 * Seconds to wait by a `Retry-After` header (seconds or a date, RFC 9110 §10.2.3), six hours at most;
 * null: none or not readable.
 */
export function retryAfterSeconds(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  // A date begins with the day's name; Date.parse would make a date of «-5» too.
  const date = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((date - nowMs) / 1000);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), LONGEST_WAIT_S) : null;
}

/** A failed request as ours; errors that are not the network's go on as they are. */
export function asServiceError(error: unknown): unknown {
  if (!(error instanceof FetchError)) return error;
  return new LmsServiceError('unreachable', null, null, { cause: error });
}
