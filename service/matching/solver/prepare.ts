import { certainOf, expanded, type GroupDecisions, neededBy } from './groups.js';
import { lockedPairs } from './locks.js';
import { type Network, networkOf } from './network.js';
import { menteeOrder, mentorOrder, type Order, type Problem } from './problem.js';
import { type Scale, scaleFor } from './worth.js';

/** A problem in its canonical order; the same however its rows are shuffled. */
export interface Prepared {
  network: Network;
  scale: Scale;
  mentees: Order;
  /** The mentor of the problem, by rank; one whose group takes place has two ranks. */
  mentorAt: Int32Array;
  /** 1: places that must all be taken, by rank. */
  required: Uint8Array;
  /** How many mentees the same mentor has in places that must be taken, by rank of the rest. */
  besides: Int32Array;
  /** By rank of the mentee: the pair that is locked. */
  locked: Map<number, number>;
}

/**
 * Brings a problem into its canonical order. Its locks must be feasible.
 * @param decisions on groups that need a certain number; of the others any number is right for now
 */
export function prepare(
  problem: Problem,
  decisions: GroupDecisions = certainOf(problem),
): Prepared {
  const all = expanded(problem, decisions);
  const mentees = menteeOrder(problem.mentees);
  const mentors = mentorOrder(all.problem.mentors);
  const required = Uint8Array.from(mentors.places, (place) => all.required[place] as number);
  const capacity = Int32Array.from(
    mentors.places,
    (place) => all.problem.mentors[place]?.capacity as number,
  );
  const ranks = { mentees: mentees.rankOf, mentors: mentors.rankOf };
  const scale = scaleFor(problem.pairs.score, problem.mentees.length, required.includes(1));
  const network = networkOf({ capacity, required }, all.problem.pairs, ranks, scale);
  const mentorAt = Int32Array.from(mentors.places, (place) => all.origin[place] as number);
  const besides = Int32Array.from(mentorAt, (mentor, rank) =>
    required[rank] === 0 && decisions.get(mentor) === 'takes_place' ? neededBy(problem, mentor) : 0,
  );
  const secondOf = new Map(
    [...mentorAt].flatMap((mentor, rank) => (required[rank] === 1 ? [[mentor, rank]] : [])),
  );
  const locked = lockedPairs(problem, network, mentees.rankOf, (mentor) =>
    [secondOf.get(mentor) ?? -1, mentors.rankOf[mentor] as number].filter((rank) => rank >= 0),
  );
  return { network, scale, mentees, mentorAt, required, besides, locked };
}
