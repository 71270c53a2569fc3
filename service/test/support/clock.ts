import type { Clock } from '../../../shared/clock.js';

export interface TestClock extends Clock {
  set(iso: string): void;
  advance(ms: number): void;
}

export const DAY_MS = 86_400_000;

/** A clock that stands until it is set. By default a Tuesday in the middle of a programme year. */
export function testClock(iso = '2026-11-10T09:00:00Z'): TestClock {
  let now = Date.parse(iso);
  return {
    now: () => now,
    set: (to) => {
      now = Date.parse(to);
    },
    advance: (ms) => {
      now += ms;
    },
  };
}
