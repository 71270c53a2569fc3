import { fillPlansBesideMeetings } from '../demo/college/others.js';
import { connectDb, type Db, dialectOf } from '../shared/db/connect.js';
import { newId } from '../shared/ids.js';
import { sha256 } from '../shared/seal.js';
import { type DatabaseKind, freshDatabase } from '../test/support/databases.js';
import { freePort } from '../test/support/free-port.js';
import { ask } from './support/http.js';
import { median, ratioOf } from './support/measure.js';
import { startBenchPlatform } from './support/platform.js';
import { AS_STARTED, startMeasured } from './support/server.js';
import { prepareTool, toolEnv } from './support/tool-setup.js';

/** Under what one address may be read in an hour, with those that warm up. */
const ASKED = 40;
const WARM_UP = 8;
const TOKEN = 'AAAAAAAAAAAAAAAAAAAAAA';

export interface CalendarFigures {
  database: DatabaseKind;
  otherMeetings: number;
  planned: number;
  /** Milliseconds, nothing remembered, medians. */
  log: number;
  month: number;
  list: number;
  bare: number;
  feed: number;
  /** How many times as long as the log, and as a bare page. */
  monthRatio: number;
  listRatio: number;
  feedRatio: number;
}

async function timed(url: string, headers: Record<string, string> = {}): Promise<number> {
  const begun = performance.now();
  const answer = await ask(url, { headers });
  if (answer.status !== 200) throw new Error(`${answer.status} of ${new URL(url).pathname}`);
  return performance.now() - begun;
}

/** A private address of a mentor's calendar, as the service keeps one. */
async function addFeed(db: Db, programmeId: string, personId: string): Promise<void> {
  const { organisation_id } = await db('programmes').where('id', programmeId).first();
  await db('calendar_feeds').insert({
    id: newId(),
    organisation_id,
    programme_id: programmeId,
    person_id: personId,
    token_hash: sha256(`calendar feed ${TOKEN}`),
    created_at: 0,
  });
}

/** The month with most meetings: all that was written of it is on its page. */
async function fullestMonth(db: Db, programmeId: string): Promise<string> {
  const row = await db('meetings')
    .where('programme_id', programmeId)
    .groupByRaw('substr(held_on, 1, 7)')
    .orderByRaw('count(*) desc')
    .first<{ month: string }>(db.raw('substr(held_on, 1, 7) as month'));
  return row.month;
}

interface Rounds {
  log: number[];
  month: number[];
  list: number[];
  bare: number[];
  feed: number[];
}

/**
 * The month page and the list of a coordinator beside the meeting log (50 rows), and the calendar that a
 * program reads beside a bare page of the same Express. Before each page the programme's revision moves on,
 * so that nothing of it is remembered.
 */
export async function benchCalendar(
  database: DatabaseKind,
  otherMeetings: number,
): Promise<CalendarFigures> {
  const platform = await startBenchPlatform('bench-client');
  const port = await freePort();
  const data = await freshDatabase(database);
  const origin = `http://127.0.0.1:${port}`;
  const college = await prepareTool({ port, databaseUrl: data.url, platform, otherMeetings });
  const { programmeId } = college;
  const db = connectDb(data.url);
  await fillPlansBesideMeetings(db);
  await addFeed(db, programmeId, college.mentorIds[0] ?? '');
  await db.raw(dialectOf(db) === 'mysql' ? 'analyze table planned_meetings' : 'analyze');
  const [count] = await db('planned_meetings').where('programme_id', programmeId).count({ n: '*' });
  const month = await fullestMonth(db, programmeId);
  const env = toolEnv({ port, databaseUrl: data.url });
  const server = await startMeasured('dist/bench/support/tool-server.js', env, AS_STARTED);
  try {
    const target = {
      loginUrl: `${origin}/lti/login`,
      targetLinkUri: `${origin}/lti/launch`,
      marker: '</html>',
    };
    const { url, cookies } = await platform.launch(target, college.coordinatorSubject);
    const session = url.split('/').slice(0, 5).join('/');
    const headers = cookies.header();
    const fresh = async (address: string) => {
      await db('programmes').where('id', programmeId).increment('revision', 1);
      return timed(`${session}/${address}`, headers);
    };
    const rounds: Rounds = { log: [], month: [], list: [], bare: [], feed: [] };
    for (let i = 0; i < WARM_UP + ASKED; i += 1) {
      const round = {
        log: await fresh('meetings'),
        month: await fresh(`calendar?month=${month}`),
        list: await fresh(`calendar?view=list&month=${month}`),
        bare: await timed(`${origin}/bench/bare`),
        feed: await timed(`${origin}/calendar/${TOKEN}.ics`),
      };
      if (i < WARM_UP) continue;
      for (const name of Object.keys(rounds) as (keyof Rounds)[]) rounds[name].push(round[name]);
    }
    return {
      database,
      otherMeetings,
      planned: Number(count?.['n'] ?? 0),
      log: median(rounds.log),
      month: median(rounds.month),
      list: median(rounds.list),
      bare: median(rounds.bare),
      feed: median(rounds.feed),
      monthRatio: ratioOf(rounds.month, rounds.log),
      listRatio: ratioOf(rounds.list, rounds.log),
      feedRatio: ratioOf(rounds.feed, rounds.bare),
    };
  } finally {
    await db.destroy();
    await Promise.all([server.stop(), platform.close()]);
    await data.drop();
  }
}

export function calendarLines(all: CalendarFigures[]): string[] {
  return [
    '| database | other colleges’ meetings | planned | log (50 rows), ms | month, ms | times the log | list (50 rows), ms | times the log | bare page, ms | calendar of one person, ms | times the bare page |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...all.map(
      (f) =>
        `| ${f.database === 'sqlite' ? 'SQLite' : 'MariaDB'} | ${f.otherMeetings} | ${f.planned} | ${f.log.toFixed(1)} | ${f.month.toFixed(1)} | **${f.monthRatio.toFixed(2)}** | ${f.list.toFixed(1)} | **${f.listRatio.toFixed(2)}** | ${f.bare.toFixed(1)} | ${f.feed.toFixed(1)} | **${f.feedRatio.toFixed(2)}** |`,
    ),
  ];
}
