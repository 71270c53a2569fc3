import type { Clock } from '../../../shared/clock.js';
import { newId } from '../../../shared/ids.js';
import type { Logger } from '../../../shared/logger.js';
import { launchQuota } from './launch-quota.js';
import {
  type LaunchStore,
  NO_SCOPE,
  type Seen,
  type SeenKind,
  type StoredEntry,
} from './launch-store.js';
import {
  entryOf,
  type LaunchEnd,
  type LaunchEntry,
  type LaunchResult,
  type LaunchTrace,
} from './launch-trace.js';
import { redactedLaunch } from './redacted-launch.js';

const FLUSH_EVERY_MS = 1_000;
/** While the database does not answer, the next try comes later. */
const RETRY_MS = 5_000;
/** A stop does not wait longer for a database that does not answer. */
const LAST_FLUSH_MS = 3_000;
const HOUR = 60 * 60_000;
const WAITING_AT_MOST = 5_000;
const SEEN_AT_MOST = 200;
const COUNTED_AT_MOST = 500;
/** A refusal costs a stranger nothing; a launch that was let in came from an LMS that we know. */
const REFUSED = { aMinute: 10, aDay: 200 };
const PROVEN = { aMinute: 3_000, aDay: 100_000 };

/** Collects how launches end and writes it in batches, so that no launch waits for it. */
export interface LaunchJournal {
  /** Takes note of a launch that has ended. Costs no statement, never throws. */
  note(trace: LaunchTrace, ended: LaunchEnd): void;
  /** Writes what has been collected; throws what the database throws, and loses nothing then. */
  flush(): Promise<void>;
  start(): void;
  /** Writes for the last time. */
  stop(): Promise<void>;
}

export interface JournalDeps {
  store: LaunchStore;
  clock: Clock;
  logger: Logger;
  /** Called with the number of lines that could not be kept. */
  onDropped?: (lines: number) => void;
}

/** Lines beyond the quota: one for each hour, kind and programme, with a count. */
interface Counted {
  entry: StoredEntry;
  hour: number;
  /** Not written yet. */
  due: number;
  written: boolean;
}

/** A last launch whose description is made when it is written: most are overtaken before. */
type Described = Omit<Seen, 'details'> & { describe: () => Seen['details'] };

/** What is waiting to be written; bounded in every part. */
function createQueue({ clock, onDropped }: JournalDeps) {
  const quota = launchQuota(() => clock.now());
  const waiting: StoredEntry[] = [];
  const counted = new Map<string, Counted>();
  const seen = new Map<string, Described>();

  function count(entry: StoredEntry): void {
    const hour = Math.floor(entry.at / HOUR);
    const { result, programmeId, proven } = entry;
    // What the line is about must hold for all that it counts.
    const key = [hour, result, proven, programmeId].join(' ');
    const known = counted.get(key);
    if (known) {
      known.due += 1;
      known.entry.at = entry.at;
      return;
    }
    if (counted.size >= COUNTED_AT_MOST) {
      onDropped?.(1);
      return;
    }
    const about = { cause: '', reference: '', role: null, kind: null };
    const where = proven ? {} : { platformId: null };
    counted.set(key, {
      entry: { ...entry, ...about, ...where },
      hour,
      due: 1,
      written: false,
    });
  }

  return {
    waiting,
    seen,
    counted,
    take(entry: StoredEntry): void {
      const [kind, limit] = entry.proven ? ['proven', PROVEN] : [entry.result, REFUSED];
      if (!quota.allows(kind, limit)) {
        count(entry);
        return;
      }
      waiting.push(entry);
      if (waiting.length > WAITING_AT_MOST) {
        waiting.shift();
        onDropped?.(1);
      }
    },
    see(one: Described): void {
      const key = `${one.scope} ${one.scopeId} ${one.kind}`;
      if (seen.has(key) || seen.size < SEEN_AT_MOST) seen.set(key, one);
    },
    /** Counts of hours that are over and written serve no more. */
    forgetOld(): void {
      const hour = Math.floor(clock.now() / HOUR);
      for (const [key, one] of counted) {
        if (one.hour < hour && one.due === 0) counted.delete(key);
      }
    },
  };
}

type Queue = ReturnType<typeof createQueue>;

