import { type ChildProcess, fork } from 'node:child_process';
import { fromRoot } from '../../shared/root.js';

/** A program under measurement, in a process of its own. */
export interface MeasuredProcess {
  /** Processor time that it has used so far, milliseconds. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/** As `npm run start:tool` starts it. */
export const AS_STARTED = ['--max-semi-space-size=64'] as const;

/**
 * Starts a program and waits until it says `ready` over its channel. Asked `cpu` there, it answers with
 * its `process.cpuUsage()`.
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
        cpuMs: () =>
          new Promise((done) => {
            child.once('message', (usage: NodeJS.CpuUsage) =>
              done((usage.user + usage.system) / 1000),
            );
            child.send('cpu');
          }),
        stop: () =>
          new Promise((done) => {
            child.once('exit', () => done());
            child.kill('SIGTERM');
          }),
      });
    });
  });
}
