import { type Db, dialectOf } from './connect.js';
import { type Binding, hotRows, hotRun } from './hot-query.js';

/** As many at most go into one statement. */
const TOGETHER_AT_MOST = 64;

interface Waiting<In, Out> {
  item: In;
  resolve(value: Out): void;
  reject(error: unknown): void;
}

interface Queue<In, Out> {
  busy: boolean;
  waiting: Waiting<In, Out>[];
}

/** Answers to several items, in their order; each its own success or failure. */
type Together<In, Out> = (db: Db, items: In[]) => Promise<PromiseSettledResult<Out>[]>;

/**
 * Lets what is asked for while an earlier statement is on its way go out together in the next one. Each
 * item is still sent after it was asked for, so nothing is answered from before. While few ask, each
 * goes out at once and alone. For calls outside transactions only.
 */
function gathering<In, Out>(together: Together<In, Out>): (db: Db, item: In) => Promise<Out> {
  const queues = new WeakMap<object, Queue<In, Out>>();

  async function send(db: Db, queue: Queue<In, Out>): Promise<void> {
    while (queue.waiting.length > 0) {
      const batch = queue.waiting.splice(0, TOGETHER_AT_MOST);
      try {
        const answers = await together(
          db,
          batch.map((one) => one.item),
        );
        for (const [i, one] of batch.entries()) {
          const answer = answers[i];
          if (answer?.status === 'fulfilled') one.resolve(answer.value);
          else one.reject(answer?.reason);
        }
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    queue.busy = false;
  }

  return (db, item) =>
    new Promise<Out>((resolve, reject) => {
      const pool: object = db.client;
      const queue: Queue<In, Out> = queues.get(pool) ?? { busy: false, waiting: [] };
      queues.set(pool, queue);
      queue.waiting.push({ item, resolve, reject });
      if (queue.busy) return;
      queue.busy = true;
      // What has arrived together is still being read from its sockets.
      setImmediate(() => void send(db, queue));
    });
}

/** So many placeholders that few texts have to stay prepared: 1, 2, 4 … */
const roomFor = (n: number): number => 2 ** Math.ceil(Math.log2(n));

const marksOf = (n: number): string => Array.from({ length: n }, () => '?').join(', ');

export interface GatheredRows<Row, Key extends readonly string[]> {
  /** The statement for keys of so many placeholders each: one `in (…)` for each part of the key. */
  text: (marks: string) => string;
  /** Whether a row belongs to this key: where keys have two parts, rows of others may come with it. */
  isOf: (row: Row, key: Key) => boolean;
}

/**
 * Rows by key, for the few reads of every request. On a database server, what several requests ask at
 * once is one statement; SQLite answers on the spot, where there is nothing to gain.
 */
export function gatheredRows<Row, Key extends readonly string[]>({
  text,
  isOf,
}: GatheredRows<Row, Key>): (db: Db, key: Key) => Promise<Row[]> {
  const texts = new Map<number, string>();
  const textFor = (room: number): string => {
    const known = texts.get(room) ?? text(marksOf(room));
    texts.set(room, known);
    return known;
  };

  async function read(db: Db, asked: readonly Key[]): Promise<Row[]> {
    const keys = [...new Map(asked.map((key) => [JSON.stringify(key), key])).values()];
    const room = roomFor(keys.length);
    const last = keys.at(-1) as Key;
    const filled = Array.from({ length: room }, (_, i) => keys[i] ?? last);
    const bindings: Binding[] = last.flatMap((_, part) => filled.map((key) => key[part] as string));
    return hotRows<Row>(db, textFor(room), bindings);
  }

  const gathered = gathering<Key, Row[]>(async (db, asked) => {
    const rows = await read(db, asked);
    return asked.map((key) => ({
      status: 'fulfilled',
      value: asked.length === 1 ? rows : rows.filter((row) => isOf(row, key)),
    }));
  });
  return (db, key) => (dialectOf(db) === 'sqlite' ? read(db, [key]) : gathered(db, key));
}

/** As many selects at most are one statement; each size stays prepared. */
const SELECTS_AT_MOST = 16;

/**
 * Rows of one select with several parameters, where keys cannot be lists: what several ask at once is
 * one union of the same select. Rows come in no order.
 * @param select begins with the mark `?` of a column `nth`, which tells the askers apart, then its own
 */
export function gatheredSelect<Row>(
  select: string,
): (db: Db, bindings: readonly Binding[]) => Promise<Row[]> {
  const texts = new Map<number, string>();
  async function read(db: Db, asked: readonly (readonly Binding[])[]): Promise<Row[][]> {
    const room = roomFor(asked.length);
    const text = texts.get(room) ?? Array.from({ length: room }, () => select).join(' union all ');
    texts.set(room, text);
    const filled = Array.from({ length: room }, (_, i) => asked[i] ?? asked[0] ?? []);
    const bindings = filled.flatMap((one, nth) => [nth, ...one]);
    const answers = asked.map((): Row[] => []);
    for (const row of await hotRows<Row & { nth: number }>(db, text, bindings))
      answers[Number(row.nth)]?.push(row);
    return answers;
  }

  const gathered = gathering<readonly Binding[], Row[]>(async (db, asked) => {
    const parts = Array.from({ length: Math.ceil(asked.length / SELECTS_AT_MOST) }, (_, i) =>
      asked.slice(i * SELECTS_AT_MOST, (i + 1) * SELECTS_AT_MOST),
    );
    const answers = await Promise.all(parts.map((part) => read(db, part)));
    return answers.flat().map((value) => ({ status: 'fulfilled', value }));
  });
  return async (db, bindings) =>
    dialectOf(db) === 'sqlite'
      ? ((await read(db, [bindings]))[0] as Row[])
      : gathered(db, bindings);
}

/** Sizes of statements that insert; a batch of another size is several of them. */
const sizeFor = (n: number): number => 2 ** Math.floor(Math.log2(n));

/**
 * Inserts of one table, each waited for until it is committed; several at once are one statement and
 * one commit. When such a statement fails it has written nothing, and each row is tried alone, so that
 * only the faulty one fails.
 * @param head `insert into … values`
 * @param row what stands for one row, in brackets
 */
export function gatheredInsert(
  head: string,
  row: string,
): (db: Db, bindings: readonly Binding[]) => Promise<void> {
  type Rows = readonly (readonly Binding[])[];
  const texts = new Map<number, string>();
  async function insert(db: Db, rows: Rows): Promise<void> {
    const text = texts.get(rows.length) ?? `${head} ${rows.map(() => row).join(', ')}`;
    texts.set(rows.length, text);
    await hotRun(db, text, rows.flat());
  }

  async function insertPart(db: Db, rows: Rows): Promise<PromiseSettledResult<void>[]> {
    try {
      await insert(db, rows);
      return rows.map(() => ({ status: 'fulfilled', value: undefined }));
    } catch (reason) {
      if (rows.length === 1) return [{ status: 'rejected', reason }];
      return Promise.allSettled(rows.map((one) => insert(db, [one])));
    }
  }

  const gathered = gathering<readonly Binding[], void>(async (db, rows) => {
    const answers: PromiseSettledResult<void>[] = [];
    while (answers.length < rows.length) {
      const from = answers.length;
      const part = rows.slice(from, from + sizeFor(rows.length - from));
      answers.push(...(await insertPart(db, part)));
    }
    return answers;
  });
  return (db, bindings) =>
    dialectOf(db) === 'sqlite' ? insert(db, [bindings]) : gathered(db, bindings);
}
