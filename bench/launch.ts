import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fromRoot } from '../shared/root.js';
import { freshDatabase } from '../test/support/databases.js';
import { freePort } from '../test/support/free-port.js';
import { measure, measureSteps, median, type Round, ratioOf } from './support/measure.js';
import { type LaunchTarget, startBenchPlatform } from './support/platform.js';
import { AS_STARTED, type MeasuredProcess, startMeasured } from './support/server.js';
import { prepareTool, toolEnv } from './support/tool-setup.js';

const ROUNDS = 5;
const LAUNCHES = 400;
/** So many before anything counts: both programs are compiled by then. */
const WARM_UP = 1500;
const CONCURRENCY = 8;
const PEOPLE = 200;
/** A class that clicks together. */
const CLASS = 200;

function installPeer(): void {
  if (existsSync(fromRoot('bench/peer/node_modules/ltijs-sequelize'))) return;
  process.stdout.write('Installing the peer (ltijs with ltijs-sequelize)…\n');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: fromRoot('bench/peer'),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) throw new Error('the peer could not be installed');
}

/** A round, and the processor time of the program's own process, milliseconds a launch. */
type LaunchRound = Round & { cpuMs: number };

export interface LaunchFigures {
  ours: LaunchRound[];
  peer: LaunchRound[];
  ratio: number;
  /** Two hundred at once, ours. */
  together: Round[];
}

/** Whole launches, login to rendered page, ours and the peer's in turn on the same MariaDB. */
export async function benchLaunch(): Promise<LaunchFigures> {
  installPeer();
  const platform = await startBenchPlatform('bench-client');
  const [port, peerPort] = [await freePort(), await freePort()];
  const [data, peerData] = [await freshDatabase('mysql'), await freshDatabase('mysql')];
  await prepareTool({ port, databaseUrl: data.url, platform, meetings: 15_000 });
  const ours = await startMeasured(
    'dist/bench/support/tool-server.js',
    toolEnv({ port, databaseUrl: data.url }),
    AS_STARTED,
  );
  const peerEnv = {
    PEER_PORT: String(peerPort),
    PEER_DB: new URL(peerData.url).pathname.slice(1),
    PEER_MYSQL: peerData.url,
    PLATFORM_URL: platform.url,
    CLIENT_ID: platform.clientId,
  };
  const peer = await startMeasured('bench/peer/server.mjs', peerEnv, AS_STARTED);
  const own: LaunchTarget = {
    loginUrl: `http://127.0.0.1:${port}/lti/login`,
    targetLinkUri: `http://127.0.0.1:${port}/lti/launch?page=home`,
    marker: '</html>',
  };
  const others: LaunchTarget = {
    loginUrl: `http://127.0.0.1:${peerPort}/login`,
    targetLinkUri: `http://127.0.0.1:${peerPort}/`,
    marker: 'Hello',
  };
  const figures: LaunchFigures = { ours: [], peer: [], ratio: 0, together: [] };
  // The signature is the LMS's work, which takes as long as a third of a launch: it does not count.
  async function round(server: MeasuredProcess, target: LaunchTarget, times = LAUNCHES) {
    const before = await server.cpuMs();
    const done = await measureSteps(times, CONCURRENCY, {
      first: (i) => platform.login(target, `bench-${i % PEOPLE}`),
      between: platform.sign,
      second: platform.enter,
    });
    return { ...done, cpuMs: ((await server.cpuMs()) - before) / times };
  }
  try {
    await round(ours, own, WARM_UP);
    await round(peer, others, WARM_UP);
    for (let i = 0; i < ROUNDS; i += 1) {
      figures.ours.push(await round(ours, own));
      figures.peer.push(await round(peer, others));
    }
    for (let i = 0; i < ROUNDS; i += 1) {
      // Any launch that does not end on its page throws.
      figures.together.push(
        await measure(CLASS, CLASS, (n) => platform.launch(own, `bench-${n % PEOPLE}`)),
      );
    }
  } finally {
    await Promise.all([ours.stop(), peer.stop(), platform.close()]);
    await Promise.all([data.drop(), peerData.drop()]);
  }
  const perSecond = (rounds: Round[]) => rounds.map((r) => r.perSecond);
  figures.ratio = ratioOf(perSecond(figures.ours), perSecond(figures.peer));
  return figures;
}

/** The figures as lines of a table. */
export function launchLines({ ours, peer, ratio, together }: LaunchFigures): string[] {
  const cpu = (rounds: LaunchRound[]) => rounds.map((r) => r.cpuMs);
  const cpuRatio = ratioOf(cpu(peer), cpu(ours));
  const middle = (rounds: Round[], of: 'p50' | 'p95' | 'p99') =>
    median(rounds.map((r) => r[of])).toFixed(1);
  const line = (name: string, rounds: LaunchRound[]) =>
    `| ${name} | ${median(rounds.map((r) => r.perSecond)).toFixed(0)} | ${middle(rounds, 'p50')} | ${middle(rounds, 'p95')} | ${median(rounds.map((r) => r.cpuMs)).toFixed(2)} |`;
  return [
    'From the login to the rendered page; the LMS’s own part between, the signature of the id_token, is not timed. Both are started with the same options of Node and have ten connections to the same server.',
    '',
    '| launch, login to rendered page | a second | p50, ms | p95, ms | processor time of the program, ms |',
    '|---|---:|---:|---:|---:|',
    line('Nastavnik, home of a mentee', ours),
    line('ltijs + ltijs-sequelize, a page that says hello', peer),
    '',
    `Ratio: **${ratio.toFixed(2)}** (wanted: at least 3); by processor time ${cpuRatio.toFixed(2)}.`,
    '',
    `${CLASS} launches at once: no error; p50 ${middle(together, 'p50')} ms, p99 ${middle(together, 'p99')} ms, all within ${Math.max(...together.map((r) => r.longest)).toFixed(0)} ms.`,
  ];
}
