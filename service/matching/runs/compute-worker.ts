import { parentPort, workerData } from 'node:worker_threads';
import type { MatchSettings } from '../../api/match-settings.js';
import type { MatchInput } from '../engine/index.js';
import { type Judgement, judge, runnerUpOf, whyUnmatched, withFixed } from '../engine/index.js';
import { Cancelled } from '../solver/assign.js';
import { InfeasibleLocks, type LockProblem } from '../solver/problem.js';
import { solve } from '../solver/solve.js';
import type { ComputeInput, ComputeMessage, LockFault, Solved, WithoutPair } from './compute.js';

/** Judging and solving in a thread of its own: requests are answered meanwhile. */
const { task, cancelled } = workerData as ComputeInput;
const isCancelled = new Int32Array(cancelled);
const say = (message: ComputeMessage): void => parentPort?.postMessage(message);

function progress(done: number): boolean {
  say({ kind: 'progress', done });
  return Atomics.load(isCancelled, 0) === 0;
}

const inPoints = (hundredths: number): number => hundredths / 100;
const inHundredths = (points: number): number => Math.round(points * 100);

function solved(judgement: Judgement): Solved {
  const { problem, mentees, units } = judgement;
  const begun = process.hrtime.bigint();
  const matching = solve(problem, progress);
  const solverUs = Number((process.hrtime.bigint() - begun) / 1000n);
  const result: [string, string][] = [];
  const scores: number[] = [];
  const mentorOf = withFixed(judgement, matching.mentorOf);
  mentorOf.forEach((unit, mentee) => {
    if (unit < 0) return;
    result.push([mentees[mentee]?.personId ?? '', units[unit]?.unitId ?? '']);
    scores.push(inHundredths(judgement.pairOf(mentee, unit).score));
  });
  const total = scores.reduce((sum, one) => sum + one, 0);
  return {
    result,
    scores,
    loosen: [...whyUnmatched(judgement, mentorOf)].map(([mentee, rules]) => [
      mentees[mentee]?.personId ?? '',
      rules,
    ]),
    totals: {
      mentees: mentees.length,
      matched: result.length,
      total: inPoints(total),
      average: result.length === 0 ? 0 : inPoints(Math.round(total / result.length)),
    },
    units: judgement.unitsWithPlaces,
    places: judgement.places,
    allowedPairs: judgement.allowedPairs,
    solverUs,
  };
}

function faultOf(judgement: Judgement, problem: LockProblem): LockFault {
  const { mentees, units } = judgement;
  const menteesOf = problem.locks.map(([mentee]) => mentees[mentee]?.personId ?? '');
  const unitsOf = problem.locks.map(([, unit]) => units[unit]?.unitId ?? '');
  const rules =
    problem.code === 'not_allowed'
      ? problem.locks.flatMap(([mentee, unit]) => judgement.pairOf(mentee, unit).rules)
      : [];
  return {
    code: problem.code,
    menteeIds: [...new Set(menteesOf)],
    unitIds: [...new Set(unitsOf)],
    capacity:
      problem.code === 'over_capacity'
        ? problem.capacity
        : problem.code === 'group_too_small'
          ? problem.atLeast
          : null,
    rules: [...new Set(rules)],
  };
}

async function without(judgement: Judgement, menteeId: string): Promise<WithoutPair | null> {
  const { problem, mentees, units } = judgement;
  const mentee = mentees.findIndex(({ personId }) => personId === menteeId);
  const other = await runnerUpOf(judgement, solve(problem).mentorOf, mentee, solve);
  if (other === null) return null;
  const idOf = (unit: number): string | null => units[unit]?.unitId ?? null;
  return {
    unitId: idOf(other.unit),
    score: other.unit < 0 ? null : judgement.pairOf(mentee, other.unit).score,
    cost: other.cost,
    fewer: other.fewer,
    moves: other.moves.map((move) => ({
      menteeId: mentees[move.mentee]?.personId ?? '',
      from: idOf(move.from),
      to: idOf(move.to),
    })),
  };
}

async function run(input: MatchInput, settings: MatchSettings): Promise<void> {
  const judgement = judge(input, settings);
  try {
    if (task.kind === 'solve') say({ kind: 'solved', solved: solved(judgement) });
    else say({ kind: 'without', without: await without(judgement, task.menteeId) });
  } catch (error) {
    if (error instanceof Cancelled) say({ kind: 'cancelled' });
    else if (error instanceof InfeasibleLocks)
      say({ kind: 'locks', faults: error.problems.map((one) => faultOf(judgement, one)) });
    else throw error;
  }
}

await run(task.input, task.settings);
