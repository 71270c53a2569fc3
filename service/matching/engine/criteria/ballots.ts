import type { BallotNamed } from '../../../api/match-codes.js';
import type { NamedBy } from '../traits.js';
import { type Criterion, HALF, type Told, UNKNOWN, unknown } from './criterion.js';

/** By how somebody was named (NAMED of traits.ts): not at all, wished first to third, can help, a first meeting. */
const WORTH = [0, 1, 0.9, 0.8, 0.7, 0.6];
const HOW: readonly BallotNamed[] = [
  'wished_1',
  'wished_2',
  'wished_3',
  'can_help',
  'first_meeting',
];

/** Half of the least that a side is worth who has named the other, and the other side not. */
const NAMED_BY_ONE = 0.3;

const howOf = (named: NamedBy | null, at: number): number => named?.get(at) ?? 0;

const sideWorth = (named: NamedBy | null, at: number): number =>
  named === null ? HALF : (WORTH[howOf(named, at)] as number);

const wordOf = (how: number): string => HOW[how - 1] ?? '';

/**
 * The ballots after the group meeting (methodology §6.11), both sides alike: the order of wishes, who can
 * help, with whom a first meeting. Who has handed in a ballot and did not name the other says no; who has
 * handed in none says nothing.
 */
export const ballots: Criterion = {
  enough: NAMED_BY_ONE,
  keyOf: ({ at }) => String(at),
  value(mentee, mentor) {
    const [a, b] = [mentee.traits.named, mentor.traits.named];
    if (a === null && b === null) return UNKNOWN;
    return (sideWorth(a, mentor.at) + sideWorth(b, mentee.at)) / 2;
  },
  tell(mentee, mentor, value): Told {
    const [a, b] = [mentee.traits.named, mentor.traits.named];
    if (value === UNKNOWN) return unknown(a !== null, b !== null);
    const [byMentee, byMentor] = [howOf(a, mentor.at), howOf(b, mentee.at)];
    if (byMentee > 0 && byMentor > 0)
      return { code: 'mutual', values: [wordOf(byMentee), wordOf(byMentor)] };
    const silent = (named: NamedBy | null) => (named === null ? 'unknown' : 'not_named');
    if (byMentee > 0) return { code: 'by_mentee', values: [wordOf(byMentee), silent(b)] };
    if (byMentor > 0) return { code: 'by_mentor', values: [wordOf(byMentor), silent(a)] };
    const side = a === null ? 'mentor' : b === null ? 'mentee' : 'both';
    return { code: 'not_named', values: [side] };
  },
};
