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

/** Does `work` `times` times, `concurrency` at once; throws at the first failure. */
export async function measure(
  times: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
): Promise<Round> {
  const durations: number[] = [];
  let next = 0;
  const started = performance.now();
  const worker = async () => {
    while (next < times) {
      const index = next;
      next += 1;
      const begun = performance.now();
      await work(index);
      durations.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - started) / 1000;
  durations.sort((a, b) => a - b);
  return {
    perSecond: times / seconds,
    p50: quantile(durations, 0.5),
    p95: quantile(durations, 0.95),
    p99: quantile(durations, 0.99),
    longest: durations.at(-1) ?? 0,
  };
}

export const median = (values: number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** The median ratio of two series measured in turn, pair by pair: it holds when the machine drifts. */
export const ratioOf = (a: number[], b: number[]): number =>
  median(a.map((value, i) => value / (b[i] ?? Number.NaN)));
