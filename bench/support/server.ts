import { type ChildProcess, fork } from 'node:child_process';
import { fromRoot } from '../../shared/root.js';

/** A program under measurement, in a process of its own. */
export interface MeasuredProcess {
  stop(): Promise<void>;
}

/** As `npm run start:tool` starts it. */
export const AS_STARTED = ['--max-semi-space-size=64'] as const;

/**
 * Starts a program and waits until it says `ready` over its channel.
 * @param file path from the checkout's root
 */
export function startMeasured(
  file: string,
  env: Record<string, string>,
  execArgv: readonly string[] = [],
): Promise<MeasuredProcess> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = fork(fromRoot(file), {
      env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [...execArgv],
    });
    const failed = (code: number | null) => reject(new Error(`${file} ended with ${code}`));
    child.once('exit', failed);
    child.on('message', (message) => {
      if (message !== 'ready') return;
      child.off('exit', failed);
      resolve({
        stop: () =>
          new Promise((done) => {
            child.once('exit', () => done());
            child.kill('SIGTERM');
          }),
      });
    });
  });
}
