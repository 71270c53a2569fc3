const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 3_600_000;
/** A Retry-After beyond a day is taken for a mistake of the platform. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;
/** So many times a refused timestamp is replaced at once; then the usual delays apply. */
const STALE_AT_ONCE = 3;

/** How long a worker may take over a claimed score before others may claim it. */
export const CLAIM_MS = 60_000;

/**
 * How long to wait before the next try: 5 s · 2^(attempts − 1), at most an hour, of which a random
 * half, so that the scores of a platform that was down do not come back all at once.
 * @param attempts tries made so far, at least 1
 * @param retryAfterSeconds what the platform asked for; never less than that, at most a day
 * @param random 0–1
 * @returns milliseconds
 */
export function retryDelay(
  attempts: number,
  retryAfterSeconds: number | null,
  random: number,
): number {
  const full = Math.min(
    LONGEST_DELAY_MS,
    FIRST_DELAY_MS * 2 ** Math.min(20, Math.max(0, attempts - 1)),
  );
  const asked = Math.min(LONGEST_RETRY_AFTER_MS, (retryAfterSeconds ?? 0) * 1000);
  return Math.round(Math.max(asked, full * (0.5 + random / 2)));
}

/** The wait after «the timestamp is not later than the stored one»: none at first, then as for others. */
export const staleDelay = (attempts: number, random: number): number =>
  attempts <= STALE_AT_ONCE ? 0 : retryDelay(attempts - STALE_AT_ONCE, null, random);

/**
 * How far to move the timestamp on after the platform held it for stale (its stored one is later than
 * ours, as after a clock that was wrong): 1, 2, 4 … seconds, so that any lead is caught up in few tries.
 */
export const staleStep = (attempts: number): number => 2 ** Math.min(16, Math.max(0, attempts - 1));
