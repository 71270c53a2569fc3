import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fromRoot } from '../shared/root.js';
import { benchCalendar, type CalendarFigures, calendarLines } from './calendar.js';
import { benchPapers, paperLines } from './closing.js';
import { benchLaunch, launchLines } from './launch.js';
import { benchMatchRuns, type MatchRunFigures, matchRunLines } from './match-runs.js';
import { benchMatching, matchingLines } from './matching/main.js';
import { benchPages, type PagesBeside, pagesLines } from './pages.js';
import { benchPeople, type PeopleFigures, peopleLines } from './people.js';
import { benchPlans, type PlanFigures, planLines } from './plans.js';
import { benchRegisters, type RegisterFigures, registerLines } from './registers.js';
import { benchSignals, type SignalFigures, signalLines } from './signals.js';
import { benchStartup } from './startup.js';
import { benchSurveys, type SurveyFigures, surveyLines } from './surveys.js';

const FEW = 10_000;
const MANY = 1_000_000;

const parts = new Set(process.argv.slice(2).filter((name) => !name.startsWith('--')));
const wanted = (name: string) => parts.size === 0 || parts.has(name);
const lines: string[] = [
  '# Benchmarks',
  '',
  'Made by `npm run bench -- --write`. What is compared is measured in turn in one run; ratios are medians of rounds.',
  '',
  `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}. Load generator, tool and database share the machine.`,
  '',
];

function add(title: string, more: string[]): void {
  lines.push(`## ${title}`, '', ...more, '');
  process.stdout.write(`\n${title}\n${more.join('\n')}\n`);
}

/** How much longer pages take beside a hundred times as many rows of others. */
function growthLine({ few, growth }: PagesBeside): string {
  const { logFirst, overviewFirst, log, overview } = growth;
  const times = (n: number) => `${n.toFixed(2)}×`;
  return `${few.database}: beside ${MANY} meetings of others a page takes ${times(logFirst)} (log) and ${times(overviewFirst)} (Обзор) of what it takes beside ${FEW}, nothing remembered; asked for again ${times(log)} and ${times(overview)} (wanted: within 1.2×).`;
}

process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
process.env['TEST_MYSQL_URL'] ??= 'mysql://root@127.0.0.1:3306/';
if (wanted('launch')) add('Launch', launchLines(await benchLaunch()));
if (wanted('matching')) add('Matching', matchingLines(benchMatching()));
if (wanted('match-runs')) {
  const all: MatchRunFigures[] = [];
  for (const database of ['mysql', 'sqlite'] as const) all.push(await benchMatchRuns(database));
  add('A college of 2,000 people matched', matchRunLines(all));
}
if (wanted('pages')) {
  const all: PagesBeside[] = [];
  for (const database of ['mysql', 'sqlite'] as const)
    all.push(await benchPages(database, FEW, MANY));
  add('Pages of a college of 2,000 people, 700 pairs, 15,000 meetings', [
    ...pagesLines(all.flatMap(({ few, many }) => [few, many])),
    '',
    ...all.map(growthLine),
  ]);
}
if (wanted('calendar')) {
  const all: CalendarFigures[] = [];
  for (const database of ['mysql', 'sqlite'] as const)
    for (const others of [FEW, MANY]) all.push(await benchCalendar(database, others));
  add(
    'Calendar of a college of 700 pairs, 15,000 meetings, 3,000 planned; nothing remembered',
    calendarLines(all),
  );
}
if (wanted('people')) {
  const all: PeopleFigures[] = [];
  for (const database of ['mysql', 'sqlite'] as const)
    for (const copies of [1, 100]) all.push(await benchPeople(database, copies));
  add(
    'Lists of a college of 2,000 people, beside others (each with what stands beside people)',
    peopleLines(all),
  );
}
if (wanted('closing')) add('Certificates of a programme', paperLines(await benchPapers()));
if (wanted('plans')) {
  const all: PlanFigures[] = [];
  for (const database of ['mysql', 'sqlite'] as const)
    for (const copies of [1, 20]) all.push(await benchPlans(database, copies));
  add('Plans of a college of 700 pairs, beside others', planLines(all));
}
if (wanted('surveys')) {
  const all: SurveyFigures[] = [];
  for (const database of ['mysql', 'sqlite'] as const) all.push(await benchSurveys(database));
  add('Questionnaires', surveyLines(all));
}
if (wanted('registers')) {
  const all: RegisterFigures[] = [];
  for (const database of ['mysql', 'sqlite'] as const) all.push(await benchRegisters(database));
  add('Registers taken in', registerLines(all));
}
if (wanted('signals')) {
  const all: SignalFigures[] = [];
  for (const database of ['mysql', 'sqlite'] as const)
    for (const others of [0, MANY]) all.push(await benchSignals(database, others));
  add('Signals of a college of 700 pairs, 15,000 meetings', signalLines(all));
}
if (wanted('startup')) {
  const { first, again } = await benchStartup();
  add('Start to first answer (demo: tool and demo LMS)', [
    `With an existing database: **${again.toFixed(0)} ms**; the very first start, which migrates and seeds: ${first.toFixed(0)} ms.`,
  ]);
}
if (process.argv.includes('--write'))
  writeFileSync(fromRoot('docs/benchmarks.md'), `${lines.join('\n').trimEnd()}\n`);
// A child that could not be stopped must not keep the command.
process.exit(0);
