/** What is missing of somebody who takes part, as words that can be filtered on. */
import type { ConsentGap, Form, PersonGap, PersonState, Role } from '../api/reference.js';
import { PERSON_GAPS } from '../api/reference.js';
import { asks } from '../surveys/wave-rules.js';

export interface EntryWave {
  role: Role;
  form: Form | null;
  groups: readonly string[] | null;
}

/** One role in which somebody takes part. */
export interface SideFacts {
  role: 'mentor' | 'mentee';
  state: PersonState | null;
  answered: boolean;
}

export interface GapFacts {
  sides: readonly SideFacts[];
  consentGaps: readonly ConsentGap[];
  forms: readonly Form[];
  groupName: string | null;
  /** They can be reached: an account in the LMS, an e-mail, a telephone. */
  reachable: boolean;
}

/** States in which nothing is asked of anybody any more. */
const OVER: readonly (PersonState | null)[] = ['completed', 'withdrawn', null];
const UNPAIRED: readonly (PersonState | null)[] = ['selected', 'pool', 'waiting'];

/** Whether an entry wave asks somebody in this role, who has not answered any. */
function owesEntry(side: SideFacts, { forms, groupName }: GapFacts, waves: readonly EntryWave[]) {
  if (side.answered) return false;
  return waves.some((wave) => wave.role === side.role && asks(wave, { forms, group: groupName }));
}

function gapsOfSide(side: SideFacts, facts: GapFacts, waves: readonly EntryWave[]): PersonGap[] {
  const gaps: PersonGap[] = [];
  if (owesEntry(side, facts, waves)) gaps.push('no_entry_answers');
  if (UNPAIRED.includes(side.state)) gaps.push(side.role === 'mentee' ? 'no_mentor' : 'no_mentee');
  if (side.role === 'mentee' && !facts.groupName) gaps.push('no_group');
  return gaps;
}

/**
 * What is missing of a person, most important first. Who has finished or left lacks nothing; a pair is
 * missed only by who has been admitted.
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
