import type { FieldProblem } from '../../../shared/errors.js';
import type { MatchChange } from '../../api/match-runs.js';
import { type BrokenRule, NEVER_PASSED_OVER } from '../../api/reference.js';
import type { Mark } from './marks-store.js';
import type { Place } from './place-store.js';

/** What a change by hand is judged by. */
export interface BoardState {
  /** By mentee. */
  places: ReadonlyMap<string, Place>;
  /** Of the mentees that the change is about. */
  marks: ReadonlyMap<string, readonly Mark[]>;
  /** Null: the unit is none of the run. */
  capacityOf(unitId: string): number | null;
  loadOf(unitId: string): number;
  /** What speaks against a pair now, but for a lack of places. */
  rulesOf(menteeId: string, unitId: string): BrokenRule[];
  /** In hundredths. */
  scoreOf(menteeId: string, unitId: string): number;
  /** Whether the solver had put the two together. */
  isSolved(menteeId: string, unitId: string): boolean;
}

type NewMark = Omit<Mark, 'by' | 'menteeId'>;

/** What a change comes to: the places and marks as they are to be. */
export interface Planned {
  places: Place[];
  /** All marks of each mentee whose marks change. */
  marks: [menteeId: string, marks: NewMark[]][];
}

export type Outcome = { problems: FieldProblem[] } | { planned: Planned };

type ByHand = Exclude<MatchChange, { kind: 'undo' }>;
type Of<K extends ByHand['kind']> = Extract<ByHand, { kind: K }>;

const refused = (path: string, ...codes: string[]): { problems: FieldProblem[] } => ({
  problems: codes.map((code) => ({ path, code })),
});

const never: readonly BrokenRule[] = NEVER_PASSED_OVER;

const nobody = (place: Place): Place => ({
  ...place,
  unitId: null,
  score: null,
  origin: null,
  directive: null,
  locked: false,
  loosen: [],
});

const marksOf = (state: BoardState, menteeId: string): NewMark[] =>
  (state.marks.get(menteeId) ?? []).map(({ unitId, kind, reason }) => ({ unitId, kind, reason }));

function assign(state: BoardState, place: Place, change: Of<'assign'>): Outcome {
  const { menteeId, unitId, directive } = change;
  const capacity = state.capacityOf(unitId);
  if (capacity === null) return refused('unitId', 'match.noSuchMentor');
  if (place.unitId === unitId) return refused('unitId', 'match.sameMentor');
  if (place.locked) return refused('menteeId', 'match.locked');
  const broken = state.rulesOf(menteeId, unitId);
  const full = state.loadOf(unitId) >= capacity && !broken.includes('capacity');
  const rules: BrokenRule[] = full ? [...broken, 'capacity'] : broken;
  const reason = directive || null;
  const hard = rules.filter((rule) => never.includes(rule));
  if (hard.length > 0) return refused('unitId', ...hard.map((rule) => `match.rule.${rule}`));
  if (rules.length > 0 && reason === null) {
    const { problems } = refused('unitId', ...rules.map((rule) => `match.rule.${rule}`));
    return { problems: [...problems, { path: 'directive', code: 'match.directiveNeeded' }] };
  }
  const against = rules.length > 0;
  const origin = against ? 'directive' : state.isSolved(menteeId, unitId) ? 'solver' : 'hand';
  const score = state.scoreOf(menteeId, unitId);
  const next: Place = { ...place, unitId, score, origin, directive: null, loosen: [] };
  return { planned: { places: [{ ...next, directive: against ? reason : null }], marks: [] } };
}

