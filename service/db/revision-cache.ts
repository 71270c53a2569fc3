/** A revision and whatever else an answer depends on. */
export interface CacheKey {
  programmeId: string;
  /** The programme's, as read by this very call (authority.revision). */
  revision: number;
  /** All other things that the answer depends on: who may see what, filters, today. */
  of: unknown;
}

export interface RevisionCache<T> {
  /** The remembered answer, or the computed one; of calls at the same time one computes for all. */
  get(key: CacheKey, compute: () => Promise<T>): Promise<T>;
  /** Answers held now. */
  readonly size: number;
}

interface Entry<T> {
  answer: Promise<T>;
  weight: number;
}

export interface RevisionCacheOptions<T> {
  maxEntries: number;
  /** How much an answer weighs, e.g. its rows; by default 1. */
  weigh?: (answer: T) => number;
  /** The answers held weigh so much together at most; by default `maxEntries`. */
  maxWeight?: number;
}

/**
 * Remembers computed answers in this process, the least recently used go first.
 *
 * It is never stale, in any number of processes: each write in a programme moves its revision on in
 * the same transaction, each call reads the revision, and an answer is found only under the revision
 * that was read before it was computed. Answers are shared between calls: do not change them.
 */
export function createRevisionCache<T>(options: RevisionCacheOptions<T>): RevisionCache<T> {
  const { maxEntries, weigh = () => 1, maxWeight = maxEntries } = options;
  // A Map keeps the order of insertion: the first entry is the one not used for longest.
  const entries = new Map<string, Entry<T>>();
  let total = 0;

  function drop(key: string): void {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  }

  function shrink(): void {
    for (const key of entries.keys()) {
      if (entries.size <= maxEntries && total <= maxWeight) return;
      drop(key);
    }
  }

  function remember(key: string, compute: () => Promise<T>): Promise<T> {
    const entry: Entry<T> = { answer: compute(), weight: 0 };
    entries.set(key, entry);
    shrink();
    entry.answer.then(
      (answer) => {
        if (entries.get(key) !== entry) return;
        entry.weight = weigh(answer);
        total += entry.weight;
        shrink();
      },
      () => {
        if (entries.get(key) === entry) drop(key);
      },
    );
    return entry.answer;
  }

  return {
    get(key, compute) {
      const text = JSON.stringify([key.programmeId, key.revision, key.of]);
      const known = entries.get(text);
      if (!known) return remember(text, compute);
      entries.delete(text);
      entries.set(text, known);
      return known.answer;
    },
    get size() {
      return entries.size;
    },
  };
}
