import { spawn } from 'node:child_process';
import { seedCollegeBulk } from '../demo/seed-bulk.js';
import { analyse } from '../service/test/support/college.js';
import { connectDb, type Db } from '../shared/db/connect.js';
import { migrateUp } from '../shared/db/migrate.js';
import { fromRoot } from '../shared/root.js';
import { type DatabaseKind, freshDatabase } from '../test/support/databases.js';

/** A college of an installation of 300. */
const PEOPLE_OF_COLLEGE = 500;
const PAIRS_OF_COLLEGE = 175;
const DAY_MS = 86_400_000;
/** Past the time for which a dead process holds its run. */
const AFTER_KILL_MS = 3 * 60_000;

export interface ReminderFigures {
  database: DatabaseKind;
  people: number;
  meetings: number;
  reminders: number;
  letters: number;
  /** Of a run that was not disturbed, from nothing. */
  seconds: number;
  /** The same run again, when nothing is due but to look. */
  againSeconds: number;
  /** MiB of the process: after its first hundred steps, and at most. */
  early: number;
  peak: number;
  /** How often the process was killed while it began anew, and what the reminders of both runs differ by. */
  kills: number;
  missing: number;
  twice: number;
}

interface Told {
  written: number;
  calls: number;
  peak: number;
  early: number;
  seconds: number;
}

/** Runs the planner in a process of its own; killed after so long, it says nothing. */
function planner(url: string, now: number, killAfterMs: number | null): Promise<Told | null> {
  const script = fromRoot('dist', 'bench', 'support', 'reminder-runner.js');
  const child = spawn(process.execPath, [script, url, String(now)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const timer = killAfterMs === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let said = '';
  child.stdout.on('data', (part: Buffer) => {
    said += part.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (timer !== null) clearTimeout(timer);
      if (signal === 'SIGKILL') resolve(null);
      else if (code === 0) resolve(JSON.parse(said) as Told);
      else reject(new Error(`the planner ended with ${code}`));
    });
  });
}

/** Of sixteen pairs four meet tomorrow, four met yesterday and did not say so, four have a proposal. */
async function plannedBesidePairs(db: Db, now: number): Promise<void> {
  const day = (n: number) => new Date(now + n * DAY_MS).toISOString().slice(0, 10);
  for (const [state, onDate, ends] of [
    ['agreed', day(1), ['0', '1', '2', '3']],
    ['agreed', day(-1), ['4', '5', '6', '7']],
    ['proposed', day(5), ['8', '9', 'a', 'b']],
  ] as const) {
    await db.raw(
      `insert into planned_meetings (id, organisation_id, programme_id, pair_id, pair_form, kind, on_date,
         starts_at, minutes, format, state, proposed_side, created_at, changed_at)
       select p.id, p.organisation_id, p.programme_id, p.id, p.form, 'regular', ?, '15:00', 45, 'in_person', ?,
         'mentor', 0, 0 from pairs p where substr(p.id, 36, 1) in (?, ?, ?, ?)`,
      [onDate, state, ...ends],
    );
  }
}

const namesIn = async (db: Db): Promise<string[]> => {
  const rows: { person_id: string; kind: string; thing: string }[] = await db('reminders').select(
    'person_id',
    'kind',
    'thing',
  );
  return rows.map((row) => `${row.person_id} ${row.kind} ${row.thing}`);
};

const forget = async (db: Db): Promise<void> => {
  for (const table of ['reminders', 'reminder_letters', 'reminder_runs']) await db(table).delete();
};

/** What a run that is killed again and again leaves, against one that was not. */
async function killed(db: Db, url: string, now: number, whole: readonly string[], seconds: number) {
  await forget(db);
  let kills = 0;
  let at = now;
  // Earlier each time, so that pages of every kind are among those that break off.
  for (const share of [0.2, 0.3, 0.15, 0.25]) {
    const told = await planner(url, at, Math.max(400, seconds * 1000 * share));
    at += AFTER_KILL_MS;
    if (told !== null) break;
    kills += 1;
  }
  await planner(url, at, null);
  const left = await namesIn(db);
  const known = new Set(left);
  return {
    kills,
    missing: whole.filter((name) => !known.has(name)).length,
    twice: left.length - known.size,
  };
}

/**
 * Reminders of so many people and meetings in colleges of five hundred: looked for from nothing, looked for again,
 * and with a process that is killed on the way.
 */
export async function benchReminders(
  database: DatabaseKind,
  { people, meetings }: { people: number; meetings: number },
): Promise<ReminderFigures> {
  const data = await freshDatabase(database);
  const db = connectDb(data.url);
  try {
    await migrateUp(db, data.url);
    const colleges = Math.max(1, Math.round(people / PEOPLE_OF_COLLEGE));
    const each = Math.ceil(meetings / colleges);
    // Noon in Moscow: letters wait for no hour.
    const now = Date.parse(`${new Date().toISOString().slice(0, 10)}T09:00:00Z`);
    const size = {
      people: Math.min(people, PEOPLE_OF_COLLEGE),
      pairs: Math.min(PAIRS_OF_COLLEGE, Math.floor(people * 0.35)),
      meetings: each,
    };
    await seedCollegeBulk(db, { ...size, otherMeetings: (colleges - 1) * each });
    await plannedBesidePairs(db, now);
    await analyse(db);
    const whole = await planner(data.url, now, null);
    if (whole === null) throw new Error('the planner was killed by somebody else');
    const names = await namesIn(db);
    const [letters] = await db('reminder_letters').count({ n: '*' });
    await db('reminder_runs').update({ due_at: now });
    const again = await planner(data.url, now, null);
    const broken = await killed(db, data.url, now, names, whole.seconds);
    const [counted] = await db('members').count({ n: '*' });
    const [held] = await db('meetings').count({ n: '*' });
    return {
      database,
      people: Number(counted?.['n'] ?? 0),
      meetings: Number(held?.['n'] ?? 0),
      reminders: names.length,
      letters: Number(letters?.['n'] ?? 0),
      seconds: whole.seconds,
      againSeconds: again?.seconds ?? 0,
      early: whole.early || whole.peak,
      peak: whole.peak,
      ...broken,
    };
  } finally {
    await db.destroy();
    await data.drop();
  }
}

/** The figures as lines of the report. */
export const reminderLines = (all: readonly ReminderFigures[]): string[] => [
  '| database | people | meetings | reminders | letters | from nothing, s | again, s | MiB after 100 steps | MiB at most | kills | missing after them | twice |',
  '|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
  ...all.map(
    (one) =>
      `| ${one.database === 'sqlite' ? 'SQLite' : 'MariaDB'} | ${one.people} | ${one.meetings} | ${one.reminders} | ${one.letters} | **${one.seconds.toFixed(1)}** | ${one.againSeconds.toFixed(1)} | ${one.early} | ${one.peak} | ${one.kills} | ${one.missing} | ${one.twice} |`,
  ),
];
