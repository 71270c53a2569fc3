import { type BulkCollege, seedCollegeBulk } from '../demo/seed-bulk.js';
import type { MentoringClient } from '../service/api/index.js';
import { createMentoring } from '../service/index.js';
import { matchRunsSettled } from '../service/matching/runs/run-job.js';
import { analyse } from '../service/test/support/college.js';
import { statementsOf } from '../service/test/support/databases.js';
import { consentAll } from '../service/test/support/register-world.js';
import { systemClock } from '../shared/clock.js';
import { addDays } from '../shared/dates.js';
import { connectDb, type Db } from '../shared/db/connect.js';
import { migrateUp } from '../shared/db/migrate.js';
import { createLogger } from '../shared/logger.js';
import { type DatabaseKind, freshDatabase } from '../test/support/databases.js';
import { median } from './support/measure.js';

const PEOPLE = 2_000;
const LOOKS = 9;
const FORM = 'student_student' as const;

export interface MatchRunFigures {
  database: DatabaseKind;
  mentees: number;
  units: number;
  allowedPairs: number;
  /** From the click to the result, and of it the solver alone, milliseconds. */
  run: number;
  solver: number;
  publish: number;
  pairs: number;
  /** Statements, and milliseconds of a look. */
  pages: { name: string; statements: number; ms: number }[];
}

/** All pairs of the year before are over, and everybody has consented: a whole college is to be matched. */
async function everybodyWaits(db: Db, { programmeId }: BulkCollege, today: string): Promise<void> {
  await db('pairs')
    .where('programme_id', programmeId)
    .update({ state: 'terminated', closed_on: addDays(today, -60) });
  await consentAll(db, programmeId, today);
}

async function timed<T>(work: () => Promise<T>): Promise<[ms: number, answer: T]> {
  const begun = performance.now();
  const answer = await work();
  return [performance.now() - begun, answer];
}

function worksOf(boss: () => MentoringClient, at: { programmeId: string; runId: string }) {
  const first = async () => {
    const { rows } = await boss().listMatchSuggestions({ ...at, show: 'matched', pageSize: 1 });
    const [row] = rows;
    if (row?.unitId == null) throw new Error('nobody was matched');
    return { menteeId: row.mentee.personId, unitId: row.unitId };
  };
  const works: [string, () => Promise<unknown>][] = [
    ['a run and its figures', () => boss().getMatchRun(at)],
    ['50 suggestions', () => boss().listMatchSuggestions(at)],
    ['50 suggestions by score', () => boss().listMatchSuggestions({ ...at, sort: 'score' })],
    ['50 mentors with places', () => boss().listMatchUnits({ ...at, show: 'free' })],
    [
      'the board: 30 cards, 16 mentors',
      () => boss().getMatchBoard({ ...at, leftSize: 30, pageSize: 16 }),
    ],
    [
      'who could be the mentor',
      async () => boss().listMatchCandidates({ ...at, ...(await first()) }),
    ],
    [
      'a change by hand',
      async () => {
        const { version } = await boss().getMatchRun(at);
        const { menteeId } = await first();
        const lock = { kind: 'lock', menteeId } as const;
        await boss().changeMatchRun({ ...at, version, change: lock });
        await boss().changeMatchRun({ ...at, version: version + 1, change: { kind: 'undo' } });
      },
    ],
  ];
  return works;
}

/** A college of 2,000 people matched from its facts to its pairs, and the pages in between. */
export async function benchMatchRuns(database: DatabaseKind): Promise<MatchRunFigures> {
  const data = await freshDatabase(database);
  const db = connectDb(data.url);
  try {
    await migrateUp(db, data.url);
    const college = await seedCollegeBulk(db, {
      people: PEOPLE,
      meetings: 700,
      otherMeetings: 700,
    });
    const { organisationId, programmeId, coordinatorId: personId } = college;
    const today = new Date().toISOString().slice(0, 10);
    await everybodyWaits(db, college, today);
    await analyse(db);
    const logger = createLogger('silent');
    const { api } = createMentoring({ db, clock: systemClock, logger });
    const actor = { kind: 'person', organisationId, personId, role: 'coordinator' } as const;
    const boss = () => api.as(actor);
    const [run, { runId }] = await timed(async () => {
      const begun = await boss().startMatchRun({ programmeId, form: FORM });
      await matchRunsSettled();
      return begun;
    });
    const at = { programmeId, runId };
    const done = await boss().getMatchRun(at);
    const pages: MatchRunFigures['pages'] = [];
    for (const [name, work] of worksOf(boss, at)) {
      await work();
      const looks: number[] = [];
      for (let i = 0; i < LOOKS; i += 1) looks.push((await timed(work))[0]);
      const statements = (await statementsOf(db, work)).length;
      pages.push({ name, statements, ms: median(looks) });
    }
    const { version } = await boss().getMatchRun(at);
    const order = {
      orderNumber: '1',
      orderDate: today,
      startsOn: today,
      endsOn: addDays(today, 90),
    };
    const [publish, made] = await timed(() => boss().publishMatchRun({ ...at, version, ...order }));
    return {
      database,
      mentees: done.counts.mentees,
      units: done.counts.units,
      allowedPairs: done.counts.allowedPairs,
      run,
      solver: done.solverMs ?? 0,
      publish,
      pairs: made.pairs,
      pages,
    };
  } finally {
    await db.destroy();
    await data.drop();
  }
}

/** The figures as lines of the report. */
export function matchRunLines(all: readonly MatchRunFigures[]): string[] {
  return [
    '| database | mentees | mentors | allowed pairs | click to result, ms | of it the solver, ms | pairs made | publication, ms |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...all.map(
      (one) =>
        `| ${one.database} | ${one.mentees} | ${one.units} | ${one.allowedPairs} | ${one.run.toFixed(0)} | ${one.solver.toFixed(1)} | ${one.pairs} | ${one.publish.toFixed(0)} |`,
    ),
    '',
    '| database | page | statements | ms |',
    '|---|---|---:|---:|',
    ...all.flatMap(({ database, pages }) =>
      pages.map(
        ({ name, statements, ms }) =>
          `| ${database} | ${name} | ${statements} | ${ms.toFixed(1)} |`,
      ),
    ),
  ];
}
