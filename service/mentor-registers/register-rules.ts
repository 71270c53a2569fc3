/** Rules of the registers of mentors that orders approve (methodology §3, stage 4; §5.2). */
import type { MentorCells } from '../api/mentor-registers.js';
import type { Form, SelectionGap } from '../api/reference.js';

/** Without a consent nobody stands in a register (methodology §9.3). */
export const isPossible = (lacks: readonly SelectionGap[]): boolean =>
  !lacks.includes('no_consent');

/** Whom the programme proposes: who lacks nothing. */
export const isProposed = (lacks: readonly SelectionGap[]): boolean => lacks.length === 0;

/**
 * Whether somebody is in the next register: as chosen by hand, else as proposed; a choice does not outlive
 * the consent.
 */
export function isIncluded(lacks: readonly SelectionGap[], choice: boolean | null): boolean {
  return isPossible(lacks) && (choice ?? isProposed(lacks));
}

/** What was decided by hand of somebody. */
export interface ByHand {
  included: boolean;
  reason: string;
}

/**
 * What counts of somebody for the next register: what was chosen for it; else, where it still goes against
 * the proposal, what was chosen for the register in force.
 * @param now an empty reason says: as is proposed, whatever was chosen before
 */
export function countingChoice(
  lacks: readonly SelectionGap[],
  now: ByHand | undefined,
  before: ByHand | undefined,
): (ByHand & { carried: boolean }) | null {
  if (now) return now.reason === '' ? null : { ...now, carried: false };
  if (!before || !isPossible(lacks) || before.included === isProposed(lacks)) return null;
  return { ...before, carried: true };
}

/**
 * A row as a curator with forms given sees it: what stands in it of pairs cannot be told apart by forms, so
 * it is left out where the mentor works in others as well.
 * @param scope null: everything
 */
export function cellsWithin(
  cells: MentorCells,
  scope: readonly Form[] | null,
): { cells: MentorCells; partly: boolean } {
  const foreign = scope !== null && cells.forms.some((form) => !scope.includes(form));
  if (!foreign) return { cells, partly: false };
  const forms = cells.forms.filter((form) => scope.includes(form));
  const partly = [cells.mentees, cells.endsOn, cells.results, cells.caseLink].some(Boolean);
  const blank = { mentees: '', menteePlaces: '', endsOn: null, results: '', caseLink: '' };
  return { cells: { ...cells, ...blank, forms }, partly };
}

/** Who came and who went from one register to the next. */
export function differenceOf(before: readonly string[] | null, now: readonly string[]) {
  if (before === null) return { added: [], removed: [] };
  return {
    added: now.filter((id) => !before.includes(id)),
    removed: before.filter((id) => !now.includes(id)),
  };
}
