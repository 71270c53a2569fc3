/** What is missing of somebody who takes part, as words that can be filtered on. */
import type { ConsentGap, PersonGap, PersonState, Role } from '../api/reference.js';
import { PERSON_GAPS } from '../api/reference.js';
import { type AskedFacts, type Asking, asks } from '../surveys/wave-rules.js';

export interface EntryWave extends Asking {
  role: Role;
}

/** One role in which somebody takes part. */
export interface SideFacts {
  role: 'mentor' | 'mentee';
  state: PersonState | null;
  answered: boolean;
  /** Those of this side that they have not left. */
  pairs: AskedFacts['pairs'];
  /** The programme asks mentors to be trained, and this one is not. */
  untrained?: boolean;
}

export interface GapFacts {
  sides: readonly SideFacts[];
  consentGaps: readonly ConsentGap[];
  groupName: string | null;
  /** A third party was asked about them and has told nothing (methodology §3 stage 2). */
  untold: boolean;
  /** They can be reached: an account in the LMS, an e-mail, a telephone. */
  reachable: boolean;
  /** They come from the LMS. */
  hasAccount: boolean;
}

/** States in which nothing is asked of anybody any more. */
const OVER: readonly (PersonState | null)[] = ['completed', 'withdrawn', null];
const UNPAIRED: readonly (PersonState | null)[] = ['selected', 'trained', 'pool', 'waiting'];
/** States before anybody has decided to take them. */
const UNDECIDED: readonly (PersonState | null)[] = ['draft', 'questionnaire', 'consent'];

/** Whether an entry wave asks somebody in this role, who has not answered any. */
function owesEntry(side: SideFacts, facts: GapFacts, waves: readonly EntryWave[]): boolean {
  const { role, answered, pairs, state } = side;
  if (answered) return false;
  const { groupName: group, hasAccount } = facts;
  const asked = { pairs, waiting: state === 'waiting', group, hasAccount };
  return waves.some((wave) => wave.role === role && asks(wave, asked));
}

function gapsOfSide(side: SideFacts, facts: GapFacts, waves: readonly EntryWave[]): PersonGap[] {
  const gaps: PersonGap[] = [];
  if (owesEntry(side, facts, waves)) gaps.push('no_entry_answers');
  if (UNPAIRED.includes(side.state)) gaps.push(side.role === 'mentee' ? 'no_mentor' : 'no_mentee');
  if (side.role === 'mentee' && facts.untold) gaps.push('no_third_party');
  if (side.untrained && !UNDECIDED.includes(side.state)) gaps.push('not_trained');
  if (side.role === 'mentee' && !facts.groupName) gaps.push('no_group');
  return gaps;
}

/**
 * What is missing of a person, most important first. Who has finished or left lacks nothing; a pair is
 * missed only by who has been admitted, and so is the school of mentors.
 * @param waves the entry waves that are or were open
 */
export function gapsOf(facts: GapFacts, waves: readonly EntryWave[]): PersonGap[] {
  const active = facts.sides.filter((side) => !OVER.includes(side.state));
  if (active.length === 0) return [];
  const found = new Set<PersonGap>([
    ...facts.consentGaps,
    ...active.flatMap((side) => gapsOfSide(side, facts, waves)),
    ...(facts.reachable ? [] : (['no_contacts'] as const)),
  ]);
  return PERSON_GAPS.filter((gap) => found.has(gap));
}
