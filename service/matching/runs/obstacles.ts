import type { BrokenRule } from '../../api/reference.js';
import { rulesOf } from './board.js';
import type { Opened } from './frozen.js';
import type { Place } from './place-store.js';

/** Why a publication refuses a pair: one of the two takes part no more, or rules that it breaks now. */
export interface PairObstacle {
  menteeId: string;
  unitId: string;
  gone: boolean;
  rules: BrokenRule[];
}

/** Why it refuses what a mentor or team has taken. */
export interface UnitObstacle {
  unitId: string;
  code: 'full' | 'tooFew';
  taken: number;
  /** Places now, and how many a group needs. */
  capacity: number;
  atLeast: number;
}

export interface Obstacles {
  pairs: PairObstacle[];
  units: UnitObstacle[];
}

export type IsBanned = (menteeId: string, unitId: string) => boolean;

const withUnit = (places: readonly Place[]) =>
  places.flatMap((place) => (place.unitId === null ? [] : [{ ...place, unitId: place.unitId }]));

function pairObstacle(
  then: Opened,
  now: Opened,
  { menteeId, unitId, origin }: ReturnType<typeof withUnit>[number],
  isBanned: IsBanned,
): PairObstacle | null {
  const broken = rulesOf(now, menteeId, unitId);
  if (broken === null) return { menteeId, unitId, gone: true, rules: [] };
  const isDirective = origin === 'directive';
  const passed = isDirective ? (rulesOf(then, menteeId, unitId) ?? []) : [];
  const rules = broken.filter((rule) => rule !== 'forbidden' && !passed.includes(rule));
  // Who directs a pair that is forbidden has given a reason for that as well.
  if (!isDirective && isBanned(menteeId, unitId)) rules.push('forbidden');
  return rules.length === 0 ? null : { menteeId, unitId, gone: false, rules };
}

/**
 * What has come between a run and its pairs: who is not in the pool any more, whose consent has gone, who
 * has no place left. A directive assignment passes over the rules that its coordinator has passed over.
 * @param then the input of the run
 * @param now the people as they are, judged by the run's settings
 * @param isBanned the bans of now
 */
export function obstaclesOf(
  then: Opened,
  now: Opened,
  places: readonly Place[],
  isBanned: IsBanned,
): Obstacles {
  const matched = withUnit(places);
  const pairs = matched.flatMap((place) => pairObstacle(then, now, place, isBanned) ?? []);
  const loads = new Map<string, number>();
  const directed = new Set<string>();
  for (const { unitId, origin } of matched) {
    loads.set(unitId, (loads.get(unitId) ?? 0) + 1);
    if (origin === 'directive') directed.add(unitId);
  }
  const units = [...loads].flatMap(([unitId, taken]): UnitObstacle[] => {
    const unit = now.judgement.units[now.unitAt.get(unitId) ?? -1];
    if (unit === undefined || directed.has(unitId)) return [];
    const { capacity, atLeast } = unit;
    const of = { unitId, taken, capacity, atLeast };
    return [
      ...(taken > capacity ? [{ ...of, code: 'full' as const }] : []),
      ...(taken < atLeast ? [{ ...of, code: 'tooFew' as const }] : []),
    ];
  });
  return { pairs, units };
}

/** Bans by mentee and unit; who may not be with one mentor may not be with a team of theirs either. */
export function bansIn(
  bans: Iterable<readonly [menteeId: string, unitId: string]>,
  { judgement, unitAt }: Pick<Opened, 'judgement' | 'unitAt'>,
): IsBanned {
  const known = new Set([...bans].map((pair) => pair.join(' ')));
  return (menteeId, unitId) => {
    const mentors = judgement.units[unitAt.get(unitId) ?? -1]?.mentors ?? [];
    return [unitId, ...mentors.map(({ personId }) => personId)].some((one) =>
      known.has(`${menteeId} ${one}`),
    );
  };
}
