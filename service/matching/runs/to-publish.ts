import type { FieldProblem } from '../../../shared/errors.js';
import type { PairFormat } from '../../api/reference.js';
import { type Opened, unitName } from './frozen.js';
import type { Obstacles } from './obstacles.js';
import type { Place } from './place-store.js';

/** A pair or group that a run comes to. */
export interface PublishedUnit {
  mentorIds: string[];
  menteeIds: string[];
}

/** Problems that are told at once. */
const MOST_TOLD = 20;

const matched = (places: readonly Place[]) =>
  places.flatMap((place) => (place.unitId === null ? [] : [{ ...place, unitId: place.unitId }]));

/** What stands against a publication, in names and codes. @param then the input of the run */
export function publishProblems(then: Opened, { pairs, units }: Obstacles): FieldProblem[] {
  const nameOf = (menteeId: string): string =>
    then.judgement.mentees[then.menteeAt.get(menteeId) ?? -1]?.name ?? '';
  const mentorOf = (unitId: string): string =>
    unitName(then.judgement.units[then.unitAt.get(unitId) ?? -1]);
  const ofPairs = pairs.flatMap(({ menteeId, unitId, gone, rules }) => {
    const params = { mentee: nameOf(menteeId), mentor: mentorOf(unitId) };
    const codes = gone ? ['gone'] : rules.map((rule) => rule.replace('.', '_'));
    return codes.map((code) => ({ path: '', code: `match.publish.${code}`, params }));
  });
  const ofUnits = units.map(({ unitId, code, taken, capacity, atLeast }) => ({
    path: '',
    code: `match.publish.${code}`,
    params: { mentor: mentorOf(unitId), n: taken, most: capacity, least: atLeast },
  }));
  return [...ofPairs, ...ofUnits].slice(0, MOST_TOLD);
}

/** The pairs and groups of a run, in the order of units. */
export function unitsToPublish(opened: Opened, places: readonly Place[]): PublishedUnit[] {
  const mentees = new Map<string, string[]>();
  for (const { menteeId, unitId } of matched(places)) {
    mentees.set(unitId, [...(mentees.get(unitId) ?? []), menteeId]);
  }
  return opened.judgement.units.flatMap((unit) => {
    const menteeIds = mentees.get(unit.unitId);
    return menteeIds === undefined
      ? []
      : [{ mentorIds: unit.mentors.map(({ personId }) => personId), menteeIds: menteeIds.sort() }];
  });
}

/** The format of a pair: as it was asked for, else as many as there are; several are never «individual». */
export function formatOf(unit: PublishedUnit, asked: PairFormat | null): PairFormat {
  const many = unit.menteeIds.length > 1;
  if (asked === null || (asked === 'individual' && many)) return many ? 'group' : 'individual';
  return asked;
}
