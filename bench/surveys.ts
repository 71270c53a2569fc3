import { composeTool, type Tool } from '../lti-tool/compose.js';
import { loadConfig } from '../lti-tool/config.js';
import type { Answers } from '../service/api/questionnaire-definition.js';
import { systemClock } from '../shared/clock.js';
import { addDays } from '../shared/dates.js';
import { connectDb } from '../shared/db/connect.js';
import { createLogger } from '../shared/logger.js';
import { type DatabaseKind, freshDatabase } from '../test/support/databases.js';
import { freePort } from '../test/support/free-port.js';
import { ask } from './support/http.js';
import { measure, median, type Round } from './support/measure.js';
import { startBenchPlatform } from './support/platform.js';
import { AS_STARTED, startMeasured } from './support/server.js';
import { prepareTool, toolEnv } from './support/tool-setup.js';

const FEW = 100;
const MANY = 10_000;
/** Five sixths of a college are mentees. */
const PEOPLE = 12_100;
/** People who hand in at the same time. */
const AT_ONCE = 200;
const QUESTIONS = 25;
/** Every fifth question asks for words. */
const TEXT_EVERY = 5;
const LOOKS = 15;

export interface SurveyFigures {
  database: DatabaseKind;
  /** Ten thousand sheets of 25 answers taken in by two hundred at once. */
  taken: Round;
  /** Milliseconds of the page of results, of few and of many answers: median of the looks. */
  few: number;
  many: number;
  /** The same when nothing was remembered: an answer has come since the last look. */
  fewFirst: number;
  manyFirst: number;
}

const questions = Array.from({ length: QUESTIONS }, (_, i) => ({
  code: `q${i}`,
  type: i % TEXT_EVERY === 0 ? ('text' as const) : ('scale' as const),
  text: { ru: `Вопрос ${i + 1}: насколько полезными были встречи?` },
  ...(i % TEXT_EVERY === 0 ? {} : { min: 1, max: 10 }),
}));

/** The answers of one person; their sum over all tells whether each was kept once. */
const answersOf = (person: number): Answers =>
  Object.fromEntries(
    questions.map(({ code, type }, i) => [
      code,
      type === 'text' ? `Поддержка и разговоры, ${person}` : ((person + i) % 10) + 1,
    ]),
  );

interface College {
  organisationId: string;
  programmeId: string;
  coordinatorId: string;
  menteeIds: string[];
}

/** An open wave for mentees, and the sheets of so many of them. */
async function takeIn(tool: Tool, college: College, count: number) {
  const { organisationId, programmeId, coordinatorId, menteeIds } = college;
  const as = (personId: string, role: 'coordinator' | 'mentee') =>
    tool.service.api.as({ kind: 'person', organisationId, personId, role });
  const boss = as(coordinatorId, 'coordinator');
  const { questionnaireId } = await boss.createQuestionnaire({
    programmeId,
    title: 'Анкета',
    role: 'mentee',
    stage: 'final',
    definition: { questions },
  });
  const today = new Date().toISOString().slice(0, 10);
  const dates = { startsOn: addDays(today, -1), endsOn: addDays(today, 14) };
  const { waveId } = await boss.createWave({ programmeId, questionnaireId, ...dates });
  await boss.setWaveState({ programmeId, waveId, state: 'open', version: 1 });
  const taken = await measure(count, AT_ONCE, (i) =>
    as(menteeIds[i] as string, 'mentee').saveMyAnswers({
      programmeId,
      waveId,
      answers: answersOf(i),
      final: true,
      version: 0,
    }),
  );
  return { waveId, taken };
}

/** Throws unless each person's sheet is there once, as it was handed in. */
async function checkWhole(tool: Tool, waveId: string, menteeIds: readonly string[], count: number) {
  const rows: { person_id: string; answers: unknown }[] = await tool
    .db('survey_responses')
    .where({ wave_id: waveId, state: 'submitted' })
    .select('person_id', 'answers');
  const placeOf = new Map(menteeIds.map((personId, i) => [personId, i]));
  const people = new Set<string>();
  for (const { person_id: personId, answers } of rows) {
    const kept = typeof answers === 'string' ? JSON.parse(answers) : answers;
    const given = answersOf(placeOf.get(personId) ?? -1);
    for (const [code, value] of Object.entries(given))
      if (kept[code] !== value) throw new Error(`${code} of ${personId} is not as it was given`);
    people.add(personId);
  }
  const [receipts] = await tool
    .db('survey_receipts')
    .where({ wave_id: waveId, state: 'submitted' })
    .count({ n: '*' });
  const found = [rows.length, people.size, Number(receipts?.n)];
  if (found.some((n) => n !== count)) throw new Error(`${found.join(', ')} instead of ${count}`);
}

