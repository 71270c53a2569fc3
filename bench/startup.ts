import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRoot } from '../shared/root.js';
import { freePort } from '../test/support/free-port.js';
import { ask } from './support/http.js';
import { median } from './support/measure.js';

const LIMIT_MS = 60_000;

/** Milliseconds from the start of the demo to its first good answer. */
async function startOnce(folder: string): Promise<number> {
  const [port, lmsPort] = [await freePort(), await freePort()];
  const begun = performance.now();
  const child = spawn(process.execPath, [fromRoot('dist/demo/start.js')], {
    env: { ...process.env, DATA_DIR: folder, PORT: String(port), DEMO_LMS_PORT: String(lmsPort) },
    stdio: 'ignore',
  });
  try {
    for (;;) {
      if (performance.now() - begun > LIMIT_MS) throw new Error('the demo did not start');
      const ready = await ask(`http://127.0.0.1:${port}/readyz`).catch(() => null);
      if (ready?.status === 200) return performance.now() - begun;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  } finally {
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  }
}

/** Start to first answer: of an empty folder, and with an existing database (median of five). */
export async function benchStartup(): Promise<{ first: number; again: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'nastavnik-bench-'));
  try {
    const first = await startOnce(folder);
    const again: number[] = [];
    for (let i = 0; i < 5; i += 1) again.push(await startOnce(folder));
    return { first, again: median(again) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