/** Whose last launch this is: of its platform, and of its programme where that is proven. */
function scopesOf({
  platformId,
  programmeId,
  proven,
}: LaunchEntry): Pick<Seen, 'scope' | 'scopeId'>[] {
  if (platformId === null) return proven ? [] : [NO_SCOPE];
  return [
    { scope: 'platform', scopeId: platformId },
    ...(programmeId === null ? [] : [{ scope: 'programme' as const, scopeId: programmeId }]),
  ];
}

const LET_IN: ReadonlySet<LaunchResult> = new Set(['entered', 'anonymous', 'no_programme']);
const kindOf = (result: LaunchResult): SeenKind => (LET_IN.has(result) ? 'entered' : 'refused');

async function writeCounts(store: LaunchStore, counted: Iterable<Counted>): Promise<void> {
  for (const one of counted) {
    const { due, entry } = one;
    if (due === 0) continue;
    const added = one.written && (await store.add(entry.launchId, due, entry.at));
    if (!added) await store.insert([{ ...entry, times: due }]);
    one.written = true;
    one.due -= due;
  }
}

/** The last launch of programmes that became known only now. */
function seeProgrammes(queue: Queue, batch: readonly StoredEntry[]): void {
  for (const entry of batch) {
    const { details, at, result, role } = entry;
    if (details === undefined) continue;
    details.role ??= role;
    const describe = () => details;
    for (const scope of scopesOf(entry))
      queue.see({ ...scope, kind: kindOf(result), at, describe });
  }
}

/** Writes a batch; what was written leaves the queue, also when a later part fails. */
async function write(store: LaunchStore, queue: Queue): Promise<void> {
  const batch = [...queue.waiting];
  if (batch.length > 0) {
    await store.complete(batch);
    seeProgrammes(queue, batch);
    await store.insert(batch);
    // Some may have been pushed out meanwhile: by identity, not by number.
    const written = new Set(batch);
    const rest = queue.waiting.filter((one) => !written.has(one));
    queue.waiting.splice(0, queue.waiting.length, ...rest);
  }
  await writeCounts(store, queue.counted.values());
  const seen = [...queue.seen];
  await store.keepSeen(
    seen.map(([, { describe, ...where }]) => ({ ...where, details: describe() })),
  );
  for (const [key, one] of seen) if (queue.seen.get(key) === one) queue.seen.delete(key);
  queue.forgetOld();
}

/** Resolves when `work` has ended or the time is over. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

export function launchJournal(deps: JournalDeps): LaunchJournal {
  const { store, clock, logger } = deps;
  const queue = createQueue(deps);
  let running = false;
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | null = null;
  let failing = false;

  /** One batch at a time: a slow database gets no second one on top. */
  function flush(): Promise<void> {
    flushing ??= write(store, queue).finally(() => {
      flushing = null;
    });
    return flushing;
  }

  async function tick(): Promise<void> {
    try {
      await flush();
      failing = false;
    } catch (error) {
      // Once for each time that the database is away.
      if (!failing) logger.warn({ err: error }, 'the journal of launches cannot be written');
      failing = true;
    }
    if (running) plan();
  }

  function plan(): void {
    timer = setTimeout(tick, failing ? RETRY_MS : FLUSH_EVERY_MS);
    timer.unref();
  }

  return {
    note(trace, ended) {
      try {
        const entry = entryOf(trace, { ...ended, at: clock.now() });
        const describe = () => redactedLaunch(trace, entry, ended.phase);
        const later = entry.proven && entry.programmeId === null ? { details: describe() } : {};
        queue.take({ ...entry, ...later, launchId: newId(), times: 1 });
        const { at, result } = entry;
        // No end of a launch: what comes after it says how it ended.
        if (result === 'binding_wanted') return;
        for (const scope of scopesOf(entry)) {
          queue.see({ ...scope, kind: kindOf(result), at, describe });
        }
      } catch (error) {
        logger.error({ err: error }, 'a launch could not be noted in the journal');
      }
    },
    flush,
    start() {
      if (running) return;
      running = true;
      plan();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await within(LAST_FLUSH_MS, flushing?.catch(() => undefined) ?? Promise.resolve());
      await within(
        LAST_FLUSH_MS,
        flush().catch((error: unknown) => {
          logger.warn({ err: error, lines: queue.waiting.length }, 'launches were not journalled');
          deps.onDropped?.(queue.waiting.length);
        }),
      );
    },
  };
}
