import type { Clock } from '../../shared/clock.js';

const FAILURES_TO_REST = 5;
const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 15 * 60_000;

/**
 * Lets a platform rest that fails five times in a row (lti.md §6), for a minute at first, then twice
 * as long each time up to a quarter of an hour; also for as long as it asked for itself. After the
 * rest one failure is enough for the next. In memory: each process learns by itself.
 */
export interface Circuit {
  /** Moment at which the rest ends, ms; null: it does not rest. */
  restsUntil(platformId: string): number | null;
  failed(platformId: string, retryAfterSeconds: number | null): void;
  succeeded(platformId: string): void;
}

interface State {
  failures: number;
  rests: number;
  until: number;
}

export function createCircuit(clock: Clock): Circuit {
  const states = new Map<string, State>();
  return {
    restsUntil(platformId) {
      const until = states.get(platformId)?.until ?? 0;
      return until > clock.now() ? until : null;
    },
    failed(platformId, retryAfterSeconds) {
      const now = clock.now();
      const state = states.get(platformId) ?? { failures: 0, rests: 0, until: 0 };
      states.set(platformId, state);
      state.failures += 1;
      const asked = now + (retryAfterSeconds ?? 0) * 1000;
      if (state.failures >= FAILURES_TO_REST && state.until <= now) {
        const rest = Math.min(FIRST_REST_MS * 2 ** state.rests, LONGEST_REST_MS);
        state.rests += 1;
        state.until = now + rest;
      }
      state.until = Math.max(state.until, asked);
    },
    succeeded(platformId) {
      const state = states.get(platformId);
      if (!state) return;
      // A wait that the platform asked for stands, though a request that was on its way got through.
      if (state.until > clock.now()) Object.assign(state, { failures: 0, rests: 0 });
      else states.delete(platformId);
    },
  };
}
