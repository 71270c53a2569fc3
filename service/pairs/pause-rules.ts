/** Days that do not count: a pair rests, or somebody of it is away. */
import { addDays, daysBetween, earliest, latest } from '../../shared/dates.js';

/** A time that does not count: from its first day to the day before work goes on; null: it lasts. */
export interface Pause {
  fromOn: string;
  endedOn: string | null;
}

/**
 * How many days of a stretch [from, until) do not count. Pauses that overlap count once. A pause that lasts
 * takes everything from its first day on.
 */
export function pausedDays(pauses: readonly Pause[], from: string, until: string): number {
  let counted = from;
  let days = 0;
  const inOrder = [...pauses].sort((a, b) => (a.fromOn < b.fromOn ? -1 : 1));
  for (const { fromOn, endedOn } of inOrder) {
    const begins = latest(fromOn, counted);
    const ends = earliest(until, endedOn);
    if (begins >= ends) continue;
    days += daysBetween(begins, ends);
    counted = ends;
  }
  return days;
}

/**
 * The day since which a pair counts as silent: its last meeting (or its start), later by every day of a pause
 * that has ended since then. So ten days of silence before a pause are ten days after it.
 */
export function silentSince(base: string, pauses: readonly Pause[]): string {
  const ended = pauses.filter((one): one is { fromOn: string; endedOn: string } =>
    Boolean(one.endedOn && one.endedOn > base),
  );
  const last = ended.reduce((day, { endedOn }) => latest(day, endedOn), base);
  return addDays(base, pausedDays(ended, base, last));
}
