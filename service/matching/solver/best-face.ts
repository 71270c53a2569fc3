import type { Assignment } from './assign.js';
import { type Trail, trailOf } from './places.js';

/**
 * Moves among best assignments. At best prices a mentee may change to any mentor whose pair is worth
 * just what mentee and place are (`gain + price`), and nothing else is best (complementary slackness):
 * who gains must stay matched, who has a price must stay full. So searches below follow only such pairs.
 */
export class BestFace {
  readonly trail: Trail;
  /** Mentors from which nothing better can be reached, whatever is changed elsewhere. */
  readonly #closed: Uint8Array;
  readonly #seen: Int32Array;
  #seenCount = 0;
  readonly #isSeen: Uint8Array;

  constructor(readonly assignment: Assignment) {
    const { mentorCount } = assignment.places.network;
    this.trail = trailOf(mentorCount);
    this.#closed = new Uint8Array(mentorCount);
    this.#isSeen = new Uint8Array(mentorCount);
    this.#seen = new Int32Array(mentorCount);
  }

  isClosed(mentor: number): boolean {
    return this.#closed[mentor] === 1;
  }

  /** The mentors that the last search has come to, nearest first. */
  seen(): Int32Array {
    return this.#seen.subarray(0, this.#seenCount);
  }

  /**
   * Looks through all mentors to whom somebody could change in turn, beginning with a mentor's own
   * mentees, until one is what is looked for.
   * @returns that mentor, or -1
   */
  fromMentor(mentor: number, isWanted: (mentor: number) => boolean): number {
    this.#begin();
    this.#mark(mentor);
    return this.#spread(isWanted);
  }

  /** The same, beginning with a mentee who has no place. */
  fromMentee(mentee: number, isWanted: (mentor: number) => boolean): number {
    this.#begin();
    return this.#follow(mentee, isWanted) ?? this.#spread(isWanted);
  }

  /**
   * What a search without success has seen is left out of all later ones. That is sound where a later
   * search wants no more than this one did: from there nothing outside can be reached, and changes
   * elsewhere follow no pair that leads in.
   */
  close(): void {
    for (const mentor of this.seen()) this.#closed[mentor] = 1;
  }

  #begin(): void {
    for (let n = 0; n < this.#seenCount; n += 1) this.#isSeen[this.#seen[n] as number] = 0;
    this.#seenCount = 0;
  }

  #mark(mentor: number): void {
    this.#isSeen[mentor] = 1;
    this.#seen[this.#seenCount] = mentor;
    this.#seenCount += 1;
  }

  #spread(isWanted: (mentor: number) => boolean): number {
    const { places } = this.assignment;
    for (let n = 0; n < this.#seenCount; n += 1) {
      const mentor = this.#seen[n] as number;
      const begin = places.first[mentor] as number;
      const end = begin + (places.load[mentor] as number);
      for (let place = begin; place < end; place += 1) {
        const found = this.#follow(places.holder[place] as number, isWanted);
        if (found !== null) return found;
      }
    }
    return -1;
  }

  #follow(mentee: number, isWanted: (mentor: number) => boolean): number | null {
    const { places, gain, price } = this.assignment;
    const { firstPair, mentorOf, worth } = places.network;
    const own = gain[mentee] as number;
    const end = firstPair[mentee + 1] as number;
    for (let pair = firstPair[mentee] as number; pair < end; pair += 1) {
      // Pairs come by falling worth, and no price is below 0.
      if ((worth[pair] as number) < own) break;
      const mentor = mentorOf[pair] as number;
      if (this.#isSeen[mentor] === 1 || this.#closed[mentor] === 1) continue;
      if ((worth[pair] as number) !== own + (price[mentor] as number)) continue;
      this.trail.pairTo[mentor] = pair;
      this.trail.menteeTo[mentor] = mentee;
      this.#mark(mentor);
      if (isWanted(mentor)) return mentor;
    }
    return null;
  }
}
