const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How many lines of one kind are written each for itself; what is beyond is only counted. */
export interface Quota {
  aMinute: number;
  aDay: number;
}

interface Spent {
  minute: number;
  inMinute: number;
  day: number;
  inDay: number;
}

/**
 * Says of each line whether it may stand for itself. By kind, so that a flood of one kind of refusals
 * does not hide the others; the kinds are few and known.
 */
export function launchQuota(now: () => number) {
  const spent = new Map<string, Spent>();
  return {
    allows(kind: string, { aMinute, aDay }: Quota): boolean {
      const minute = Math.floor(now() / MINUTE);
      const day = Math.floor(now() / DAY);
      const known = spent.get(kind) ?? { minute, inMinute: 0, day, inDay: 0 };
      spent.set(kind, known);
      if (known.minute !== minute) Object.assign(known, { minute, inMinute: 0 });
      if (known.day !== day) Object.assign(known, { day, inDay: 0 });
      if (known.inMinute >= aMinute || known.inDay >= aDay) return false;
      known.inMinute += 1;
      known.inDay += 1;
      return true;
    },
  };
}
