import { type BulkCollege, seedCollegeBulk } from '../demo/seed-bulk.js';
import type { MentoringClient } from '../service/api/index.js';
import { createMentoring } from '../service/index.js';
import { analyse } from '../service/test/support/college.js';
import { fillPlans } from '../service/test/support/plan-rows.js';
import { scansIn } from '../service/test/support/plans.js';
import { systemClock } from '../shared/clock.js';
import { connectDb, type Db } from '../shared/db/connect.js';
import { migrateUp } from '../shared/db/migrate.js';
import { createLogger } from '../shared/logger.js';
import { type DatabaseKind, freshDatabase } from '../test/support/databases.js';
import { median, ratioOf } from './support/measure.js';

const PEOPLE = 2_000;
const PAIRS = 700;
const GOALS = 7;
const LOOKS = 25;
/** So many before they count: the database has read its pages from the disk by then. */
const WARM_UP = 5;
const PAGE = 50;
/** Of so few rows any way to read them is good. */
const SMALL = new Set(['organisations', 'programmes', 'consents']);

interface Look {
  name: string;
  statements: number;
  /** Milliseconds, nothing remembered. */
  first: number;
  /** Against the list of pairs, look by look. */
  ratio: number;
}

export interface PlanFigures {
  database: DatabaseKind;
  otherPlans: number;
  pairs: number;
  looks: Look[];
  /** Statements that read a large table from end to end; none is wanted. */
  scans: string[];
}

/** A client for each call: one remembers for its page what its actor may. */
function bossOf(db: Db, college: BulkCollege): () => MentoringClient {
  const { organisationId, coordinatorId: personId } = college;
  const { api } = createMentoring({ db, clock: systemClock, logger: createLogger('silent') });
  return () => api.as({ kind: 'person', organisationId, personId, role: 'coordinator' });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

type Work = [name: string, work: () => Promise<unknown>];

async function worksOf(boss: () => MentoringClient, college: BulkCollege): Promise<Work[]> {
  const { programmeId, menteeIds } = college;
  const list = (more: object = {}) => boss().listPlans({ programmeId, pageSize: PAGE, ...more });
  const { rows } = await list();
  const planId = rows[0]?.plan?.planId ?? '';
  const personId = menteeIds[0] ?? '';
  return [
    ['plans, 50 rows', () => list()],
    ['plans with late goals', () => list({ delay: 'goals' })],
    ['plans, the last page', () => list({ page: PAIRS / PAGE })],
    ['plans by a name', () => list({ search: 'иван' })],
    ['one plan', () => boss().getPlan({ programmeId, planId })],
    ['progress of one', () => boss().getProgress({ programmeId, personId })],
  ];
}

/** Each work and the list of pairs in turn, so that the machine's drift is in neither. */
async function lookAt(db: Db, programmeId: string, pairs: () => Promise<unknown>, work: Work[1]) {
  const touch = () => db('programmes').where('id', programmeId).increment('revision', 1);
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let i = 0; i < WARM_UP + LOOKS; i += 1) {
    await touch();
    const base = await timed(pairs);
    const own = await timed(work);
    if (i < WARM_UP) continue;
    ours.push(own);
    theirs.push(base);
  }
  await touch();
  return { first: median(ours), ratio: ratioOf(ours, theirs), base: median(theirs) };
}

/** Pages of plans of a college of 700 pairs, against the list of its pairs, beside other colleges' plans. */
export async function benchPlans(database: DatabaseKind, copies: number): Promise<PlanFigures> {
  const data = await freshDatabase(database);
  const db = connectDb(data.url);
  try {
    await migrateUp(db, data.url);
    const sizes = { people: PEOPLE, pairs: PAIRS, meetings: PAIRS };
    const college = await seedCollegeBulk(db, { ...sizes, otherMeetings: copies * PAIRS });
    await fillPlans(db, GOALS);
    await analyse(db);
    const { programmeId } = college;
    const boss = bossOf(db, college);
    const pairs = () => boss().listPairs({ programmeId, pageSize: PAGE });
    const looks: Look[] = [];
    const scans: string[] = [];
    let base = 0;
    for (const [name, work] of await worksOf(boss, college)) {
      const { first, ratio, base: own } = await lookAt(db, programmeId, pairs, work);
      base = own;
      const asked = await scansIn(db, work);
      const large = asked.flatMap(({ tables }) => tables.filter((table) => !SMALL.has(table)));
      if (large.length > 0 && copies > 1) scans.push(`${name}: ${large.join(', ')}`);
      looks.push({ name, statements: asked.length, first, ratio });
    }
    const [count] = (await db('plans').count({ n: '*' })) as { n: number | string }[];
    return { database, otherPlans: Number(count?.n ?? 0) - PAIRS, pairs: base, looks, scans };
  } finally {
    await db.destroy();
    await data.drop();
  }
}

const row = ({ database, otherPlans, looks }: PlanFigures): string[] =>
  looks.map(
    ({ name, statements, first, ratio }) =>
      `| ${database} | ${otherPlans} | ${name} | ${statements} | ${first.toFixed(1)} | **${ratio.toFixed(2)}** |`,
  );

/** The figures as lines of the report. */
export function planLines(all: readonly PlanFigures[]): string[] {
  return [
    '| database | plans of others | what | statements | first, ms | of the list of pairs |',
    '| --- | --- | --- | --- | --- | --- |',
    ...all.flatMap(row),
    '',
    ...all.map(
      ({ database, otherPlans, pairs, scans }) =>
        `${database}, ${otherPlans} others: the list of pairs took ${pairs.toFixed(1)} ms; ${scans.length === 0 ? 'no statement reads a large table from end to end' : scans.join('; ')}.`,
    ),
  ];
}
