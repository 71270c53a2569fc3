import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fromRoot } from '../shared/root.js';
import { freshDatabase } from '../test/support/databases.js';
import { freePort } from '../test/support/free-port.js';
import { measure, median, type Round, ratioOf } from './support/measure.js';
import { type LaunchTarget, startBenchPlatform } from './support/platform.js';
import { AS_STARTED, startMeasured } from './support/server.js';
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

export interface LaunchFigures {
  ours: Round[];
  peer: Round[];
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
  const peer = await startMeasured('bench/peer/server.mjs', {
    PEER_PORT: String(peerPort),
    PEER_DB: new URL(peerData.url).pathname.slice(1),
    PEER_MYSQL: peerData.url,
    PLATFORM_URL: platform.url,
    CLIENT_ID: platform.clientId,
  });
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
  const round = (target: LaunchTarget, times = LAUNCHES) =>
    measure(times, CONCURRENCY, (i) => platform.launch(target, `bench-${i % PEOPLE}`));
  try {
    await round(own, WARM_UP);
    await round(others, WARM_UP);
    for (let i = 0; i < ROUNDS; i += 1) {
      figures.ours.push(await round(own));
      figures.peer.push(await round(others));
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
  const middle = (rounds: Round[], of: 'p50' | 'p95' | 'p99') =>
    median(rounds.map((r) => r[of])).toFixed(1);
  const line = (name: string, rounds: Round[]) =>
    `| ${name} | ${median(rounds.map((r) => r.perSecond)).toFixed(0)} | ${middle(rounds, 'p50')} | ${middle(rounds, 'p95')} |`;
  return [
    '| launch, login to rendered page | a second | p50, ms | p95, ms |',
    '|---|---:|---:|---:|',
    line('Nastavnik, home of a mentee', ours),
    line('ltijs + ltijs-sequelize, a page that says hello', peer),
    '',
    `Ratio: **${ratio.toFixed(2)}** (wanted: at least 3).`,
    '',
    `${CLASS} launches at once: no error; p50 ${middle(together, 'p50')} ms, p99 ${middle(together, 'p99')} ms, all within ${Math.max(...together.map((r) => r.longest)).toFixed(0)} ms.`,
  ];
}