function swap(state: BoardState, place: Place, change: Of<'swap'>): Outcome {
  const other = state.places.get(change.withMenteeId);
  if (other === undefined || other.menteeId === place.menteeId) {
    return refused('withMenteeId', 'match.noSuchMentee');
  }
  if (place.unitId === null || other.unitId === null) return refused('', 'match.nobodyToSwap');
  if (place.unitId === other.unitId) return refused('', 'match.sameMentor');
  if (place.locked || other.locked) return refused('', 'match.locked');
  const ways = [
    [place, other.unitId],
    [other, place.unitId],
  ] as const;
  const rules = ways.flatMap(([one, unitId]) => state.rulesOf(one.menteeId, unitId));
  if (rules.length > 0) {
    return refused('', ...[...new Set(rules)].map((rule) => `match.rule.${rule}`));
  }
  const places = ways.map(([one, unitId]): Place => {
    const { menteeId } = one;
    const origin = state.isSolved(menteeId, unitId) ? 'solver' : 'hand';
    const score = state.scoreOf(menteeId, unitId);
    return { ...one, unitId, score, origin, directive: null, loosen: [] };
  });
  return { planned: { places, marks: [] } };
}

function lock(state: BoardState, place: Place): Outcome {
  const { menteeId, unitId } = place;
  if (unitId === null) return refused('menteeId', 'match.nobodyToLock');
  if (place.locked) return refused('menteeId', 'match.lockedAlready');
  // A pair that was forbidden and put together by a directive is forbidden no more.
  const others = marksOf(state, menteeId).filter(
    (mark) => mark.kind === 'ban' && mark.unitId !== unitId,
  );
  const kind = place.origin === 'directive' ? 'fixed' : 'lock';
  const own: NewMark = { unitId, kind, reason: place.directive };
  return {
    planned: { places: [{ ...place, locked: true }], marks: [[menteeId, [...others, own]]] },
  };
}

function unlock(state: BoardState, place: Place): Outcome {
  if (!place.locked) return refused('menteeId', 'match.notLocked');
  const others = marksOf(state, place.menteeId).filter(({ kind }) => kind === 'ban');
  return {
    planned: { places: [{ ...place, locked: false }], marks: [[place.menteeId, others]] },
  };
}

function forbid(state: BoardState, place: Place, change: Of<'forbid'>): Outcome {
  const { menteeId, unitId, reason } = change;
  if (state.capacityOf(unitId) === null) return refused('unitId', 'match.noSuchMentor');
  if (place.locked && place.unitId === unitId) return refused('menteeId', 'match.locked');
  const marks = marksOf(state, menteeId);
  if (marks.some((mark) => mark.kind === 'ban' && mark.unitId === unitId)) {
    return refused('unitId', 'match.forbiddenAlready');
  }
  const own: NewMark = { unitId, kind: 'ban', reason: reason || null };
  const places = place.unitId === unitId ? [nobody(place)] : [];
  return { planned: { places, marks: [[menteeId, [...marks, own]]] } };
}

function allow(state: BoardState, place: Place, { unitId }: Of<'allow'>): Outcome {
  const marks = marksOf(state, place.menteeId);
  const others = marks.filter((mark) => mark.kind !== 'ban' || mark.unitId !== unitId);
  if (others.length === marks.length) return refused('unitId', 'match.notForbidden');
  return { planned: { places: [], marks: [[place.menteeId, others]] } };
}

/**
 * What a change by hand comes to, or what is wrong with it. A directive assignment passes over the rules
 * of a programme with its reason (methodology §3, stage 5), but for the law, the family and a
 * confidential «не хотел бы».
 */
export function planChange(state: BoardState, change: ByHand): Outcome {
  const place = state.places.get(change.menteeId);
  if (place === undefined) return refused('menteeId', 'match.noSuchMentee');
  switch (change.kind) {
    case 'assign':
      return assign(state, place, change);
    case 'swap':
      return swap(state, place, change);
    case 'lock':
      return lock(state, place);
    case 'unlock':
      return unlock(state, place);
    case 'forbid':
      return forbid(state, place, change);
    case 'allow':
      return allow(state, place, change);
    case 'unassign':
      if (place.unitId === null) return refused('menteeId', 'match.nobodyThere');
      if (place.locked) return refused('menteeId', 'match.locked');
      return { planned: { places: [nobody(place)], marks: [] } };
  }
}
