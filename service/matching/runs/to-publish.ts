import type { FieldProblem } from '../../../shared/errors.js';
import type { PairFormat } from '../../api/reference.js';
import { judged } from './board.js';
import { type Opened, unitName } from './frozen.js';
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

/**
 * What has come between a run and its pairs: who is not in the pool any more, whose consent has gone, who
 * has no place left. A directive assignment passes over the rules that its coordinator has passed over.
 * @param then the input of the run
 * @param now the people as they are, judged by the run's settings
 */
export function publishProblems(
  then: Opened,
  now: Opened,
  places: readonly Place[],
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const loads = new Map<string, number>();
  const nameOf = (menteeId: string): string =>
    then.judgement.mentees[then.menteeAt.get(menteeId) ?? -1]?.name ?? '';
  const unitOf = (opened: Opened, unitId: string) =>
    opened.judgement.units[opened.unitAt.get(unitId) ?? -1];
  for (const { menteeId, unitId, origin } of matched(places)) {
    loads.set(unitId, (loads.get(unitId) ?? 0) + 1);
    const params = { mentee: nameOf(menteeId), mentor: unitName(unitOf(then, unitId)) };
    const pair = judged(now, menteeId, unitId);
    if (pair === null) {
      problems.push({ path: '', code: 'match.publish.gone', params });
      continue;
    }
    const passed = origin === 'directive' ? (judged(then, menteeId, unitId)?.rules ?? []) : [];
    for (const rule of pair.rules.filter((one) => !passed.includes(one))) {
      // A ban of now was seen on the board: who was banned has been taken out there.
      problems.push({ path: '', code: `match.publish.${rule.replace('.', '_')}`, params });
    }
  }
  const directive = new Set(
    matched(places).flatMap(({ unitId, origin }) => (origin === 'directive' ? [unitId] : [])),
  );
  for (const [unitId, load] of loads) {
    const unit = unitOf(now, unitId);
    if (unit === undefined) continue;
    const params = { mentor: unitName(unit), n: load, most: unit.capacity, least: unit.atLeast };
    if (load > unit.capacity && !directive.has(unitId)) {
      problems.push({ path: '', code: 'match.publish.full', params });
    }
    if (load < unit.atLeast && !directive.has(unitId))
      problems.push({ path: '', code: 'match.publish.tooFew', params });
  }
  return problems.slice(0, MOST_TOLD);
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
