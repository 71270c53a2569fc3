import type { MatchSettings } from '../../api/match-settings.js';
import type { MatchInput } from '../engine/index.js';

/** Somebody whose mentor is not the same in two results; units by id. */
export interface Change {
  menteeId: string;
  from: string | null;
  to: string | null;
}

/** Who has another mentor in one result than in another; of each the unit by mentee. */
export function changesBetween(
  one: ReadonlyMap<string, string | null>,
  other: ReadonlyMap<string, string | null>,
): Change[] {
  const mentees = [...new Set([...one.keys(), ...other.keys()])].sort();
  return mentees.flatMap((menteeId) => {
    const [from, to] = [one.get(menteeId) ?? null, other.get(menteeId) ?? null];
    return from === to ? [] : [{ menteeId, from, to }];
  });
}

/** The names of people and teams of an input: mentees by id, units by id. */
export function namesIn(input: MatchInput, settings: readonly MatchSettings[]) {
  const people = new Map(
    [...input.mentors, ...input.mentees].map(({ personId, name }) => [personId, name]),
  );
  const teams = new Map(
    settings.flatMap(({ teams: own }) => own.map((team) => [team.teamId, team.mentorIds] as const)),
  );
  const nameOf = (personId: string): string => people.get(personId) ?? '';
  const unitName = (unitId: string | null): string | null =>
    unitId === null ? null : (teams.get(unitId) ?? [unitId]).map(nameOf).join(', ');
  return { nameOf, unitName };
}

/** Changes in names, for those who look. */
export function movesOf(
  input: MatchInput,
  settings: readonly MatchSettings[],
  changes: readonly Change[],
) {
  const { nameOf, unitName } = namesIn(input, settings);
  return changes.map(({ menteeId, from, to }) => ({
    mentee: { personId: menteeId, name: nameOf(menteeId) },
    from: unitName(from),
    to: unitName(to),
  }));
}
