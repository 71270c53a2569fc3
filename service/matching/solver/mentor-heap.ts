/** Mentors by distance, the nearest first; each at most once. */
export class MentorHeap {
  readonly #items: Int32Array;
  readonly #place: Int32Array;
  readonly #distance: Float64Array;
  #size = 0;

  /** @param distance by mentor; whoever makes one less puts that mentor in again */
  constructor(distance: Float64Array) {
    this.#distance = distance;
    this.#items = new Int32Array(distance.length);
    this.#place = new Int32Array(distance.length).fill(-1);
  }

  get size(): number {
    return this.#size;
  }

  has(mentor: number): boolean {
    return (this.#place[mentor] as number) >= 0;
  }

  clear(): void {
    for (let i = 0; i < this.#size; i += 1) this.#place[this.#items[i] as number] = -1;
    this.#size = 0;
  }

  nearest(): number {
    return this.#items[0] as number;
  }

  /** Puts a mentor in, or forward after its distance became less. */
  put(mentor: number): void {
    const [items, place, distance] = [this.#items, this.#place, this.#distance];
    let at = place[mentor] as number;
    if (at < 0) {
      at = this.#size;
      this.#size += 1;
    }
    const own = distance[mentor] as number;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = items[above] as number;
      if ((distance[other] as number) <= own) break;
      items[at] = other;
      place[other] = at;
      at = above;
    }
    items[at] = mentor;
    place[mentor] = at;
  }

  /** Takes the nearest mentor out; there must be one. */
  take(): number {
    const [items, place] = [this.#items, this.#place];
    const taken = items[0] as number;
    place[taken] = -1;
    this.#size -= 1;
    if (this.#size > 0) this.#sink(items[this.#size] as number);
    return taken;
  }

  /** Finds a mentor's place from the top down. */
  #sink(moved: number): void {
    const [items, place, distance, size] = [this.#items, this.#place, this.#distance, this.#size];
    const own = distance[moved] as number;
    let at = 0;
    for (let below = 1; below < size; below = 2 * at + 1) {
      const left = distance[items[below] as number] as number;
      const right = below + 1 < size ? (distance[items[below + 1] as number] as number) : Infinity;
      if (Math.min(left, right) >= own) break;
      if (right < left) below += 1;
      const other = items[below] as number;
      items[at] = other;
      place[other] = at;
      at = below;
    }
    items[at] = moved;
    place[moved] = at;
  }
}
