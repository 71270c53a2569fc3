/** The states of a request for help, and who moves it. */
import type { HelpState } from '../api/help-reference.js';

/**
 * Whether a state may be set by hand. Who answers takes a request into work, or closes it; who asked closes it
 * when the answer helped. `open` and `answered` follow from what is written.
 */
export function maySet(state: HelpState, to: 'in_work' | 'closed', by: 'staff' | 'asker'): boolean {
  if (to === 'in_work') return by === 'staff' && state === 'open';
  return state !== 'closed';
}

/** Middle of the times to the first answer, in whole hours; null: fewer than three, which tell nothing. */
export function typicalHours(times: readonly { asked: number; answered: number }[]): number | null {
  const FEWEST = 3;
  const HOUR = 3_600_000;
  if (times.length < FEWEST) return null;
  const hours = times.map(({ asked, answered }) => (answered - asked) / HOUR).sort((a, b) => a - b);
  return Math.max(1, Math.round(hours[Math.floor(hours.length / 2)] as number));
}
