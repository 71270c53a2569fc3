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
const WARM_UP = 4000;
/** So many launches are under way at once: a few people, and a class that opens its course page. */
const AT_ONCE = [8, 24] as const;
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

/** Ours and the peer's in turn, with as many launches under way at once. */
interface Side {
  atOnce: number;
  ours: LaunchRound[];
  peer: LaunchRound[];
}

export interface LaunchFigures {
  sides: Side[];
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
  const figures: LaunchFigures = {
    sides: AT_ONCE.map((atOnce) => ({ atOnce, ours: [], peer: [] })),
    together: [],
  };
  // The signature is the LMS's work, which takes as long as a third of a launch: it does not count.
  async function round(
    server: MeasuredProcess,
    target: LaunchTarget,
    atOnce: number,
    times = LAUNCHES,
  ) {
    const before = await server.cpuMs();
    const done = await measureSteps(times, atOnce, {
      first: (i) => platform.login(target, `bench-${i % PEOPLE}`),
      between: platform.sign,
      second: platform.enter,
    });
    return { ...done, cpuMs: ((await server.cpuMs()) - before) / times };
  }
  try {
    await round(ours, own, AT_ONCE[0], WARM_UP);
    await round(peer, others, AT_ONCE[0], WARM_UP);
    for (const side of figures.sides) {
      for (let i = 0; i < ROUNDS; i += 1) {
        side.ours.push(await round(ours, own, side.atOnce));
        side.peer.push(await round(peer, others, side.atOnce));
      }
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
  return figures;
}

const middle = (rounds: Round[], of: keyof Round) => median(rounds.map((r) => r[of]));

function sideLines({ atOnce, ours, peer }: Side): string[] {
  const ratio = (a: LaunchRound[], b: LaunchRound[], of: 'perSecond' | 'cpuMs') =>
    ratioOf(
      a.map((r) => r[of]),
      b.map((r) => r[of]),
    ).toFixed(2);
  const line = (name: string, rounds: LaunchRound[]) =>
    `| ${name} | ${middle(rounds, 'perSecond').toFixed(0)} | ${middle(rounds, 'p50').toFixed(1)} | ${middle(rounds, 'p95').toFixed(1)} | ${median(rounds.map((r) => r.cpuMs)).toFixed(2)} |`;
  return [
    `| ${atOnce} launches under way at once, login to rendered page | a second | p50, ms | p95, ms | processor time of the program, ms |`,
    '|---|---:|---:|---:|---:|',
    line('Nastavnik, home of a mentee', ours),
    line('ltijs + ltijs-sequelize, a page that says hello', peer),
    '',
    `Ratio: **${ratio(ours, peer, 'perSecond')}** (wanted: at least 3); by processor time ${ratio(peer, ours, 'cpuMs')}.`,
    '',
  ];
}

/** The figures as lines of a table. */
export function launchLines({ sides, together }: LaunchFigures): string[] {
  return [
    'From the login to the rendered page; the LMS’s own part between, the signature of the id_token, is not timed. Both are started with the same options of Node and have ten connections to the same server.',
    '',
    ...sides.flatMap(sideLines),
    `${CLASS} launches at once: no error; p50 ${middle(together, 'p50').toFixed(1)} ms, p99 ${middle(together, 'p99').toFixed(1)} ms, all within ${Math.max(...together.map((r) => r.longest)).toFixed(0)} ms.`,
  ];
}
