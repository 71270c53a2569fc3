import { spawn } from 'node:child_process';
import { fromRoot } from '../../shared/root.js';

const LIMIT_MS = 60_000;

/** How a program ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A program of the project in a process of its own. */
export interface Program {
  /** What it has written to standard output so far. */
  output(): string;
  errors(): string;
  /** Resolves as soon as the output matches; rejects when the program ends before, or says nothing for 60 s. */
  said(pattern: RegExp): Promise<void>;
  /** Sends a signal; how the program ended then. */
  end(signal: NodeJS.Signals): Promise<Ended>;
  /** Resolves at its end, of whatever cause. */
  ended: Promise<Ended>;
}

/** Nothing of the surroundings of the tests but what any program needs. */
function plainEnv(given: Readonly<Record<string, string>>): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot'];
  const plain = kept.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(plain), ...given };
}

/**
 * Starts `node FILE ARGS` with this environment and nothing of the tests' own.
 * @param file path from the checkout's root
 */
export function startProgram(
  file: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Program {
  const child = spawn(process.execPath, [fromRoot(file), ...args], {
    env: plainEnv(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  const watchers = new Set<() => void>();
  const tell = () => {
    for (const watch of [...watchers]) watch();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  let over = false;
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      over = true;
      resolve({ code, signal });
      tell();
    });
  });
  const said = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const done = (error?: Error) => {
        clearTimeout(timer);
        watchers.delete(watch);
        if (error) reject(error);
        else resolve();
      };
      const told = (what: string) => new Error(`${file} ${what} ${pattern}: ${output}${errors}`);
      const timer = setTimeout(() => done(told('did not say in time')), LIMIT_MS);
      const watch = () => {
        if (pattern.test(output)) done();
        else if (over) done(told('ended without saying'));
      };
      watchers.add(watch);
      watch();
    });
  return {
    output: () => output,
    errors: () => errors,
    said,
    ended,
    end(signal) {
      if (!over) child.kill(signal);
      return ended;
    },
  };
}

/** Runs a program to its end. */
export async function runProgram(
  file: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Ended & { output: string; errors: string }> {
  const program = startProgram(file, env, args);
  const ended = await program.ended;
  return { ...ended, output: program.output(), errors: program.errors() };
}

/** Waits until something holds; fails with its name after the time limit. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 30_000,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The status of an address; 0 while nobody answers there. */
export async function statusOf(url: string): Promise<number> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}
