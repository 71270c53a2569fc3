import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from '../../service/matching/solver/prepare.js';
import type { Problem } from '../../service/matching/solver/problem.js';
import { solvePrepared } from '../../service/matching/solver/solve.js';
import { median } from '../support/measure.js';
import { growing, type Instance, instances } from './instances.js';
import { type Found, lemon, lemonProgram, pythonPeers } from './peers.js';

const ROUNDS = 5;
const OURS = 'Nastavnik';
const LEMON = 'LEMON';
/** HiGHS takes half a minute for the large ones. */
const HIGHS_UP_TO = 10_000;

export interface MatchingFigures {
  compared: { name: string; pairs: number; found: Record<string, Found>; prepared: number }[];
  growth: { mentees: number; pairs: number; prepared: number; solved: number }[];
}

/** Milliseconds of bringing the pairs in order, and what solving them gave. */
function ours(problem: Problem): { prepared: number[]; found: Found } {
  const prepared: number[] = [];
  const found: Found = { ms: [], matched: 0, total: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    const ready = prepare(problem);
    const between = performance.now();
    const { matched, total } = solvePrepared(problem, ready);
    prepared.push(between - begun);
    found.ms.push(performance.now() - between);
    Object.assign(found, { matched, total });
  }
  return { prepared, found };
}

/** Throws unless all have found the same optimum. */
function requireEqual(name: string, found: Record<string, Found>): void {
  const own = found[OURS] as Found;
  for (const [solver, { matched, total }] of Object.entries(found))
    if (matched !== own.matched || Math.abs(total - own.total) > 1e-6)
      throw new Error(
        `${name}: ${solver} found ${matched} pairs of ${total}, we ${own.matched} of ${own.total}`,
      );
}

function compare({ name, problem }: Instance, folder: string) {
  const pairs = problem.pairs.score.length;
  const { prepared, found: own } = ours(problem);
  const program = pairs === 0 ? null : lemonProgram(folder);
  const found: Record<string, Found> = {
    [OURS]: own,
    ...(pairs === 0 ? {} : pythonPeers(problem, folder, ROUNDS, pairs <= HIGHS_UP_TO)),
    ...(program === null ? {} : { [LEMON]: lemon(program, problem, ROUNDS) }),
  };
  requireEqual(name, found);
  return { name, pairs, found, prepared: median(prepared) };
}

/** The solver beside exact peers, in one run on one machine, and how its time grows. */
export function benchMatching(): MatchingFigures {
  const folder = mkdtempSync(join(tmpdir(), 'nastavnik-matching-'));
  try {
    // Compiled code on all sides.
    for (let n = 0; n < 20; n += 1)
      for (const { problem } of instances().slice(0, 2)) ours(problem);
    const compared = instances().map((instance) => compare(instance, folder));
    const growth = growing().map(({ mentees, problem }) => {
      const { prepared, found } = ours(problem);
      const pairs = problem.pairs.score.length;
      return { mentees, pairs, prepared: median(prepared), solved: median(found.ms) };
    });
    return { compared, growth };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ms = (found: Found | undefined): string =>
  found === undefined ? '–' : median(found.ms).toFixed(2);

/** The figures as tables. */
export function matchingLines({ compared, growth }: MatchingFigures): string[] {
  const peers = ['scipy, dense', 'scipy, sparse', LEMON, 'HiGHS'];
  const ratio = (found: Record<string, Found>): string => {
    const own = median((found[OURS] as Found).ms);
    const scipy = ['scipy, dense', 'scipy, sparse'].flatMap((name) => found[name] ?? []);
    const best = Math.min(...scipy.map((one) => median(one.ms)));
    const to = (other: number) => (Number.isFinite(other) ? (own / other).toFixed(2) : '–');
    return `${to(best)} | ${to(found[LEMON] ? median(found[LEMON].ms) : Infinity)}`;
  };
  return [
    'Milliseconds of solving, medians; every solver found the same optimum on every instance (checked). Bringing the pairs in order before is not in it, as building matrices and graphs is not for the others; it stands in its own column.',
    '',
    `| mentees × mentors | pairs | ${OURS} | before it | ${peers.join(' | ')} | of the faster scipy (wanted ≤ 1) | of LEMON (wanted ≤ 2) |`,
    `|---|---:|---:|---:|${peers.map(() => '---:').join('|')}|---:|---:|`,
    ...compared.map(
      ({ name, pairs, found, prepared }) =>
        `| ${name} | ${pairs} | ${ms(found[OURS])} | ${prepared.toFixed(1)} | ${peers.map((peer) => ms(found[peer])).join(' | ')} | ${ratio(found)} |`,
    ),
    '',
    '| mentees | pairs | before, ms | solving, ms |',
    '|---:|---:|---:|---:|',
    ...growth.map(
      (g) => `| ${g.mentees} | ${g.pairs} | ${g.prepared.toFixed(1)} | ${g.solved.toFixed(1)} |`,
    ),
  ];
}
