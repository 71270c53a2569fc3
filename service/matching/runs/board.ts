import { byCodeUnits } from '../../../shared/compare.js';
import type { MatchReason, MatchSuggestion, MatchUnit } from '../../api/match-runs.js';
import type { BrokenRule } from '../../api/reference.js';
import { meetsSearch, sortKey } from '../../names/index.js';
import {
  type MenteeFacts,
  type PairJudgement,
  rulesIn,
  type WhyNow,
  whyNow,
} from '../engine/index.js';
import { type Opened, unitName } from './frozen.js';
import type { IsBanned } from './obstacles.js';
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

/** The rules that a pair breaks, without its reasons; null: one of them is none of the run. */
export function rulesOf(opened: Opened, menteeId: string, unitId: string): BrokenRule[] | null {
  const [mentee, unit] = [opened.menteeAt.get(menteeId), opened.unitAt.get(unitId)];
  if (mentee === undefined || unit === undefined) return null;
  return rulesIn(opened.judgement.ruleBits(mentee, unit));
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

/** A run with what is judged of it now. */
export interface BoardNow {
  opened: Opened;
  places: readonly Place[];
  isBanned: IsBanned;
  /** Null: a publication is not refused, or the run is published. */
  obstacleOf(menteeId: string): MatchSuggestion['against'];
  unitObstacleOf(unitId: string): MatchUnit['against'];
}

interface Row {
  mentee: MenteeFacts;
  place: Place;
  mentors: string;
}

interface Wanted {
  search?: string | undefined;
  show: 'all' | 'matched' | 'unmatched' | 'locked' | 'by_hand' | 'refused';
  unitId?: string | undefined;
  menteeId?: string | undefined;
  sort: 'name' | 'score' | '-score' | 'mentor';
}

const SHOWN: Readonly<Record<Wanted['show'], (place: Place, board: BoardNow) => boolean>> = {
  all: () => true,
  matched: ({ unitId }) => unitId !== null,
  unmatched: ({ unitId }) => unitId === null,
  locked: ({ locked }) => locked,
  by_hand: ({ origin }) => origin === 'hand' || origin === 'directive',
  refused: ({ menteeId }, { obstacleOf }) => obstacleOf(menteeId) !== null,
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

const rowsOf = ({ opened, places }: BoardNow): Row[] =>
  places.flatMap((place): Row[] => {
    const { judgement, menteeAt } = opened;
    const mentee = judgement.mentees[menteeAt.get(place.menteeId) ?? -1];
    if (mentee === undefined) return [];
    const mentors = place.unitId === null ? '' : unitName(unitAt(opened, place.unitId));
    return [{ mentee, place, mentors }];
  });

/** Suggestions of a run that are wanted, in their order; how many there are; those of the page in full. */
export function suggestions(
  board: BoardNow,
  wanted: Wanted,
  { page, pageSize }: { page: number; pageSize: number },
): { rows: MatchSuggestion[]; total: number } {
  const found = rowsOf(board).filter(
    ({ mentee, place, mentors }) =>
      SHOWN[wanted.show](place, board) &&
      (wanted.unitId === undefined || place.unitId === wanted.unitId) &&
      (wanted.menteeId === undefined || place.menteeId === wanted.menteeId) &&
      hasWords(wanted.search, mentee.name, mentors),
  );
  const from = (page - 1) * pageSize;
  const rows = ordered(found, wanted.sort).slice(from, from + pageSize);
  return { rows: inFull(board, rows), total: found.length };
}

/** What each of these units has taken, in the order of names. */
export function takenBy(
  board: BoardNow,
  unitIds: readonly string[],
): Map<string, MatchSuggestion[]> {
  const wanted = new Set<string | null>(unitIds);
  const rows = ordered(
    rowsOf(board).filter(({ place }) => wanted.has(place.unitId)),
    'name',
  );
  const taken = new Map(unitIds.map((unitId) => [unitId, [] as MatchSuggestion[]]));
  for (const row of inFull(board, rows)) taken.get(row.unitId ?? '')?.push(row);
  return taken;
}

/** What keeps those of some rows who have nobody from a mentor, as places and bans are now. */
function whyOf({ opened, places, isBanned }: BoardNow, rows: readonly Row[]) {
  const { judgement, menteeAt, unitAt: at } = opened;
  const placeOf = (menteeId: string): number => menteeAt.get(menteeId) ?? -1;
  const lonely = rows.filter(({ place }) => place.unitId === null);
  if (lonely.length === 0) return new Map<number, WhyNow>();
  const mentorOf = new Int32Array(judgement.mentees.length).fill(-1);
  const locked = new Set<number>();
  for (const place of places) {
    const mentee = placeOf(place.menteeId);
    if (mentee < 0 || place.unitId === null) continue;
    mentorOf[mentee] = at.get(place.unitId) ?? -1;
    if (place.locked) locked.add(mentee);
  }
  const idOf = (mentee: number) => judgement.mentees[mentee]?.personId ?? '';
  return whyNow(
    judgement,
    {
      mentorOf,
      isLocked: (mentee) => locked.has(mentee),
      isBanned: (mentee, unit) => isBanned(idOf(mentee), judgement.units[unit]?.unitId ?? ''),
    },
    lonely.map(({ mentee }) => placeOf(mentee.personId)),
  );
}

function inFull(board: BoardNow, rows: readonly Row[]): MatchSuggestion[] {
  const why = whyOf(board, rows);
  return rows.map((row) => {
    const own = why.get(board.opened.menteeAt.get(row.mentee.personId) ?? -1);
    return toSuggestion(board, row, own ?? { rules: [], open: null });
  });
}

function toSuggestion(
  { opened, obstacleOf }: BoardNow,
  { mentee, place }: Row,
  why: WhyNow,
): MatchSuggestion {
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
    loosen: why.rules,
    open: why.open,
    against: obstacleOf(place.menteeId),
  };
}

/** Units of a run that are wanted, in the order of names. */
export function units(
  { opened: { judgement }, places, unitObstacleOf }: BoardNow,
  wanted: { search?: string | undefined; show: 'all' | 'free' | 'full' },
  { page, pageSize }: { page: number; pageSize: number },
): { rows: MatchUnit[]; total: number } {
  const loads = loadsOf(places);
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
      .map(({ unit }) => toUnit(unit, loads.get(unit.unitId) ?? 0, unitObstacleOf(unit.unitId))),
    total: found.length,
  };
}
