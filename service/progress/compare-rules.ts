import type { GradeState } from '../api/index.js';
import type { GradeDifference } from '../api/progress.js';

/**
 * Half a point of our hundred: what an LMS may lose by keeping the score on the scale of its column,
 * with a few decimals. A change by hand is larger.
 */
const TOLERANCE = 0.005 + 1e-9;
const OUR_MAXIMUM = 100;

/** A mentee's score as it should stand in the gradebook. */
export interface OurGrade {
  personId: string;
  name: string;
  score: number;
  state: GradeState;
  /** ms; null: never sent. */
  sentAt: number | null;
}

/** What the gradebook says of one person. */
export interface TheirResult {
  issuer: string;
  subject: string;
  /** Null: the person's cell is empty, or holds a zero that the LMS does not tell apart. */
  score: number | null;
  maximum: number;
}

/** Who of ours an account of the LMS belongs to. */
export interface KnownPerson {
  personId: string;
  name: string;
}

export interface Comparison {
  /** Scores that the gradebook holds as they were sent. */
  equal: number;
  /** Scores that are on their way, or were sent after the gradebook was read. */
  pending: number;
  differences: GradeDifference[];
}

/** How an account of an LMS is looked up among the known ones. */
export const accountKey = (one: { issuer: string; subject: string }): string =>
  JSON.stringify([one.issuer, one.subject]);

const shareOf = ({ score, maximum }: TheirResult): number => (score ?? 0) / maximum;

/** The same share of the maximum, up to rounding; an empty cell is as good as a zero. */
export const isSame = (score: number, theirs: TheirResult): boolean =>
  Math.abs(shareOf(theirs) - score / OUR_MAXIMUM) <= TOLERANCE;

/** The results of each person of ours, and those of nobody. */
function sort(results: readonly TheirResult[], people: ReadonlyMap<string, KnownPerson>) {
  const own = new Map<string, { person: KnownPerson; results: TheirResult[] }>();
  const strangers: TheirResult[] = [];
  for (const result of results) {
    const person = people.get(accountKey(result));
    const known = person && own.get(person.personId);
    if (known) known.results.push(result);
    else if (person) own.set(person.personId, { person, results: [result] });
    else if (result.score !== null) strangers.push(result);
  }
  return { own, strangers };
}

const theirsOf = ({ score, maximum }: TheirResult): GradeDifference['theirs'] =>
  score === null ? null : { score, maximum };

function differenceOf(grade: OurGrade, found: readonly TheirResult[]): GradeDifference | null {
  const { personId, name, score, state } = grade;
  if (found.some((result) => isSame(score, result))) return null;
  const result = found.find((one) => one.score !== null);
  const about = { personId, name, subject: null, score, state };
  if (result) return { ...about, kind: 'differs', theirs: theirsOf(result) };
  return state === 'sent' ? { ...about, kind: 'missing', theirs: null } : null;
}

const ORDER = ['missing', 'differs', 'ungraded', 'unknown'];
const collator = new Intl.Collator('ru');

function inOrder(differences: GradeDifference[]): GradeDifference[] {
  return differences.sort(
    (a, b) =>
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
      collator.compare(a.name ?? '', b.name ?? '') ||
      collator.compare(a.subject ?? '', b.subject ?? ''),
  );
}

/** Values that stand there for people of the programme whom it does not grade. */
function ungraded(
  found: Iterable<{ person: KnownPerson; results: TheirResult[] }>,
  ours: readonly OurGrade[],
): GradeDifference[] {
  const states = new Map(ours.map((grade) => [grade.personId, grade.state]));
  return [...found].flatMap(({ person, results }) => {
    const result = results.find((one) => one.score !== null);
    if (!result) return [];
    const state = states.get(person.personId) ?? null;
    return [
      { ...person, subject: null, score: null, state, kind: 'ungraded', theirs: theirsOf(result) },
    ];
  });
}

/**
 * Compares what should stand in the gradebook with what stands there, person by person.
 * @param people whose the accounts are, by `accountKey`; who is not among them is nobody of ours
 * @param readAt when the gradebook was read; ms
 */
export function compare(
  ours: readonly OurGrade[],
  results: readonly TheirResult[],
  people: ReadonlyMap<string, KnownPerson>,
  readAt: number,
): Comparison {
  const { own, strangers } = sort(results, people);
  const comparison: Comparison = { equal: 0, pending: 0, differences: [] };
  for (const grade of ours) {
    const found = own.get(grade.personId)?.results ?? [];
    if (grade.state === 'not_graded') continue;
    own.delete(grade.personId);
    const onItsWay = grade.state === 'waiting' || grade.state === 'sending';
    if (onItsWay || (grade.sentAt ?? 0) > readAt) {
      comparison.pending += 1;
      continue;
    }
    const difference = differenceOf(grade, found);
    if (difference) comparison.differences.push(difference);
    else if (grade.state === 'sent') comparison.equal += 1;
  }
  comparison.differences.push(...ungraded(own.values(), ours));
  for (const result of strangers) {
    const about = { personId: null, name: null, score: null, state: null };
    const { subject } = result;
    comparison.differences.push({ ...about, subject, kind: 'unknown', theirs: theirsOf(result) });
  }
  inOrder(comparison.differences);
  return comparison;
}