/** Takes everything in and lets go of the database, so that a tool of its own can be measured on it. */
async function fill(env: Record<string, string>, college: College) {
  const config = loadConfig({ ...env, MIGRATE_ON_START: 'true' });
  const tool = await composeTool(config, { clock: systemClock, logger: createLogger('warn') });
  try {
    const few = await takeIn(tool, college, FEW);
    const many = await takeIn(tool, college, MANY);
    await checkWhole(tool, many.waveId, college.menteeIds, MANY);
    return { fewId: few.waveId, manyId: many.waveId, taken: many.taken };
  } finally {
    await tool.close();
  }
}

async function millisecondsOf(url: string, headers: Record<string, string>): Promise<number> {
  const begun = performance.now();
  const answer = await ask(url, { headers });
  if (answer.status !== 200) throw new Error(`${answer.status} instead of results`);
  return performance.now() - begun;
}

/** Results of 10,000 answers beside those of 100, and how the answers are taken in. */
export async function benchSurveys(database: DatabaseKind): Promise<SurveyFigures> {
  const platform = await startBenchPlatform('bench-client');
  const port = await freePort();
  const data = await freshDatabase(database);
  const env = toolEnv({ port, databaseUrl: data.url });
  const college = await prepareTool({
    port,
    databaseUrl: data.url,
    platform,
    people: PEOPLE,
    meetings: 0,
  });
  if (college.menteeIds.length < MANY) throw new Error(`${college.menteeIds.length} mentees only`);
  const { fewId, manyId, taken } = await fill(env, college);
  const db = connectDb(data.url, { poolSize: 1 });
  const server = await startMeasured('dist/bench/support/tool-server.js', env, AS_STARTED);
  try {
    const origin = `http://127.0.0.1:${port}`;
    const target = {
      loginUrl: `${origin}/lti/login`,
      targetLinkUri: `${origin}/lti/launch`,
      marker: '</html>',
    };
    const { url, cookies } = await platform.launch(target, college.coordinatorSubject);
    const session = url.split('/').slice(0, 5).join('/');
    const headers = cookies.header();
    const look = (waveId: string) =>
      millisecondsOf(`${session}/surveys/${waveId}/results`, headers);
    const times = { few: [], many: [], fewFirst: [], manyFirst: [] } as Record<string, number[]>;
    for (let i = 0; i <= LOOKS; i += 1) {
      // As if an answer had come: what was counted before is counted anew.
      await db('survey_waves').whereIn('id', [fewId, manyId]).increment('changes', 1);
      const seen = {
        fewFirst: await look(fewId),
        manyFirst: await look(manyId),
        few: await look(fewId),
        many: await look(manyId),
      };
      // The first round warms up.
      if (i > 0) for (const [name, took] of Object.entries(seen)) times[name]?.push(took);
    }
    const middle = (name: string) => median(times[name] ?? []);
    return {
      database,
      taken,
      few: middle('few'),
      many: middle('many'),
      fewFirst: middle('fewFirst'),
      manyFirst: middle('manyFirst'),
    };
  } finally {
    await Promise.all([server.stop(), platform.close(), db.destroy()]);
    await data.drop();
  }
}

/** The figures as a table, with what is wanted of them. */
export function surveyLines(all: readonly SurveyFigures[]): string[] {
  const times = (a: number, b: number) => (a / b).toFixed(2);
  return [
    `${MANY} sheets of ${QUESTIONS} answers by ${AT_ONCE} at once: none lost, none double, each as it was given (checked).`,
    '',
    `| database | sheets a second | p95, ms | results of ${FEW}, ms | of ${MANY}, ms | ratio (wanted ≤ 5) | after a new answer: of ${FEW}, ms | of ${MANY}, ms | ratio |`,
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...all.map(
      (f) =>
        `| ${f.database === 'sqlite' ? 'SQLite' : 'MariaDB'} | ${f.taken.perSecond.toFixed(0)} | ${f.taken.p95.toFixed(0)} | ${f.few.toFixed(1)} | ${f.many.toFixed(1)} | **${times(f.many, f.few)}** | ${f.fewFirst.toFixed(1)} | ${f.manyFirst.toFixed(1)} | ${times(f.manyFirst, f.fewFirst)} |`,
    ),
  ];
}
