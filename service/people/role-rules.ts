import type { ParticipationState, Role } from '../api/index.js';

/** What an LMS role stands for (lti.md §2); `instructor` is resolved here. */
export type LmsRole = 'coordinator' | 'instructor' | 'mentor' | 'mentee' | 'visitor';

/** A role held by a person in a programme. */
export interface HeldRole {
  role: Role;
  state: ParticipationState;
}

/** The order in which roles are offered to act in: the first is the one by default. */
const ROLE_ORDER: readonly Role[] = [
  'coordinator',
  'curator',
  'mentor',
  'mentee',
  'head',
  'psychologist',
  'methodist',
  'group_curator',
  'parent',
  'observer',
  'visitor',
];

export const roleRank = (role: Role): number => ROLE_ORDER.indexOf(role) + 1;

/** The role that a launch gives by default (lti.md §2). */
export function defaultRole(lmsRole: LmsRole, hasCoordinator: boolean): HeldRole {
  switch (lmsRole) {
    case 'coordinator':
      return { role: 'coordinator', state: 'admitted' };
    case 'instructor':
      return hasCoordinator
        ? { role: 'mentor', state: 'candidate' }
        : { role: 'coordinator', state: 'admitted' };
    case 'mentor':
      return { role: 'mentor', state: 'admitted' };
    case 'mentee':
      return { role: 'mentee', state: 'candidate' };
    case 'visitor':
      return { role: 'visitor', state: 'admitted' };
  }
}

/**
 * The role that the roster gives to somebody who is new in the programme. It names no coordinator:
 * only who comes can be the first one, and an administrator becomes it when they come.
 */
export function rosterRole(lmsRole: LmsRole): HeldRole {
  return lmsRole === 'coordinator'
    ? { role: 'visitor', state: 'admitted' }
    : defaultRole(lmsRole, true);
}

/** True for a role that may be replaced when the LMS says something else: nothing rests on it yet. */
const isLoose = (held: HeldRole): boolean => held.state === 'candidate' || held.role === 'visitor';

/**
 * What a later launch changes of the roles held, when the LMS role differs from that of the last
 * launch and no coordinator has decided. Candidates and visitors follow the LMS; who has been
 * admitted stays (a teacher who looks at the course as a student loses nothing); an administrator of
 * the LMS is a coordinator on top of what they are.
 * @returns the roles to give and to take, both empty when nothing changes
 */
export function rolesAfterLaunch(
  held: readonly HeldRole[],
  lmsRole: LmsRole,
  hasCoordinator: boolean,
): { give: HeldRole[]; take: Role[] } {
  const given = defaultRole(lmsRole, hasCoordinator);
  const holds = held.some(
    (one) => one.role === given.role && (one.state === 'admitted' || given.state === 'candidate'),
  );
  const loose = held.every(isLoose);
  if (!loose) {
    return lmsRole === 'coordinator' && !holds
      ? { give: [given], take: [] }
      : { give: [], take: [] };
  }
  return {
    give: holds ? [] : [given],
    take: held.map((one) => one.role).filter((role) => role !== given.role),
  };
}

/** What a coordinator's word makes of the roles: a visitor is who has no other, and all are admitted. */
export function rolesByHand(roles: readonly Role[]): Role[] {
  const wanted = [...new Set(roles)].filter((role) => role !== 'visitor');
  return (wanted.length === 0 ? (['visitor'] as Role[]) : wanted).sort(
    (a, b) => roleRank(a) - roleRank(b),
  );
}
