import { byCodeUnits } from '../../../shared/compare.js';
import { ruleBit } from './rule-bits.js';
import type { MatchSettings, MentorFacts, Unit } from './types.js';

type Team = MatchSettings['teams'][number];

/**
 * Teams of whom somebody is here; who stands in several is in the first by id, so that a mentor is taken
 * once. Somebody who is not here any more is missed by nobody.
 */
function teamUnits(
  mentors: ReadonlyMap<string, MentorFacts>,
  teams: readonly Team[],
): { teamId: string; capacity: number; members: MentorFacts[] }[] {
  const taken = new Set<string>();
  return [...teams]
    .sort((a, b) => byCodeUnits(a.teamId, b.teamId))
    .flatMap(({ teamId, capacity, mentorIds }) => {
      const members = [...new Set(mentorIds)]
        .filter((id) => !taken.has(id))
        .flatMap((id) => mentors.get(id) ?? [])
        .sort((a, b) => byCodeUnits(a.personId, b.personId));
      for (const { personId } of members) taken.add(personId);
      return members.length === 0 ? [] : [{ teamId, capacity, members }];
    });
}

/**
 * Mentors alone and teams, by id. A team takes what was said of it, but nothing while one of its members
 * has no place left; who is in a team is not there alone.
 */
export function unitsOf(
  mentors: readonly MentorFacts[],
  { teams, groupFrom, groupTo }: MatchSettings,
): Unit[] {
  const byId = new Map(mentors.map((mentor) => [mentor.personId, mentor]));
  const most = groupTo ?? Number.POSITIVE_INFINITY;
  const inTeams = teamUnits(byId, teams);
  const together = new Set(inTeams.flatMap(({ members }) => members.map((one) => one.personId)));
  const alone = [...byId.values()].filter(({ personId }) => !together.has(personId));
  const units: Unit[] = [
    ...inTeams.map(({ teamId, capacity, members }) => ({
      unitId: teamId,
      mentors: members,
      capacity: members.some(({ places }) => places <= 0) ? 0 : Math.min(capacity, most),
      atLeast: groupFrom,
    })),
    ...alone.map((mentor) => ({
      unitId: mentor.personId,
      mentors: [mentor],
      capacity: Math.max(0, Math.min(mentor.places, most)),
      atLeast: groupFrom,
    })),
  ];
  return units.sort((a, b) => byCodeUnits(a.unitId, b.unitId));
}

/** The rules that a unit breaks by its places: it has none, or fewer than a group needs. */
export function placeBits({ capacity, atLeast }: Unit): number {
  if (capacity === 0) return ruleBit('capacity');
  return capacity < atLeast ? ruleBit('group_too_small') : 0;
}
