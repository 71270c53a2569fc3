import type { PairLists } from '../solver/network.js';

const FIRST = 1 << 12;

const longer = <T extends Int32Array | Float64Array>(list: T): T => {
  const next = new (list.constructor as new (length: number) => T)(list.length * 2);
  next.set(list);
  return next;
};

/** The list of allowed pairs while it grows, without an object for each. */
export class PairColumns {
  #mentees = new Int32Array(FIRST);
  #mentors = new Int32Array(FIRST);
  #score = new Float64Array(FIRST);
  #count = 0;

  add(mentee: number, mentor: number, score: number): void {
    if (this.#count === this.#mentees.length) {
      this.#mentees = longer(this.#mentees);
      this.#mentors = longer(this.#mentors);
      this.#score = longer(this.#score);
    }
    this.#mentees[this.#count] = mentee;
    this.#mentors[this.#count] = mentor;
    this.#score[this.#count] = score;
    this.#count += 1;
  }

  lists(): PairLists {
    const count = this.#count;
    return {
      mentees: this.#mentees.slice(0, count),
      mentors: this.#mentors.slice(0, count),
      score: this.#score.slice(0, count),
    };
  }
}
