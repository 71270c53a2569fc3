import { fillBesidePeople } from '../demo/college/others.js';
import { type BulkCollege, seedCollegeBulk } from '../demo/seed-bulk.js';
import type { MentoringClient } from '../service/api/index.js';
import { createMentoring } from '../service/index.js';
import { analyse } from '../service/test/support/college.js';
import { scansIn } from '../service/test/support/plans.js';
import { systemClock } from '../shared/clock.js';
import { addDays } from '../shared/dates.js';
import { connectDb, type Db } from '../shared/db/connect.js';
import { migrateUp } from '../shared/db/migrate.js';
import { createLogger } from '../shared/logger.js';
import { type DatabaseKind, freshDatabase } from '../test/support/databases.js';
import { median } from './support/measure.js';

const PEOPLE = 2_000;
const LOOKS = 15;
/** From so many colleges on, a table read in full is a fault. */
const MANY_COPIES = 10;
/** Tables of so few rows are read in any way. */
const SMALL = new Set(['organisations', 'programmes', 'questionnaires', 'questionnaire_versions']);

export interface PeopleFigures {
  database: DatabaseKind;
  otherPeople: number;
  /** By the list that was asked for: statements, milliseconds of a first look and of one that is remembered. */
  lists: { name: string; statements: number; first: number; again: number }[];
  /** Statements that read a large table from end to end; none is wanted. */
  scans: string[];
}

async function openWave(api: MentoringClient, programmeId: string): Promise<string> {
  const { questionnaireId } = await api.createQuestionnaire({
    programmeId,
    title: 'Анкета',
    role: 'mentee',
    stage: 'entry',
    definition: { questions: [{ code: 'q', type: 'text', text: { ru: 'Как?' } }] },
  });
  const today = new Date().toISOString().slice(0, 10);
  const dates = { startsOn: addDays(today, -1), endsOn: addDays(today, 14) };
  const { waveId } = await api.createWave({ programmeId, questionnaireId, ...dates });
  await api.setWaveState({ programmeId, waveId, state: 'open', version: 1 });
  return waveId;
}

/** A client for each call: one remembers for its page what its actor may. */
function bossOf(db: Db, college: BulkCollege): () => MentoringClient {
  const { organisationId, coordinatorId: personId } = college;
  const logger = createLogger('silent');
  const { api } = createMentoring({ db, clock: systemClock, logger });
  return () => api.as({ kind: 'person', organisationId, personId, role: 'coordinator' });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** The lists of a college of 2,000 people beside others: how long, by how many statements, how answered. */
export async function benchPeople(database: DatabaseKind, copies: number): Promise<PeopleFigures> {
  const data = await freshDatabase(database);
  const db = connectDb(data.url);
  try {
    await migrateUp(db, data.url);
    const meetings = 700;
    const college = await seedCollegeBulk(db, {
      people: PEOPLE,
      meetings,
      otherMeetings: copies * meetings,
    });
    const { programmeId } = college;
    await fillBesidePeople(db);
    await analyse(db);
    const boss = bossOf(db, college);
    const waveId = await openWave(boss(), programmeId);
    const touch = () => db('programmes').where('id', programmeId).increment('revision', 1);
    const works: [string, () => Promise<unknown>][] = [
      ['people', () => boss().listPeople({ programmeId })],
      ['people of one gap', () => boss().listPeople({ programmeId, gap: 'no_entry_answers' })],
      ['told by third parties', () => boss().listThirdParty({ programmeId })],
      ['waves', () => boss().listWaves({ programmeId })],
      ['who has not answered', () => boss().listWavePeople({ programmeId, waveId })],
      ['reminders of a wave', () => boss().getWaveReminders({ programmeId, waveId })],
    ];
    const lists: PeopleFigures['lists'] = [];
    const scans: string[] = [];
    for (const [name, work] of works) {
      const first: number[] = [];
      const again: number[] = [];
      for (let i = 0; i < LOOKS; i += 1) {
        await touch();
        first.push(await timed(work));
        again.push(await timed(work));
      }
      await touch();
      const asked = await scansIn(db, work);
      const large = asked.flatMap(({ tables }) => tables.filter((table) => !SMALL.has(table)));
      // Of a table that is the college's by half, reading all is no worse than by an index.
      if (large.length > 0 && copies >= MANY_COPIES) scans.push(`${name}: ${large.join(', ')}`);
      lists.push({
        name,
        statements: asked.length,
        first: median(first),
        again: median(again),
      });
    }
    const [count] = (await db('members').count({ n: '*' })) as { n: number | string }[];
    return { database, otherPeople: Number(count?.n ?? 0) - PEOPLE, lists, scans };
  } finally {
    await db.destroy();
    await data.drop();
  }
}

const row = ({ database, otherPeople, lists }: PeopleFigures): string[] =>
  lists.map(
    ({ name, statements, first, again }) =>
      `| ${database} | ${otherPeople} | ${name} | ${statements} | ${first.toFixed(1)} | ${again.toFixed(2)} |`,
  );

/** The figures as lines of the report. */
export function peopleLines(all: readonly PeopleFigures[]): string[] {
  return [
    '| database | people of others | list | statements | first, ms | again, ms |',
    '| --- | --- | --- | --- | --- | --- |',
    ...all.flatMap(row),
    '',
    ...all.map(
      ({ database, otherPeople, scans }) =>
        `${database}, ${otherPeople} others: ${scans.length === 0 ? 'no statement reads a large table from end to end' : scans.join('; ')}.`,
    ),
  ];
}
