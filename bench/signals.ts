import { type BulkCollege, seedCollegeBulk } from '../demo/seed-bulk.js';
import type { MentoringClient } from '../service/api/index.js';
import { createMentoring } from '../service/index.js';
import { analyse } from '../service/test/support/college.js';
import { statementsOf } from '../service/test/support/databases.js';
import { scansIn } from '../service/test/support/plans.js';
import { consentAll } from '../service/test/support/register-world.js';
import { systemClock } from '../shared/clock.js';
import { connectDb, type Db } from '../shared/db/connect.js';
import { migrateUp } from '../shared/db/migrate.js';
import { createLogger } from '../shared/logger.js';
import { type DatabaseKind, freshDatabase } from '../test/support/databases.js';
import { median, ratioOf } from './support/measure.js';

const PEOPLE = 2_000;
const PAIRS = 700;
const MEETINGS = 15_000;
const ROUNDS = 21;
/** Tables of some rows in any installation; and what a statement has made for itself. */
const SMALL = new Set(['organisations', 'programmes', 'g', 'o', 'mentor_profiles', 'f']);

export interface SignalFigures {
  database: DatabaseKind;
  otherMeetings: number;
  /** Pairs with signals, and signals of all. */
  inNeed: number;
  /** Milliseconds of an answer that nothing was remembered for, and of one asked for again. */
  list: number;
  /** Processor time of it, of this process, in which SQLite runs too and MariaDB does not. */
  cpu: number;
  again: number;
  /** The list of pairs, by urgency, nothing remembered. */
  pairs: number;
  /** The work list against it, round by round. */
  ratio: number;
  statements: number;
  /** Writing down what has come up and what has ended, every programme's daily work. */
  record: number;
  /** Large tables that some statement reads from end to end. */
  scanned: string[];
}

async function processorTimeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function measureIn(db: Db, college: BulkCollege) {
  const { organisationId, programmeId, coordinatorId: personId } = college;
  const { api } = createMentoring({ db, clock: systemClock, logger: createLogger('silent') });
  const boss = (): MentoringClient =>
    api.as({ kind: 'person', organisationId, personId, role: 'coordinator' });
  const system = api.as({ kind: 'system', name: 'bench' });
  const list = () => boss().listSignals({ programmeId });
  const pairs = () => boss().listPairs({ programmeId, sort: 'urgency' });
  const changed = () => db('programmes').where('id', programmeId).increment('revision', 1);
  const times = {
    list: [] as number[],
    cpu: [] as number[],
    again: [] as number[],
    pairs: [] as number[],
    record: [] as number[],
  };
  for (let round = 0; round < ROUNDS + 3; round += 1) {
    await changed();
    let cpu = 0;
    const first = await timed(async () => {
      cpu = await processorTimeOf(list);
    });
    const one = { list: first, again: await timed(list) };
    await changed();
    const other = {
      pairs: await timed(pairs),
      record: await timed(() => system.recordSignals({ programmeId })),
    };
    // The first rounds warm up.
    if (round < 3) continue;
    times.list.push(one.list);
    times.cpu.push(cpu);
    times.again.push(one.again);
    times.pairs.push(other.pairs);
    times.record.push(other.record);
  }
  const { total } = await list();
  await changed();
  const statements = (await statementsOf(db, list)).length;
  await changed();
  const scans = await scansIn(db, list);
  return {
    inNeed: total,
    list: median(times.list),
    cpu: median(times.cpu),
    again: median(times.again),
    pairs: median(times.pairs),
    ratio: ratioOf(times.list, times.pairs),
    statements,
    record: median(times.record),
    scanned: scans.flatMap(({ tables }) => tables.filter((table) => !SMALL.has(table))),
  };
}

/** The signals of a college of 700 pairs and 15,000 meetings beside so many meetings of others. */
export async function benchSignals(
  database: DatabaseKind,
  otherMeetings: number,
): Promise<SignalFigures> {
  const data = await freshDatabase(database);
  const db = connectDb(data.url);
  try {
    await migrateUp(db, data.url);
    const size = { people: PEOPLE, pairs: PAIRS, meetings: MEETINGS, otherMeetings };
    const college = await seedCollegeBulk(db, size);
    await consentAll(db, college.programmeId, new Date().toISOString().slice(0, 10));
    await analyse(db);
    return { database, otherMeetings, ...(await measureIn(db, college)) };
  } finally {
    await db.destroy();
    await data.drop();
  }
}

/** The figures as lines of the report. */
export const signalLines = (all: readonly SignalFigures[]): string[] => [
  '| database | other colleges’ meetings | pairs in need | work list, nothing remembered, ms (wanted < 100) | its processor time, ms | against the list of pairs | list of pairs, ms | asked for again, ms | statements | writing down episodes, ms | large tables read from end to end |',
  '|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|',
  ...all.map(
    (one) =>
      `| ${one.database === 'sqlite' ? 'SQLite' : 'MariaDB'} | ${one.otherMeetings} | ${one.inNeed} | **${one.list.toFixed(1)}** | ${one.cpu.toFixed(1)} | ${one.ratio.toFixed(2)}× | ${one.pairs.toFixed(1)} | ${one.again.toFixed(2)} | ${one.statements} | ${one.record.toFixed(1)} | ${one.scanned.join(', ') || 'none'} |`,
  ),
];
