import { composeTool, type Tool } from '../lti-tool/compose.js';
import { loadConfig } from '../lti-tool/config.js';
import { readTable, type TableRow } from '../lti-tool/web/tables/read-table.js';
import type { MentoringClient } from '../service/api/index.js';
import { guessMapping, ROWS_AT_ONCE } from '../service/api/register-imports.js';
import { systemClock } from '../shared/clock.js';
import { addDays } from '../shared/dates.js';
import { createLogger } from '../shared/logger.js';
import { type DatabaseKind, freshDatabase } from '../test/support/databases.js';
import { freePort } from '../test/support/free-port.js';
import { officialTitles, workbookOf } from '../test/support/register-files.js';
import { startBenchPlatform } from './support/platform.js';
import { prepareTool, toolEnv } from './support/tool-setup.js';

const FEW = 500;
const MANY = 5000;
const MENTORS_OF = 5;
const POLL_MS = 50;
const MIB = 1024 * 1024;

/** Seconds of the steps, and how much memory they took above what there was before. */
interface Taken {
  read: number;
  check: number;
  write: number;
  undo: number;
  megabytes: number;
}

export interface RegisterFigures {
  database: DatabaseKind;
  few: Taken;
  many: Taken;
}

const today = () => new Date().toISOString().slice(0, 10);

/** A register of so many mentees, each in a pair; every fifth row names another mentor. */
function rowsOf(count: number, series: string): string[][] {
  const start = addDays(today(), -20);
  return Array.from({ length: count }, (_, i) => [
    String(i + 1),
    `Учеников${series}${i} Иван Петрович`,
    `Ученикова Анна, +7 900 ${String(i).padStart(7, '0')}`,
    '2010',
    'Сдать сессию без долгов и выбрать место практики',
    start,
    `Наставников${series}${Math.floor(i / MENTORS_OF)} Олег Ильич`,
    'Педагог – студент',
    'Кафедра общих дисциплин',
    '',
    'Встречи идут по плану',
    `https://college.example/cases/${i}`,
    'проходит',
  ]);
}

/** Watches the memory of this process while something is done. */
async function withMemory<T>(work: () => Promise<T>): Promise<{ result: T; megabytes: number }> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  try {
    const result = await work();
    return { result, megabytes: (Math.max(peak, process.memoryUsage().rss) - before) / MIB };
  } finally {
    clearInterval(timer);
  }
}

const secondsSince = (begun: number): number => (performance.now() - begun) / 1000;

async function send(api: MentoringClient, programmeId: string, importId: string, bytes: Buffer) {
  const { rows } = readTable(bytes);
  await rows.next();
  let batch: TableRow[] = [];
  const flush = async () => {
    if (batch.length > 0) await api.addRegisterRows({ programmeId, importId, rows: batch });
    batch = [];
  };
  for await (const row of rows) {
    batch.push(row);
    if (batch.length === ROWS_AT_ONCE) await flush();
  }
  await flush();
}

/** From the file to the pairs, and back again. */
async function takeIn(
  api: MentoringClient,
  programmeId: string,
  count: number,
  series: string,
): Promise<Taken> {
  const titles = officialTitles('mentees');
  const bytes = await workbookOf(titles, rowsOf(count, series));
  const { result, megabytes } = await withMemory(async () => {
    const begun = performance.now();
    const { importId } = await api.createRegisterImport({
      programmeId,
      register: 'mentees',
      titles,
    });
    const at = { programmeId, importId };
    await send(api, programmeId, importId, bytes);
    const read = secondsSince(begun);
    const { version } = await api.getRegisterImport(at);
    const mapping = guessMapping('mentees', titles);
    const checked = await api.checkRegisterImport({ ...at, mapping, version });
    if (checked.counts?.problems !== 0 || checked.counts.doubts !== 0)
      throw new Error(`the register has problems: ${JSON.stringify(checked.counts)}`);
    const check = secondsSince(begun) - read;
    await api.runRegisterImport({ ...at, version: checked.version });
    let now = await api.getRegisterImport(at);
    while (now.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      now = await api.getRegisterImport(at);
    }
    if (now.state !== 'done' || now.counts?.newPairs !== count)
      throw new Error(`not taken in: ${JSON.stringify(now)}`);
    const write = secondsSince(begun) - read - check;
    await api.undoRegisterImport({ ...at, version: now.version });
    return { read, check, write, undo: secondsSince(begun) - read - check - write };
  });
  return { ...result, megabytes };
}

async function benchIn(
  tool: Tool,
  college: { organisationId: string; programmeId: string; coordinatorId: string },
) {
  const { organisationId, programmeId, coordinatorId: personId } = college;
  const api = tool.service.api.as({
    kind: 'person',
    organisationId,
    personId,
    role: 'coordinator',
  });
  await takeIn(api, programmeId, FEW, 'р');
  const few = await takeIn(api, programmeId, FEW, 'м');
  const many = await takeIn(api, programmeId, MANY, 'б');
  return { few, many };
}

/** A register of 5,000 rows taken in and undone, beside one of 500 in the same run. */
export async function benchRegisters(database: DatabaseKind): Promise<RegisterFigures> {
  const platform = await startBenchPlatform('bench-client');
  const port = await freePort();
  const data = await freshDatabase(database);
  const options = { port, databaseUrl: data.url };
  try {
    const college = await prepareTool({ ...options, platform, meetings: 0 });
    const config = loadConfig(toolEnv(options));
    const tool = await composeTool(config, { clock: systemClock, logger: createLogger('warn') });
    try {
      return { database, ...(await benchIn(tool, college)) };
    } finally {
      await tool.close();
    }
  } finally {
    await platform.close();
    await data.drop();
  }
}

const total = ({ read, check, write }: Taken): number => read + check + write;

/** The figures as a table, with what is wanted of them. */
export function registerLines(all: readonly RegisterFigures[]): string[] {
  const n = (value: number, digits = 1) => value.toFixed(digits);
  return [
    `A register of ${MANY} rows (each a person and a pair) beside one of ${FEW}, in a college of 2,000; wanted: ${MANY} rows in under 20 s, ${MANY / FEW} times the rows within 12 times the time.`,
    '',
    '| database | read, s | check, s | write, s | together, s | of 500 rows, s | ratio | undo, s | memory above before, MiB (500 rows) |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...all.map(
      ({ database, few, many }) =>
        `| ${database === 'sqlite' ? 'SQLite' : 'MariaDB'} | ${n(many.read)} | ${n(many.check)} | ${n(many.write)} | **${n(total(many))}** | ${n(total(few), 2)} | **${n(total(many) / total(few))}** | ${n(many.undo)} | ${n(many.megabytes, 0)} (${n(few.megabytes, 0)}) |`,
    ),
  ];
}
