import type { ParsedInputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { emailFromLms, type PersonName, renamed } from '../names/index.js';

export type RosterMember = ParsedInputOf<Contract['syncRoster']>['members'][number];

/** A member of the programme with an account in the LMS of the roster. */
export interface KnownMember {
  memberId: string;
  personId: string;
  subject: string;
  lmsStatus: 'active' | 'left' | 'none';
  /** As seen at a launch; null: never launched. */
  lmsRole: string | null;
  name: PersonName;
  email: string | null;
}

export interface RosterPlan {
  /** In the roster, not in the programme. */
  newcomers: RosterMember[];
  renamings: { personId: string; before: PersonName; name: PersonName; email: string | null }[];
  /** The rows of those who are in the course again. */
  back: string[];
  /** The rows of those who are no longer in it. */
  left: string[];
  /** People whom the roster names as active. */
  total: number;
}

/** One entry for each subject; of several, one that is active wins, else the last. */
function bySubject(members: readonly RosterMember[]): Map<string, RosterMember> {
  const result = new Map<string, RosterMember>();
  for (const member of members) {
    const earlier = result.get(member.subject);
    if (earlier?.status === 'active' && member.status !== 'active') continue;
    result.set(member.subject, member);
  }
  return result;
}

/**
 * What a roster changes. Roles of members stay: whom a launch or a coordinator has given one knows
 * better than the roster (a non-editing teacher of Moodle is a learner there, lti.md §4). People have
 * left, missing or named as inactive, only where the fetch was complete and not empty: what did not come
 * may name them as active. An administrator of the LMS, who need not be enrolled, never leaves by being
 * missing.
 */
export function rosterPlan(
  members: readonly RosterMember[],
  known: readonly KnownMember[],
  complete: boolean,
): RosterPlan {
  const roster = bySubject(members);
  const inProgramme = new Set(known.map((one) => one.subject));
  const active = [...roster.values()].filter((one) => one.status === 'active');
  const plan: RosterPlan = {
    newcomers: active.filter((one) => !inProgramme.has(one.subject)),
    renamings: [],
    back: [],
    left: [],
    total: active.length,
  };
  for (const one of known) {
    const entry = roster.get(one.subject);
    if (entry !== undefined) {
      const change = renaming(one, entry);
      if (change !== null) plan.renamings.push(change);
    }
    if (entry?.status === 'active') {
      if (one.lmsStatus !== 'active') plan.back.push(one.memberId);
    } else if (hasLeft(one, entry, complete && roster.size > 0)) plan.left.push(one.memberId);
  }
  return plan;
}

function hasLeft(one: KnownMember, entry: RosterMember | undefined, complete: boolean): boolean {
  if (one.lmsStatus !== 'active' || !complete) return false;
  return entry !== undefined || one.lmsRole !== 'coordinator';
}

function renaming(one: KnownMember, entry: RosterMember): RosterPlan['renamings'][number] | null {
  const name = renamed(one.name, entry);
  const email = emailFromLms(entry) ?? one.email;
  if (name === null && email === one.email) return null;
  return { personId: one.personId, before: one.name, name: name ?? one.name, email };
}
