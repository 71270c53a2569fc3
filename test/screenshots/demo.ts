import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRoot } from '../../shared/root.js';

const TOOL_PORT = 8450;
const LMS_PORT = 8451;
const START_LIMIT_MS = 120_000;

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

async function untilReady(child: ChildProcess, urls: readonly string[]): Promise<void> {
  const until = Date.now() + START_LIMIT_MS;
  while (!(await Promise.all(urls.map(answers))).every(Boolean)) {
    if (child.exitCode !== null) throw new Error('The demo ended before it was ready');
    if (Date.now() > until) throw new Error('The demo was not ready within two minutes');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** The registration address that the demo prints at its start, good for one use. */
function inviteOf(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve) => {
    child.stdout?.on('data', (part: Buffer) => {
      said += part.toString('utf8');
      const address = /\S+\/lti\/register\?invite=\S+/.exec(said)?.[0];
      if (address) resolve(address);
    });
  });
}

/**
 * Runs `work` with the address of a demo LMS and a registration address of its tool: those that
 * DEMO_URL and DEMO_INVITE name, or a demo of its own with fresh data, which is ended and deleted
 * afterwards.
 */
export async function withDemo(
  work: (url: string, invite: string | null) => Promise<void>,
): Promise<void> {
  const given = process.env['DEMO_URL'];
  if (given) return work(given.replace(/\/$/, ''), process.env['DEMO_INVITE'] ?? null);
  const folder = mkdtempSync(join(tmpdir(), 'nastavnik-screenshots-'));
  const child = spawn(process.execPath, [fromRoot('dist', 'demo', 'start.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATA_DIR: folder,
      PORT: String(TOOL_PORT),
      DEMO_LMS_PORT: String(LMS_PORT),
      LOG_LEVEL: 'warn',
    },
  });
  const invite = inviteOf(child);
  try {
    const url = `http://127.0.0.1:${LMS_PORT}`;
    await untilReady(child, [`http://127.0.0.1:${TOOL_PORT}/readyz`, url]);
    await work(url, await invite);
  } finally {
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  }
}
