import { byCodeUnits } from '../../../shared/compare.js';
import type { MatchReason, MatchSuggestion, MatchUnit } from '../../api/match-runs.js';
import { meetsSearch, sortKey } from '../../names/index.js';
import type { MenteeFacts, PairJudgement } from '../engine/index.js';
import { type Opened, unitName } from './frozen.js';
import type { Place } from './place-store.js';
import { toUnit } from './run-view.js';

/** Reasons that stand under a suggestion. */
const MAIN_REASONS = 3;

/** What counts most for a pair: known first, by its share of the score. */
export const mainReasons = (reasons: readonly MatchReason[]): MatchReason[] =>
  reasons
    .filter(
      ({ known, weight, must, code }) => known && code !== 'not_asked' && (weight > 0 || must),
    )
    .toSorted((a, b) => b.points - a.points)
    .slice(0, MAIN_REASONS);

/** The judgement of a pair by ids; null: one of them is none of the run. */
export function judged(opened: Opened, menteeId: string, unitId: string): PairJudgement | null {
  const [mentee, unit] = [opened.menteeAt.get(menteeId), opened.unitAt.get(unitId)];
  return mentee === undefined || unit === undefined ? null : opened.judgement.pairOf(mentee, unit);
}

/** How many each unit has taken. */
export function loadsOf(places: readonly Place[]): Map<string, number> {
  const loads = new Map<string, number>();
  for (const { unitId } of places) {
    if (unitId !== null) loads.set(unitId, (loads.get(unitId) ?? 0) + 1);
  }
  return loads;
}

const unitAt = ({ judgement, unitAt: at }: Opened, unitId: string) =>
  judgement.units[at.get(unitId) ?? -1];

/** A unit of a run as it is shown; null: none of the run. */
export function shownUnit(
  opened: Opened,
  unitId: string,
  loads: ReadonlyMap<string, number>,
): MatchUnit | null {
  const unit = unitAt(opened, unitId);
  return unit === undefined ? null : toUnit(unit, loads.get(unitId) ?? 0);
}

interface Row {
  mentee: MenteeFacts;
  place: Place;
  mentors: string;
}

interface Wanted {
  search?: string | undefined;
  show: 'all' | 'matched' | 'unmatched' | 'locked' | 'by_hand';
  unitId?: string | undefined;
  sort: 'name' | 'score' | '-score' | 'mentor';
}

const SHOWN: Readonly<Record<Wanted['show'], (place: Place) => boolean>> = {
  all: () => true,
  matched: ({ unitId }) => unitId !== null,
  unmatched: ({ unitId }) => unitId === null,
  locked: ({ locked }) => locked,
  by_hand: ({ origin }) => origin === 'hand' || origin === 'directive',
};

/** Whether names together have all words of a search, or there is no search. */
export const hasWords = (search: string | undefined, ...names: readonly string[]): boolean =>
  meetsSearch(search, names.map(sortKey).join(' '));

function ordered(rows: Row[], sort: Wanted['sort']): Row[] {
  const keys = new Map(rows.map((row) => [row, sortKey(row.mentee.name)]));
  const byName = (a: Row, b: Row) =>
    byCodeUnits(keys.get(a) ?? '', keys.get(b) ?? '') ||
    byCodeUnits(a.mentee.personId, b.mentee.personId);
  if (sort === 'name') return rows.toSorted(byName);
  if (sort === 'mentor') {
    // Who has nobody stands at the end.
    const at = ({ mentors }: Row) => (mentors === '' ? '\uffff' : sortKey(mentors));
    return rows.toSorted((a, b) => byCodeUnits(at(a), at(b)) || byName(a, b));
  }
  const way = sort === 'score' ? 1 : -1;
  return rows.toSorted(
    (a, b) => way * ((a.place.score ?? -1) - (b.place.score ?? -1)) || byName(a, b),
  );
}

/** Suggestions of a run that are wanted, in their order; how many there are; those of the page in full. */
export function suggestions(
  opened: Opened,
  places: readonly Place[],
  wanted: Wanted,
  { page, pageSize }: { page: number; pageSize: number },
): { rows: MatchSuggestion[]; total: number } {
  const { judgement, menteeAt } = opened;
  const all = places.flatMap((place): Row[] => {
    const mentee = judgement.mentees[menteeAt.get(place.menteeId) ?? -1];
    if (mentee === undefined) return [];
    const mentors = place.unitId === null ? '' : unitName(unitAt(opened, place.unitId));
    return [{ mentee, place, mentors }];
  });
  const found = all.filter(
    ({ mentee, place, mentors }) =>
      SHOWN[wanted.show](place) &&
      (wanted.unitId === undefined || place.unitId === wanted.unitId) &&
      hasWords(wanted.search, mentee.name, mentors),
  );
  const from = (page - 1) * pageSize;
  const rows = ordered(found, wanted.sort).slice(from, from + pageSize);
  return { rows: rows.map((row) => toSuggestion(opened, row)), total: found.length };
}

function toSuggestion(opened: Opened, { mentee, place }: Row): MatchSuggestion {
  const { unitId } = place;
  const unit = unitId === null ? undefined : unitAt(opened, unitId);
  const pair = unitId === null ? null : judged(opened, place.menteeId, unitId);
  return {
    mentee: { personId: mentee.personId, name: mentee.name },
    groupName: mentee.groupName,
    unitId,
    mentors: (unit?.mentors ?? []).map(({ personId, name }) => ({ personId, name })),
    score: place.score === null ? null : place.score / 100,
    reasons: pair === null ? [] : mainReasons(pair.reasons),
    locked: place.locked,
    origin: place.origin,
    directive: place.directive,
    loosen: unitId === null ? place.loosen : [],
  };
}

/** Units of a run that are wanted, in the order of names. */
export function units(
  { judgement }: Opened,
  loads: ReadonlyMap<string, number>,
  wanted: { search?: string | undefined; show: 'all' | 'free' | 'full' },
  { page, pageSize }: { page: number; pageSize: number },
): { rows: MatchUnit[]; total: number } {
  const found = judgement.units
    .filter((unit) => {
      const free = (loads.get(unit.unitId) ?? 0) < unit.capacity;
      return (
        (wanted.show === 'all' || (wanted.show === 'free') === free) &&
        hasWords(wanted.search, unitName(unit))
      );
    })
    .map((unit) => ({ unit, key: sortKey(unitName(unit)) }))
    .sort((a, b) => byCodeUnits(a.key, b.key) || byCodeUnits(a.unit.unitId, b.unit.unitId));
  const from = (page - 1) * pageSize;
  return {
    rows: found
      .slice(from, from + pageSize)
      .map(({ unit }) => toUnit(unit, loads.get(unit.unitId) ?? 0)),
    total: found.length,
  };
}
