import type { MatchSide } from '../../../api/match-codes.js';
import type { Traits } from '../traits.js';
import type { MenteeFacts, MentorFacts } from '../types.js';

/** The value of a criterion about which there are no data; it counts as half. */
export const UNKNOWN = -1;
export const HALF = 0.5;

/** A person with what the criteria ask of them, and their place in the list. */
export interface Compared<Facts> {
  at: number;
  traits: Traits;
  facts: Facts;
}
export type Mentee = Compared<MenteeFacts>;
export type Mentor = Compared<MentorFacts>;

/** What is said of a pair: a code of MATCH_REASON_CODES, and what fills its sentence. */
export interface Told {
  code: string;
  values: string[];
}

export interface Criterion {
  /** From 0 to 1, or UNKNOWN. Pure, and without work on words. */
  value(mentee: Mentee, mentor: Mentor): number;
  /** The sentence for the value that was found. */
  tell(mentee: Mentee, mentor: Mentor, value: number): Told;
  /** What the value depends on, of either side: people of one key come out alike. */
  keyOf(person: Mentee | Mentor): string;
  /** The least value that is enough where the criterion is a must; an unknown one never is. */
  enough: number;
}

/** Any value above nothing is enough. */
export const ANYTHING = Number.MIN_VALUE;

export const unknown = (menteeKnown: boolean, mentorKnown: boolean): Told => {
  const side: MatchSide = menteeKnown ? 'mentor' : mentorKnown ? 'mentee' : 'both';
  return { code: 'unknown', values: [side] };
};
