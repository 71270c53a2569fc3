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

/** The time of pages that nothing was remembered for: each asks for another period or page. */
async function firstAnswers(
  addressOf: (i: number) => string,
  headers: Record<string, string>,
): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < UNKNOWN_WARM_UP + UNKNOWN_PAGES; i += 1) {
    const begun = performance.now();
    const answer = await ask(addressOf(i), { headers });
    if (i >= UNKNOWN_WARM_UP) times.push(performance.now() - begun);
    if (answer.status !== 200) throw new Error(`${answer.status} instead of a page`);
  }
  return median(times);
}

/** The meeting log (50 rows) and «Обзор» of a whole college beside a bare EJS page of the same Express. */
export async function benchPages(
  database: DatabaseKind,
  otherMeetings: number,
): Promise<PagesFigures> {
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
  try {
    const target = {
      loginUrl: `${origin}/lti/login`,
      targetLinkUri: `${origin}/lti/launch`,
      marker: '</html>',
    };
    const { url, cookies } = await platform.launch(target, college.coordinatorSubject);
    const session = url.split('/').slice(0, 5).join('/');
    const headers = cookies.header();
    const rounds = { bare: [] as number[], log: [] as number[], overview: [] as number[] };
    for (let i = 0; i <= ROUNDS; i += 1) {
      const bare = await perSecond(`${origin}/bench/bare`, headers);
      const log = await perSecond(`${session}/meetings`, headers);
      const overview = await perSecond(`${session}/overview`, headers);
      // The first round warms up.
      if (i === 0) continue;
      rounds.bare.push(bare);
      rounds.log.push(log);
      rounds.overview.push(overview);
    }
    const day = (i: number) => new Date(Date.UTC(2026, 8, 1 + i)).toISOString().slice(0, 10);
    return {
      database,
      otherMeetings,
      bare: median(rounds.bare),
      log: median(rounds.log),
      overview: median(rounds.overview),
      logRatio: ratioOf(rounds.log, rounds.bare),
      overviewRatio: ratioOf(rounds.overview, rounds.bare),
      logFirst: await firstAnswers((i) => `${session}/meetings?page=${i + 2}`, headers),
      overviewFirst: await firstAnswers((i) => `${session}/overview?from=${day(i)}`, headers),
    };
  } finally {
    await Promise.all([server.stop(), platform.close()]);
    await data.drop();
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
