import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../service/matching/solver/problem.js';
import { fromRoot } from '../../shared/root.js';

/** What a solver found, and the milliseconds of each of its rounds. */
export interface Found {
  ms: number[];
  matched: number;
  total: number;
}

const GREATEST_SCORE = 100;
const OUTPUT_BYTES = 2 ** 26;

function output(command: string, args: string[], input?: string): string {
  const done = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES,
    ...(input === undefined ? {} : { input }),
  });
  if (done.status !== 0) throw new Error(`${command} ended with ${done.status}: ${done.stderr}`);
  return done.stdout;
}

const works = (command: string, args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const triples = ({ pairs }: Problem): [number, number, number][] =>
  [...pairs.mentees].map((mentee, n) => [
    mentee,
    pairs.mentors[n] as number,
    pairs.score[n] as number,
  ]);

/** scipy's two exact solvers, and HiGHS when it is wished; none where they are not installed. */
export function pythonPeers(
  problem: Problem,
  folder: string,
  rounds: number,
  withHighs: boolean,
): Record<string, Found> {
  if (!works('python3', ['-c', 'import scipy, numpy'])) return {};
  const { mentors, mentees } = problem;
  const file = join(folder, 'instance.json');
  writeFileSync(file, JSON.stringify({ mentors, mentees, pairs: triples(problem), locks: [] }));
  const more = withHighs ? ['--highs'] : [];
  const script = fromRoot('bench/matching/peers.py');
  return JSON.parse(output('python3', [script, file, String(rounds), ...more]));
}

/** Compiles LEMON's part once; null where compiler or library are not installed. */
export function lemonProgram(folder: string): string | null {
  const program = join(folder, 'lemon');
  if (existsSync(program)) return program;
  return works('g++', ['-O2', '-o', program, fromRoot('bench/matching/lemon.cc')]) ? program : null;
}

/** LEMON's network simplex; scores must be whole. */
export function lemon(program: string, problem: Problem, rounds: number): Found {
  const { mentors, mentees } = problem;
  const matchedWorth = GREATEST_SCORE * (mentees.length + 1);
  const rows = triples(problem);
  const input = [
    `${mentees.length} ${mentors.length} ${rows.length} ${rounds}`,
    mentors.map(({ capacity }) => capacity).join(' '),
    ...rows.map(([mentee, mentor, score]) => `${mentee} ${mentor} ${matchedWorth + score}`),
  ].join('\n');
  const { ms, matched, worth } = JSON.parse(output(program, [], input));
  return { ms, matched, total: worth - matched * matchedWorth };
}
