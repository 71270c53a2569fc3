import type { Applicant, MentorPlaces, Problem } from './solver/problem.js';

/** The file is no instance of matching; `problems` says where and why. */
export class BadInstance extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** So many problems are told of at once. */
const MOST_TOLD = 20;
const GREATEST_SCORE = 100;
/** More places than anybody needs. */
const GREATEST_COUNT = 2 ** 31 - 1;

type Told = (problem: string) => void;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

/** A list of the instance; one that is left out is empty where it may be. */
function listOf(instance: Record<string, unknown>, name: string, told: Told): unknown[] {
  const list = instance[name];
  if (Array.isArray(list)) return list;
  if (list !== undefined || name !== 'locks') told(`"${name}": a list is wanted`);
  return [];
}

function idOf(row: unknown, where: string, told: Told): string {
  const id = isObject(row) ? row['id'] : undefined;
  if (typeof id === 'string' || typeof id === 'number') return String(id);
  told(`${where}: "id" is missing`);
  return '';
}

function mentorOf(row: unknown, where: string, told: Told): MentorPlaces {
  const { capacity, atLeast } = isObject(row) ? row : {};
  const id = idOf(row, where, told);
  if (!isCount(capacity)) told(`${where}: "capacity" must be a whole number from 0`);
  if (atLeast !== undefined && !isCount(atLeast))
    told(`${where}: "atLeast" must be a whole number from 0`);
  const places = isCount(capacity) ? Math.min(capacity, GREATEST_COUNT) : 0;
  return { id, capacity: places, ...(isCount(atLeast) ? { atLeast } : {}) };
}

/** Mentee and mentor of a row, as places in the lists; null when it was told what is wrong. */
function endsOf(row: unknown, where: string, counts: readonly [number, number], told: Told) {
  const [mentee, mentor] = Array.isArray(row) ? (row as unknown[]) : [];
  const isIn = (index: unknown, count: number): index is number => isCount(index) && index < count;
  if (!isIn(mentee, counts[0])) {
    told(`${where}: there is no mentee ${JSON.stringify(mentee)}`);
    return null;
  }
  if (!isIn(mentor, counts[1])) {
    told(`${where}: there is no mentor ${JSON.stringify(mentor)}`);
    return null;
  }
  return [mentee, mentor] as const;
}

function pairsOf(rows: readonly unknown[], counts: readonly [number, number], told: Told) {
  const pairs = {
    mentees: new Int32Array(rows.length),
    mentors: new Int32Array(rows.length),
    score: new Float64Array(rows.length),
  };
  for (let n = 0; n < rows.length; n += 1) {
    const row = rows[n];
    const ends = endsOf(row, `pairs[${n}]`, counts, told);
    const score = Array.isArray(row) ? (row as unknown[])[2] : undefined;
    if (typeof score !== 'number' || !(score >= 0 && score <= GREATEST_SCORE))
      told(`pairs[${n}]: the score must be a number from 0 to ${GREATEST_SCORE}`);
    if (ends === null) continue;
    [pairs.mentees[n], pairs.mentors[n]] = ends;
    pairs.score[n] = Number(score);
  }
  return pairs;
}

/**
 * Reads an instance of matching: `{"mentors": [{"id", "capacity"}], "mentees": [{"id"}],
 * "pairs": [[mentee, mentor, score]], "locks": [[mentee, mentor]]}`, mentees and mentors of pairs and
 * locks by their places in the lists. A mentor's `"atLeast"`, which may be left out, is how many a group needs.
 * @throws BadInstance that names what is wrong, up to twenty things at once
 */
export function readInstance(text: string): Problem {
  const problems: string[] = [];
  const told: Told = (problem) => {
    if (problems.length < MOST_TOLD) problems.push(problem);
  };
  let instance: unknown;
  try {
    instance = JSON.parse(text);
  } catch (error) {
    throw new BadInstance([`no JSON: ${(error as Error).message}`]);
  }
  if (!isObject(instance))
    throw new BadInstance(['an object with mentors, mentees and pairs is wanted']);
  const mentors = listOf(instance, 'mentors', told).map((row, j) =>
    mentorOf(row, `mentors[${j}]`, told),
  );
  const mentees: Applicant[] = listOf(instance, 'mentees', told).map((row, i) => ({
    id: idOf(row, `mentees[${i}]`, told),
  }));
  const counts = [mentees.length, mentors.length] as const;
  const pairs = pairsOf(listOf(instance, 'pairs', told), counts, told);
  const locks = listOf(instance, 'locks', told).flatMap((row, n) => {
    const ends = endsOf(row, `locks[${n}]`, counts, told);
    return ends === null ? [] : [ends];
  });
  if (problems.length > 0) throw new BadInstance(problems);
  return { mentees, mentors, pairs, locks };
}
