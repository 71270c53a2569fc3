import { CRITERIA, HALF, type Mentee, type Mentor, UNKNOWN } from './criteria/index.js';
import type { Weighted } from './weights.js';

/** Instead of points: a criterion that is a must is not met. */
export const NOT_MET = -1;

/** Numbers that are kept for one criterion at most: some megabytes. */
const KEPT = 4_000_000;

/** One criterion: mentors who come out alike are looked at once for mentees who do. */
class CriterionRows {
  readonly #weighted: Weighted;
  /** The kind of each mentor, and somebody of each kind. */
  readonly kindOf: Int32Array;
  readonly #kinds: readonly Mentor[];
  readonly #rows = new Map<string, Int32Array>();
  readonly #most: number;

  constructor(weighted: Weighted, mentors: readonly Mentor[]) {
    this.#weighted = weighted;
    const criterion = CRITERIA[weighted.at] as (typeof CRITERIA)[number];
    const kindOfKey = new Map<string, number>();
    const kinds: Mentor[] = [];
    this.kindOf = Int32Array.from(mentors, (mentor) => {
      const key = criterion.keyOf(mentor);
      const known = kindOfKey.get(key);
      if (known !== undefined) return known;
      kindOfKey.set(key, kinds.length);
      return kinds.push(mentor) - 1;
    });
    this.#kinds = kinds;
    this.#most = Math.floor(KEPT / Math.max(1, kinds.length));
  }

  /** Points of each kind of mentors for a mentee, or NOT_MET. */
  of(mentee: Mentee): Int32Array {
    const criterion = CRITERIA[this.#weighted.at] as (typeof CRITERIA)[number];
    const key = criterion.keyOf(mentee);
    const known = this.#rows.get(key);
    if (known) return known;
    const { most, must, enough } = this.#weighted;
    const row = Int32Array.from(this.#kinds, (mentor) => {
      const value = criterion.value(mentee, mentor);
      if (must && value < enough) return NOT_MET;
      return Math.round(most * (value === UNKNOWN ? HALF : value));
    });
    if (this.#rows.size < this.#most) this.#rows.set(key, row);
    return row;
  }
}

/** What all criteria together say of a mentee and each single mentor. */
export class PointRows {
  readonly #criteria: readonly CriterionRows[];
  readonly #sum: Int32Array;

  constructor(criteria: readonly Weighted[], mentors: readonly Mentor[]) {
    this.#criteria = criteria
      .filter(({ most, must }) => most > 0 || must)
      .map((weighted) => new CriterionRows(weighted, mentors));
    this.#sum = new Int32Array(mentors.length);
  }

  /** Hundredths of points by mentor, or NOT_MET; good until the next call. */
  of(mentee: Mentee): Int32Array {
    const sum = this.#sum.fill(0);
    for (const rows of this.#criteria) {
      const [row, { kindOf }] = [rows.of(mentee), rows];
      for (let mentor = 0; mentor < sum.length; mentor += 1) {
        const points = row[kindOf[mentor] as number] as number;
        if (points === NOT_MET) sum[mentor] = NOT_MET;
        else if (sum[mentor] !== NOT_MET) sum[mentor] = (sum[mentor] as number) + points;
      }
    }
    return sum;
  }
}
