// Runs a program and waits for its end, also when the command itself is told to stop.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in `cwd`; resolves true when it ended well. A signal is passed on, and this process
 * ends only after the program has: an `npm ci` that still writes must not meet the next command's.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, shell?: boolean, quiet?: boolean }} options
 * @returns {Promise<boolean>}
 */
export function run(command, args, { cwd, shell = false, quiet = false }) {
  const output = quiet ? 'ignore' : 'inherit';
  const child = spawn(command, args, { cwd, shell, stdio: ['ignore', output, output] });
  let stopped;
  const stop = (signal) => {
    stopped ??= signal;
    // Ctrl-C reaches the program by itself; half a second later it is told once more.
    setTimeout(() => child.kill(signal), 500).unref();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return new Promise((resolve) => {
    const done = (good) => {
      for (const signal of SIGNALS) process.removeListener(signal, stop);
      if (stopped) process.exit(128 + constants.signals[stopped]);
      resolve(good);
    };
    child.once('error', () => done(false));
    child.once('close', (status) => done(status === 0));
  });
}
