import { MentorHeap } from './mentor-heap.js';
import type { Network } from './network.js';
import { Places, type Trail, trailOf } from './places.js';

/** A best assignment, with the prices that prove it. */
export interface Assignment {
  places: Places;
  /** What one more place of each mentor would be worth; 0 where one is free. */
  price: Float64Array;
  /** What each mentee adds to the whole; 0 for who is not matched, Infinity for who is locked. */
  gain: Float64Array;
}

/** Told now and then how many mentees are done; gives whether to go on. */
export type Progress = (done: number) => boolean;

/** Somebody asked the solver to stop. */
export class Cancelled extends Error {}

/** So many mentees between two calls of `progress`. */
const PROGRESS_EVERY = 256;

/** The search for one mentee's place, and what it leaves behind for the next. */
class PathSearch {
  readonly #network: Network;
  readonly #places: Places;
  readonly #price: Float64Array;
  readonly #gain: Float64Array;
  /** Length of the shortest way to each mentor so far. */
  readonly #distance: Float64Array;
  readonly #trail: Trail;
  readonly #heap: MentorHeap;
  /** Mentors as near as the one that is looked at. */
  readonly #ready: Int32Array;
  #readyCount = 0;
  readonly #reached: Int32Array;
  #reachedCount = 0;
  readonly #scanned: Int32Array;
  #scannedCount = 0;
  /** Length of the shortest way to an end: to a free place of `#freeMentor`, or to `#dropped`. */
  #bound = 0;
  #freeMentor = -1;
  #dropped = -1;

  constructor({ places, price, gain }: Assignment) {
    const { mentorCount } = places.network;
    this.#network = places.network;
    this.#places = places;
    this.#price = price;
    this.#gain = gain;
    this.#distance = new Float64Array(mentorCount).fill(Infinity);
    this.#trail = trailOf(mentorCount);
    this.#heap = new MentorHeap(this.#distance);
    this.#ready = new Int32Array(mentorCount);
    this.#reached = new Int32Array(mentorCount);
    this.#scanned = new Int32Array(mentorCount);
  }

  /** Gives a place to this mentee, or finds that the whole is worth more without. */
  place(mentee: number): void {
    const pair = this.#bestOffer(mentee);
    if (pair < 0) return;
    const places = this.#places;
    const mentor = this.#network.mentorOf[pair] as number;
    if (!places.isFull(mentor)) {
      places.put(mentee, places.open(mentor), pair);
      return;
    }
    this.#search(mentee);
    this.#raise();
    this.#gain[mentee] = (this.#gain[mentee] as number) - this.#bound;
    this.#move(mentee);
    this.#forget();
  }

