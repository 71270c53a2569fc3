/** Figures of one measured round. */
export interface Round {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  p99: number;
  longest: number;
}

const quantile = (sorted: number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;

/** So many seconds were taken by all, so many milliseconds by each, in their order. */
interface Timed {
  seconds: number;
  durations: number[];
}

async function timed(
  times: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
): Promise<Timed> {
  const durations: number[] = [];
  let next = 0;
  const started = performance.now();
  const worker = async () => {
    while (next < times) {
      const index = next;
      next += 1;
      const begun = performance.now();
      await work(index);
      durations[index] = performance.now() - begun;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { seconds: (performance.now() - started) / 1000, durations };
}

function roundOf({ seconds, durations }: Timed): Round {
  const sorted = durations.toSorted((a, b) => a - b);
  return {
    perSecond: sorted.length / seconds,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    longest: sorted.at(-1) ?? 0,
  };
}

/** Does `work` `times` times, `concurrency` at once; throws at the first failure. */
export async function measure(
  times: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
): Promise<Round> {
  return roundOf(await timed(times, concurrency, work));
}

/** A piece of work in two steps, with something in between that does not count. */
export interface TwoSteps<First, Second> {
  first(index: number): Promise<First>;
  between(made: First): Second;
  second(given: Second): Promise<unknown>;
}

/** So many go through each step together: what was made in the first is soon used in the second. */
const STEP_BATCH = 50;

/** As `measure`, batch by batch: first steps, what is between, second steps; the steps alone are timed. */
export async function measureSteps<First, Second>(
  times: number,
  concurrency: number,
  { first, between, second }: TwoSteps<First, Second>,
): Promise<Round> {
  const all: Timed = { seconds: 0, durations: [] };
  for (let from = 0; from < times; from += STEP_BATCH) {
    const batch = Math.min(STEP_BATCH, times - from);
    const made: First[] = [];
    const one = await timed(batch, concurrency, async (i) => {
      made[i] = await first(from + i);
    });
    const given = made.map(between);
    const two = await timed(batch, concurrency, (i) => second(given[i] as Second));
    all.seconds += one.seconds + two.seconds;
    all.durations.push(...one.durations.map((ms, i) => ms + (two.durations[i] ?? 0)));
  }
  return roundOf(all);
}

export const median = (values: number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** The median ratio of two series measured in turn, pair by pair: it holds when the machine drifts. */
export const ratioOf = (a: number[], b: number[]): number =>
  median(a.map((value, i) => value / (b[i] ?? Number.NaN)));
