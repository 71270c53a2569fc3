import type { ConnectionDeps } from './lti/connection/check-connection.js';
import { checkWay } from './lti/connection/connection-control.js';
import type {
  JournalledLaunch,
  LastLaunch,
  LastLaunches,
  LaunchReports,
} from './lti/journal/launch-report.js';
import type { LtiPlatform, PlatformStore } from './lti/platform-store.js';
import type { ServiceContext } from './lti/service-contexts.js';
import { checkWords, factsOf, lineWords } from './pages/connection/connection-words.js';
import { resultWords, todoWords } from './pages/launches/launch-words.js';
import type { Translate } from './web/i18n.js';

const HOUR_MS = 3_600_000;

/** What the reports of the command line are made from. */
export interface Inspection {
  reports: LaunchReports;
  connection: ConnectionDeps;
  /** The course that a platform was launched from last. */
  courseOf(platformId: string): Promise<ServiceContext | null>;
  /** The words are in Russian; the codes beside them are the same in every language. */
  t: Translate;
  now(): number;
}

export interface ReportDeps extends Inspection {
  publicUrl: string;
  platforms: PlatformStore;
  print: (line: string) => void;
}

const second = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')}Z`;

/** Where the course is named by the LMS it may hold anything; a terminal gets no control characters. */
const plain = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

function launchLine(
  deps: ReportDeps,
  launch: JournalledLaunch,
  names: Map<string, string>,
): string {
  const { t } = deps;
  const parts = [
    second(launch.at),
    launch.outcome === 'entered' ? 'вход ' : 'ОТКАЗ',
    `${launch.result}: ${resultWords(t, launch.result)}${launch.cause ? ` (${launch.cause})` : ''}`,
    launch.times > 1 ? t('launches.times', { n: launch.times }) : '',
    names.get(launch.platformId ?? '') ?? '',
    launch.proven || launch.platformId === null ? '' : 'не подтверждено/unproven',
    launch.course ? `«${launch.course}»` : '',
    launch.role ?? '',
    launch.kind === 'pick' ? t('launches.pick') : '',
    launch.reference && `№ ${launch.reference}`,
  ];
  return plain(parts.filter((part) => part !== '').join('  '));
}

/** `launches`: every line of the journal, newest first, and how many of each result. */
export async function launches(
  deps: ReportDeps,
  platform: LtiPlatform | null,
  hours: number,
): Promise<void> {
  const names = new Map((await deps.platforms.list()).map((one) => [one.platformId, one.name]));
  const since = deps.now() - hours * HOUR_MS;
  const counts = new Map<string, number>();
  const wanted = { platformId: platform?.platformId ?? null, since };
  for await (const launch of deps.reports.listAll(wanted)) {
    counts.set(launch.result, (counts.get(launch.result) ?? 0) + launch.times);
    deps.print(launchLine(deps, launch, names));
  }
  if (counts.size === 0) deps.print(`За ${hours} ч входов не было / no launches in ${hours} h`);
  for (const [result, n] of [...counts].sort((a, b) => b[1] - a[1])) {
    deps.print(`${String(n).padStart(7)}  ${result}`);
  }
}

function printLaunch(deps: ReportDeps, title: string, launch: LastLaunch | null): void {
  const { t, print } = deps;
  if (launch === null) {
    print(`${title}: не было / none`);
    return;
  }
  const said = launch.cause && ` (${launch.cause})`;
  print(
    `${title}: ${second(launch.at)}  ${launch.result}: ${resultWords(t, launch.result)}${said}`,
  );
  if (!launch.proven)
    print('  подпись не подтверждена, всё ниже – со слов / nothing below is proven');
  const { todo } = todoWords(t, launch.result, deps.publicUrl);
  if (todo !== '') print(`  ${todo}`);
  if (launch.reference !== '') print(`  № ${launch.reference}`);
  for (const { sign, words, name } of checkWords(t, launch)) print(`  ${sign} ${words} ${name}`);
  for (const { name, value } of factsOf(t, launch)) print(plain(`    ${name}: ${value}`));
}

function printLast(deps: ReportDeps, title: string, last: LastLaunches): void {
  deps.print(`== ${title}`);
  printLaunch(deps, 'Последний вход / last launch', last.entered);
  printLaunch(deps, 'Последний отказ / last refused', last.refused);
}

/** `last-launch`: of a platform, or of all and of those that named none of ours. */
export async function lastLaunch(deps: ReportDeps, platform: LtiPlatform | null): Promise<void> {
  for (const one of platform ? [platform] : await deps.platforms.list()) {
    const last = await deps.reports.lastOfPlatform(one.platformId);
    printLast(deps, `${one.platformId}  ${one.name}`, last);
  }
  if (platform !== null) return;
  const last = await deps.reports.lastOfNobody();
  printLast(deps, 'Без известной регистрации / no registration of ours', last);
}

/** `check`: of a platform or of all; false: something is red. */
export async function check(deps: ReportDeps, platform: LtiPlatform | null): Promise<boolean> {
  let well = true;
  const all = platform ? [platform] : await deps.platforms.list();
  if (all.length === 0) deps.print('Пока нет ни одной / none yet: npm run platforms -- invite');
  for (const one of all) {
    const context = await deps.courseOf(one.platformId);
    const { lines, course } = await checkWay(deps.connection, { platform: one, context });
    deps.print(plain(`== ${one.platformId}  ${one.name}${course ? `  «${course}»` : ''}`));
    for (const line of lines) {
      const { check: name, level, sign, found, todo } = lineWords(deps.t, line, deps.publicUrl);
      deps.print(`  ${sign} ${line.level.padEnd(6)} ${name}: ${found} [${level}]`);
      if (todo !== '') deps.print(`             ${todo}`);
      if (line.level === 'red') well = false;
    }
  }
  return well;
}
