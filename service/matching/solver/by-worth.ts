/** Pairs of up to this many are sorted by putting each in its place. */
const FEW = 24;

/** Two lists that are sorted together. */
export interface Sorted {
  worth: Float64Array;
  mentorOf: Int32Array;
}

/** Sorts ranges of pairs by falling worth, those of equal worth by rising mentor. */
export class FallingWorth {
  readonly #worth: Float64Array;
  readonly #mentorOf: Int32Array;
  /** Room for one range; grows with the longest. */
  #heldWorth = new Float64Array(0);
  #heldMentor = new Int32Array(0);
  #starts = new Int32Array(1);

  constructor({ worth, mentorOf }: Sorted) {
    this.#worth = worth;
    this.#mentorOf = mentorOf;
  }

  /** Sorts what stands from `from` to before `to`; unless worths crowd, in as many steps as there are pairs. */
  sort(from: number, to: number): void {
    if (to - from <= FEW) {
      this.#insert(from, to);
      return;
    }
    const worth = this.#worth;
    let [least, greatest] = [Infinity, -Infinity];
    for (let at = from; at < to; at += 1) {
      const one = worth[at] as number;
      if (one < least) least = one;
      if (one > greatest) greatest = one;
    }
    if (least === greatest) {
      this.#mentorOf.subarray(from, to).sort();
      return;
    }
    const perUnit = (to - from - 1) / (greatest - least);
    this.#spread(from, to, greatest, perUnit);
    // What fell into one drawer is sorted as a range of its own; most hold a single pair.
    for (let at = from; at < to; ) {
      const drawer = Math.floor((greatest - (worth[at] as number)) * perUnit);
      let end = at + 1;
      while (end < to && Math.floor((greatest - (worth[end] as number)) * perUnit) === drawer)
        end += 1;
      if (end - at > 1) this.sort(at, end);
      at = end;
    }
  }

  /** Spreads a range over as many drawers as it has pairs, each of the same width. */
  #spread(from: number, to: number, greatest: number, perUnit: number): void {
    const length = to - from;
    if (this.#heldWorth.length < length) {
      this.#heldWorth = new Float64Array(length);
      this.#heldMentor = new Int32Array(length);
      this.#starts = new Int32Array(length + 1);
    }
    const [worth, mentorOf, starts] = [this.#worth, this.#mentorOf, this.#starts];
    const [heldWorth, heldMentor] = [this.#heldWorth, this.#heldMentor];
    starts.fill(0, 0, length + 1);
    for (let n = 0; n < length; n += 1) {
      const one = worth[from + n] as number;
      heldWorth[n] = one;
      heldMentor[n] = mentorOf[from + n] as number;
      const drawer = Math.floor((greatest - one) * perUnit) + 1;
      starts[drawer] = (starts[drawer] as number) + 1;
    }
    for (let n = 1; n < length; n += 1)
      starts[n] = (starts[n] as number) + (starts[n - 1] as number);
    for (let n = 0; n < length; n += 1) {
      const one = heldWorth[n] as number;
      const drawer = Math.floor((greatest - one) * perUnit);
      const at = from + (starts[drawer] as number);
      starts[drawer] = (starts[drawer] as number) + 1;
      worth[at] = one;
      mentorOf[at] = heldMentor[n] as number;
    }
  }

  #insert(from: number, to: number): void {
    const [worth, mentorOf] = [this.#worth, this.#mentorOf];
    for (let n = from + 1; n < to; n += 1) {
      const [own, mentor] = [worth[n] as number, mentorOf[n] as number];
      let at = n;
      while (at > from) {
        const before = worth[at - 1] as number;
        if (before > own || (before === own && (mentorOf[at - 1] as number) < mentor)) break;
        worth[at] = before;
        mentorOf[at] = mentorOf[at - 1] as number;
        at -= 1;
      }
      worth[at] = own;
      mentorOf[at] = mentor;
    }
  }
}
