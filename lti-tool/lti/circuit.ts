import type { Clock } from '../../shared/clock.js';
import type { ServiceFault } from './service-error.js';

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
  failed(platformId: string, retryAfterSeconds: number | null, fault?: ServiceFault): void;
  /** What the last failure was; null: none, or not known. */
  lastFault(platformId: string): ServiceFault | null;
  /** Somebody asked at this moment not to wait: a rest that had begun by then ends. */
  retryAsked(platformId: string, at: number): void;
  succeeded(platformId: string): void;
}

interface State {
  failures: number;
  rests: number;
  until: number;
  /** Moment of the last failure. */
  failedAt: number;
  fault: ServiceFault | null;
}

const UNTRIED: State = { failures: 0, rests: 0, until: 0, failedAt: 0, fault: null };

export function createCircuit(clock: Clock): Circuit {
  const states = new Map<string, State>();
  return {
    restsUntil(platformId) {
      const until = states.get(platformId)?.until ?? 0;
      return until > clock.now() ? until : null;
    },
    failed(platformId, retryAfterSeconds, fault) {
      const now = clock.now();
      const state = states.get(platformId) ?? { ...UNTRIED };
      states.set(platformId, state);
      Object.assign(state, { failedAt: now, fault: fault ?? null });
      state.failures += 1;
      const asked = now + (retryAfterSeconds ?? 0) * 1000;
      if (state.failures >= FAILURES_TO_REST && state.until <= now) {
        const rest = Math.min(FIRST_REST_MS * 2 ** state.rests, LONGEST_REST_MS);
        state.rests += 1;
        state.until = now + rest;
      }
      state.until = Math.max(state.until, asked);
    },
    lastFault: (platformId) => states.get(platformId)?.fault ?? null,
    retryAsked(platformId, at) {
      const state = states.get(platformId);
      if (!state || state.failedAt > at || state.until <= at) return;
      // The failures stay counted: if it fails once more, it rests again, and no longer than now.
      Object.assign(state, { until: 0, rests: Math.max(0, state.rests - 1) });
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
