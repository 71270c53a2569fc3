import { FallingWorth } from './by-worth.js';
import type { Scale } from './worth.js';

/**
 * Who could be matched with whom, as flat arrays: the one form of an instance that every part of the
 * solver works on. Memory is linear in the number of allowed pairs.
 */
export interface Network {
  menteeCount: number;
  mentorCount: number;
  /** How many mentees a mentor can take, by mentor. */
  capacity: Int32Array;
  /** The pairs of mentee `i` stand from `firstPair[i]` to before `firstPair[i + 1]`. */
  firstPair: Int32Array;
  /** The mentor of each pair; of one mentee by falling worth, then rising, each once. */
  mentorOf: Int32Array;
  /** The worth of each pair, a whole number from 0; see `worth.ts`. */
  worth: Float64Array;
}

/** Three lists of equal length: mentee, mentor and score of each listed pair. */
export interface PairLists {
  mentees: Int32Array;
  mentors: Int32Array;
  score: Float64Array;
}

/** Where mentees and mentors of the lists stand in the network. */
export interface Ranks {
  mentees: Int32Array;
  mentors: Int32Array;
}

/** What is known of each mentor, by rank. */
export interface MentorColumns {
  /** Places; not negative. */
  capacity: Int32Array;
  /** 1: each of these places must be taken. */
  required: Uint8Array;
}

/** The lists by mentee, without pairs of mentors who have no place. */
function byMentee(columns: MentorColumns, lists: PairLists, ranks: Ranks, scale: Scale) {
  const { mentees, mentors, score } = lists;
  const { capacity, required } = columns;
  const { unit, matched } = scale;
  const matchedIf = [matched, matched + scale.required] as const;
  const firstPair = new Int32Array(ranks.mentees.length + 1);
  for (let n = 0; n < score.length; n += 1) {
    const mentee = ranks.mentees[mentees[n] as number] as number;
    const mentor = ranks.mentors[mentors[n] as number] as number;
    if (capacity[mentor] !== 0) firstPair[mentee + 1] = (firstPair[mentee + 1] as number) + 1;
  }
  for (let i = 1; i < firstPair.length; i += 1)
    firstPair[i] = (firstPair[i] as number) + (firstPair[i - 1] as number);
  const count = firstPair.at(-1) as number;
  const [mentorOf, worth] = [new Int32Array(count), new Float64Array(count)];
  const next = firstPair.slice();
  for (let n = 0; n < score.length; n += 1) {
    const mentor = ranks.mentors[mentors[n] as number] as number;
    if (capacity[mentor] === 0) continue;
    const mentee = ranks.mentees[mentees[n] as number] as number;
    const at = next[mentee] as number;
    next[mentee] = at + 1;
    mentorOf[at] = mentor;
    worth[at] = Math.round((score[n] as number) * unit) + matchedIf[required[mentor] as 0 | 1];
  }
  return { firstPair, mentorOf, worth };
}

type Rows = ReturnType<typeof byMentee>;

/** Sorts each mentee's pairs; one that is listed twice stays once, with its greatest worth. */
function sortRows({ firstPair, mentorOf, worth }: Rows, mentorCount: number): number {
  const menteeCount = firstPair.length - 1;
  const byWorth = new FallingWorth({ worth, mentorOf });
  const lastSeen = new Int32Array(mentorCount).fill(-1);
  let [count, from] = [0, 0];
  for (let mentee = 0; mentee < menteeCount; mentee += 1) {
    const end = firstPair[mentee + 1] as number;
    byWorth.sort(from, end);
    for (let pair = from; pair < end; pair += 1) {
      const mentor = mentorOf[pair] as number;
      if (lastSeen[mentor] === mentee) continue;
      lastSeen[mentor] = mentee;
      if (count < pair) {
        mentorOf[count] = mentor;
        worth[count] = worth[pair] as number;
      }
      count += 1;
    }
    from = end;
    firstPair[mentee + 1] = count;
  }
  return count;
}

/**
 * Makes the network of listed pairs, the same in whatever order they come. A pair that is listed twice
 * counts once, with its greatest score; one of a mentor without a place is no pair.
 */
export function networkOf(
  columns: MentorColumns,
  lists: PairLists,
  ranks: Ranks,
  scale: Scale,
): Network {
  const { capacity } = columns;
  const rows = byMentee(columns, lists, ranks, scale);
  const count = sortRows(rows, capacity.length);
  return {
    menteeCount: ranks.mentees.length,
    mentorCount: capacity.length,
    capacity,
    firstPair: rows.firstPair,
    mentorOf: rows.mentorOf.subarray(0, count),
    worth: rows.worth.subarray(0, count),
  };
}
