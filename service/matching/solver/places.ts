import type { Network } from './network.js';

const placesOf = ({ capacity, menteeCount, mentorCount }: Network): Int32Array => {
  const first = new Int32Array(mentorCount + 1);
  for (let j = 0; j < mentorCount; j += 1)
    first[j + 1] = (first[j] as number) + Math.min(capacity[j] as number, menteeCount);
  return first;
};

/** Who holds which place of which mentor. The places that are taken are a mentor's first ones. */
export class Places {
  /** The pair that each mentee has, as its place in the network's lists; -1: none. */
  readonly pairOf: Int32Array;
  /** How many mentees each mentor has. */
  readonly load: Int32Array;
  /** A mentor's places stand from `first[mentor]` to before `first[mentor + 1]`. */
  readonly first: Int32Array;
  readonly holder: Int32Array;
  /** The place of each mentee; -1: none. */
  readonly placeOf: Int32Array;

  constructor(readonly network: Network) {
    this.pairOf = new Int32Array(network.menteeCount).fill(-1);
    this.placeOf = new Int32Array(network.menteeCount).fill(-1);
    this.load = new Int32Array(network.mentorCount);
    this.first = placesOf(network);
    this.holder = new Int32Array(this.first[network.mentorCount] as number);
  }

  capacityOf(mentor: number): number {
    return (this.first[mentor + 1] as number) - (this.first[mentor] as number);
  }

  isFull(mentor: number): boolean {
    return (this.load[mentor] as number) >= this.capacityOf(mentor);
  }

  /** The mentor of a mentee who has one. */
  mentorOf(mentee: number): number {
    return this.network.mentorOf[this.pairOf[mentee] as number] as number;
  }

  /** A place more of this mentor is taken: which one. */
  open(mentor: number): number {
    const place = (this.first[mentor] as number) + (this.load[mentor] as number);
    this.load[mentor] = (this.load[mentor] as number) + 1;
    return place;
  }

  /** A place of this mentor is given back; who held the last one takes it. */
  close(mentor: number, place: number): void {
    this.load[mentor] = (this.load[mentor] as number) - 1;
    const last = (this.first[mentor] as number) + (this.load[mentor] as number);
    if (place === last) return;
    const mover = this.holder[last] as number;
    this.holder[place] = mover;
    this.placeOf[mover] = place;
  }

  put(mentee: number, place: number, pair: number): void {
    this.holder[place] = mentee;
    this.placeOf[mentee] = place;
    this.pairOf[mentee] = pair;
  }

  /** Leaves a mentee without a place; gives the place that was left. */
  drop(mentee: number): number {
    const place = this.placeOf[mentee] as number;
    this.placeOf[mentee] = -1;
    this.pairOf[mentee] = -1;
    return place;
  }

  /**
   * Walks a path back from its end: each mentee on it takes the place that the next one leaves.
   * @param mentor where the path ends
   * @param place the place there that is to be taken
   * @param trail by which pair and from which mentee each mentor of the path was reached
   * @param start the mentee at whom the path began
   * @returns the place that `start` held before; -1: none
   */
  shift(mentor: number, place: number, trail: Trail, start: number): number {
    let [to, free] = [mentor, place];
    for (;;) {
      const mover = trail.menteeTo[to] as number;
      const leaves = this.placeOf[mover] as number;
      const left = leaves < 0 ? -1 : this.mentorOf(mover);
      this.put(mover, free, trail.pairTo[to] as number);
      if (mover === start) return leaves;
      [to, free] = [left, leaves];
    }
  }
}

/** How each mentor was reached in a search. */
export interface Trail {
  pairTo: Int32Array;
  menteeTo: Int32Array;
}

export const trailOf = (mentorCount: number): Trail => ({
  pairTo: new Int32Array(mentorCount).fill(-1),
  menteeTo: new Int32Array(mentorCount).fill(-1),
});