  /** The best pair at the present prices; of equal ones a free place, of these who has least to do. */
  #bestOffer(mentee: number): number {
    const { firstPair, mentorOf, worth } = this.#network;
    const price = this.#price;
    const places = this.#places;
    let [best, bestPair, bestLoad] = [0, -1, Infinity];
    const end = firstPair[mentee + 1] as number;
    for (let pair = firstPair[mentee] as number; pair < end; pair += 1) {
      // The rest is worth less, and no price is below 0.
      if ((worth[pair] as number) < best) break;
      const mentor = mentorOf[pair] as number;
      const offer = (worth[pair] as number) - (price[mentor] as number);
      if (offer < best || offer <= 0) continue;
      const load = places.isFull(mentor) ? Infinity : (places.load[mentor] as number);
      if (offer === best && load >= bestLoad) continue;
      [best, bestPair, bestLoad] = [offer, pair, load];
    }
    this.#gain[mentee] = best;
    return bestPair;
  }

  /** Dijkstra's search from a mentee until nothing nearer than the best end is left. */
  #search(root: number): void {
    const { first, holder } = this.#places;
    const [gain, distance, scanned] = [this.#gain, this.#distance, this.#scanned];
    this.#bound = gain[root] as number;
    this.#dropped = root;
    this.#look(root, 0);
    for (let mentor = this.#next(); mentor >= 0; mentor = this.#next()) {
      const far = distance[mentor] as number;
      scanned[this.#scannedCount] = mentor;
      this.#scannedCount += 1;
      const end = first[mentor + 1] as number;
      for (let place = first[mentor] as number; place < end; place += 1) {
        const mentee = holder[place] as number;
        const without = far + (gain[mentee] as number);
        if (without < this.#bound) {
          this.#bound = without;
          this.#freeMentor = -1;
          this.#dropped = mentee;
        }
        this.#look(mentee, far);
      }
    }
  }

  /** The nearest mentor that was not looked at yet; -1: none is nearer than the best end. */
  #next(): number {
    if (this.#readyCount > 0) {
      this.#readyCount -= 1;
      const mentor = this.#ready[this.#readyCount] as number;
      return (this.#distance[mentor] as number) < this.#bound ? mentor : -1;
    }
    if (this.#heap.size === 0) return -1;
    return (this.#distance[this.#heap.nearest()] as number) < this.#bound ? this.#heap.take() : -1;
  }

  /** Follows all pairs of a mentee who is so far from the root. */
  #look(mentee: number, far: number): void {
    const { firstPair, mentorOf, worth } = this.#network;
    const [price, distance] = [this.#price, this.#distance];
    const begin = far + (this.#gain[mentee] as number);
    const end = firstPair[mentee + 1] as number;
    let bound = this.#bound;
    for (let pair = firstPair[mentee] as number; pair < end; pair += 1) {
      const least = begin - (worth[pair] as number);
      // The rest is worth less, and no price is below 0.
      if (least >= bound) break;
      const mentor = mentorOf[pair] as number;
      const to = least + (price[mentor] as number);
      if (to >= bound || to >= (distance[mentor] as number)) continue;
      this.#reach(mentor, mentee, pair, to, far);
      bound = this.#bound;
    }
  }

  #reach(mentor: number, mentee: number, pair: number, to: number, far: number): void {
    if (this.#distance[mentor] === Infinity) {
      this.#reached[this.#reachedCount] = mentor;
      this.#reachedCount += 1;
    }
    this.#distance[mentor] = to;
    this.#trail.pairTo[mentor] = pair;
    this.#trail.menteeTo[mentor] = mentee;
    if (!this.#places.isFull(mentor)) {
      this.#bound = to;
      this.#freeMentor = mentor;
    } else if (to === far && !this.#heap.has(mentor)) {
      this.#ready[this.#readyCount] = mentor;
      this.#readyCount += 1;
    } else this.#heap.put(mentor);
  }

  /** Prices rise by what the whole way is longer than the way to them; their mentees gain less. */
  #raise(): void {
    const { first, holder } = this.#places;
    for (let n = 0; n < this.#scannedCount; n += 1) {
      const mentor = this.#scanned[n] as number;
      const rise = this.#bound - (this.#distance[mentor] as number);
      if (rise <= 0) continue;
      this.#price[mentor] = (this.#price[mentor] as number) + rise;
      const end = first[mentor + 1] as number;
      for (let place = first[mentor] as number; place < end; place += 1) {
        const mentee = holder[place] as number;
        this.#gain[mentee] = (this.#gain[mentee] as number) - rise;
      }
    }
  }

  #move(root: number): void {
    const places = this.#places;
    if (this.#freeMentor >= 0) {
      const place = places.open(this.#freeMentor);
      places.shift(this.#freeMentor, place, this.#trail, root);
    } else if (this.#dropped !== root) {
      const mentor = places.mentorOf(this.#dropped);
      places.shift(mentor, places.drop(this.#dropped), this.#trail, root);
    }
  }

  #forget(): void {
    for (let n = 0; n < this.#reachedCount; n += 1)
      this.#distance[this.#reached[n] as number] = Infinity;
    this.#heap.clear();
    this.#reachedCount = 0;
    this.#scannedCount = 0;
    this.#readyCount = 0;
    this.#freeMentor = -1;
  }
}

/**
 * The assignment of the greatest total worth, exactly: successive shortest augmenting paths in the
 * network of mentees and mentors with places (Kuhn's method with Dijkstra's search, as in Jonker and
 * Volgenant 1987), where a path may also end at a mentee who gives the place up. One mentor's places
 * share one price, so a group costs no more memory than a pair.
 * @param locked the pair of each mentee who is to have just that one; there must be room for all
 * @throws Cancelled when `progress` says so
 */
export function assign(
  network: Network,
  locked: ReadonlyMap<number, number>,
  progress?: Progress,
): Assignment {
  const { menteeCount, mentorCount, mentorOf } = network;
  const places = new Places(network);
  const gain = new Float64Array(menteeCount);
  for (const [mentee, pair] of locked) {
    places.put(mentee, places.open(mentorOf[pair] as number), pair);
    // Who adds without end neither moves nor gives the place up.
    gain[mentee] = Infinity;
  }
  const assignment: Assignment = { places, price: new Float64Array(mentorCount), gain };
  const search = new PathSearch(assignment);
  for (let mentee = 0; mentee < menteeCount; mentee += 1) {
    if (progress && mentee % PROGRESS_EVERY === 0 && !progress(mentee)) throw new Cancelled();
    if (!locked.has(mentee)) search.place(mentee);
  }
  return assignment;
}
