import autocannon from 'autocannon';
import { type DatabaseKind, freshDatabase } from '../test/support/databases.js';
import { freePort } from '../test/support/free-port.js';
import { ask } from './support/http.js';
import { median, ratioOf } from './support/measure.js';
import { startBenchPlatform } from './support/platform.js';
import { AS_STARTED, startMeasured } from './support/server.js';
import { prepareTool, toolEnv } from './support/tool-setup.js';

const ROUNDS = 3;
const SECONDS = 4;
const CONNECTIONS = 8;

export interface PagesFigures {
  database: DatabaseKind;
  otherMeetings: number;
  /** Requests a second, median of the rounds. */
  bare: number;
  log: number;
  overview: number;
  /** Against the bare page, round by round. */
  logRatio: number;
  overviewRatio: number;
  /** Milliseconds of answers that nothing was remembered for, median of 40. */
  logFirst: number;
  overviewFirst: number;
}

async function perSecond(url: string, headers: Record<string, string>): Promise<number> {
  const result = await autocannon({ url, headers, connections: CONNECTIONS, duration: SECONDS });
  const bad = result.non2xx + result.errors + result.timeouts;
  if (bad > 0) throw new Error(`${bad} answers of ${new URL(url).pathname} were not good`);
  return result.requests.average;
}

const UNKNOWN_PAGES = 40;
/** So many more before they count: the database has read its pages from the disk by then. */
const UNKNOWN_WARM_UP = 8;

/** A tool over a college beside so many meetings of others, and a coordinator signed in there. */
interface Side {
  otherMeetings: number;
  origin: string;
  session: string;
  headers: Record<string, string>;
  rounds: { bare: number[]; log: number[]; overview: number[] };
  /** Milliseconds of answers that nothing was remembered for. */
  first: { log: number[]; overview: number[] };
  close(): Promise<void>;
}

async function openSide(database: DatabaseKind, otherMeetings: number): Promise<Side> {
  const platform = await startBenchPlatform('bench-client');
  const port = await freePort();
  const data = await freshDatabase(database);
  const origin = `http://127.0.0.1:${port}`;
  const college = await prepareTool({ port, databaseUrl: data.url, platform, otherMeetings });
  const server = await startMeasured(
    'dist/bench/support/tool-server.js',
    toolEnv({ port, databaseUrl: data.url }),
    AS_STARTED,
  );
  const target = {
    loginUrl: `${origin}/lti/login`,
    targetLinkUri: `${origin}/lti/launch`,
    marker: '</html>',
  };
  const { url, cookies } = await platform.launch(target, college.coordinatorSubject);
  return {
    otherMeetings,
    origin,
    session: url.split('/').slice(0, 5).join('/'),
    headers: cookies.header(),
    rounds: { bare: [], log: [], overview: [] },
    first: { log: [], overview: [] },
    async close() {
      await Promise.all([server.stop(), platform.close()]);
      await data.drop();
    },
  };
}

/** A round of pages that were asked for before. */
async function repeated({ origin, session, headers, rounds }: Side, counts: boolean) {
  const bare = await perSecond(`${origin}/bench/bare`, headers);
  const log = await perSecond(`${session}/meetings`, headers);
  const overview = await perSecond(`${session}/overview`, headers);
  if (!counts) return;
  rounds.bare.push(bare);
  rounds.log.push(log);
  rounds.overview.push(overview);
}

async function timed(address: string, headers: Record<string, string>): Promise<number> {
  const begun = performance.now();
  const answer = await ask(address, { headers });
  if (answer.status !== 200) throw new Error(`${answer.status} instead of a page`);
  return performance.now() - begun;
}

const day = (i: number) => new Date(Date.UTC(2026, 8, 1 + i)).toISOString().slice(0, 10);

/** Pages that nothing was remembered for: each asks for another page or period. */
async function unknown({ session, headers, first }: Side, i: number): Promise<void> {
  const log = await timed(`${session}/meetings?page=${i + 2}`, headers);
  const overview = await timed(`${session}/overview?from=${day(i)}`, headers);
  if (i < UNKNOWN_WARM_UP) return;
  first.log.push(log);
  first.overview.push(overview);
}

const figuresOf = (database: DatabaseKind, { otherMeetings, rounds, first }: Side) => ({
  database,
  otherMeetings,
  bare: median(rounds.bare),
  log: median(rounds.log),
  overview: median(rounds.overview),
  logRatio: ratioOf(rounds.log, rounds.bare),
  overviewRatio: ratioOf(rounds.overview, rounds.bare),
  logFirst: median(first.log),
  overviewFirst: median(first.overview),
});

/** The same pages beside few and beside many meetings of others. */
export interface PagesBeside {
  few: PagesFigures;
  many: PagesFigures;
  /** How many times as long a page takes beside the many: round by round, so that the machine's drift is in neither. */
  growth: { logFirst: number; overviewFirst: number; log: number; overview: number };
}

/**
 * The meeting log (50 rows) and «Обзор» of a whole college beside a bare EJS page of the same Express,
 * beside few and many meetings of others in turn.
 */
export async function benchPages(
  database: DatabaseKind,
  few: number,
  many: number,
): Promise<PagesBeside> {
  const [one, other] = [await openSide(database, few), await openSide(database, many)];
  try {
    // The first round warms up.
    for (let i = 0; i <= ROUNDS; i += 1)
      for (const side of [one, other]) await repeated(side, i > 0);
    for (let i = 0; i < UNKNOWN_WARM_UP + UNKNOWN_PAGES; i += 1)
      for (const side of [one, other]) await unknown(side, i);
    return {
      few: figuresOf(database, one),
      many: figuresOf(database, other),
      growth: {
        logFirst: ratioOf(other.first.log, one.first.log),
        overviewFirst: ratioOf(other.first.overview, one.first.overview),
        log: ratioOf(one.rounds.log, other.rounds.log),
        overview: ratioOf(one.rounds.overview, other.rounds.overview),
      },
    };
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}

/** The figures as a table: few and many meetings of other colleges in the same database. */
export function pagesLines(all: PagesFigures[]): string[] {
  return [
    '| database | other colleges’ meetings | bare EJS page, a second | meeting log (50 rows) | ratio (wanted ≥ 0.25) | «Обзор» | ratio (wanted ≥ 0.1) | log, nothing remembered, ms | «Обзор», nothing remembered, ms |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...all.map(
      (f) =>
        `| ${f.database === 'sqlite' ? 'SQLite' : 'MariaDB'} | ${f.otherMeetings} | ${f.bare.toFixed(0)} | ${f.log.toFixed(0)} | **${f.logRatio.toFixed(2)}** | ${f.overview.toFixed(0)} | **${f.overviewRatio.toFixed(2)}** | ${f.logFirst.toFixed(1)} | ${f.overviewFirst.toFixed(1)} |`,
    ),
  ];
}
