/** When thanks are given, and who reads them. */
import { addDays } from '../../shared/dates.js';
import type { FieldProblem } from '../../shared/errors.js';
import { THANKS_DAYS } from '../api/pair-life-reference.js';
import type { PairState } from '../api/reference.js';

interface Pair {
  state: PairState;
  endsOn: string;
}

const isOver = ({ state }: Pair): boolean => state === 'completed' || state === 'terminated';

/** The day from which thanks are given while a pair works. */
export const thanksFrom = ({ endsOn }: Pick<Pair, 'endsOn'>): string =>
  addDays(endsOn, -THANKS_DAYS);

/** In the last days of a pair and, without a limit, after its end. */
export const mayThank = (pair: Pair, today: string): boolean =>
  isOver(pair) || (pair.state !== 'draft' && today >= thanksFrom(pair));

/** Improper thanks are hidden with the reason; they are shown again without one. */
export const hidingProblems = (hidden: boolean, reason: string | null): FieldProblem[] =>
  hidden && !reason ? [{ path: 'reason', code: 'required' }] : [];

export interface Reader {
  /** Null: staff. */
  side: 'mentor' | 'mentee' | null;
  personId: string | null;
}

/**
 * Whether somebody reads thanks: the author, the other side, the staff. Those that are hidden only the author
 * (who sees why) and the staff; what one mentee of a group writes is not for the others.
 */
export function readsThanks(
  { side, personId }: Reader,
  thanks: { side: 'mentor' | 'mentee'; personId: string; hidden: boolean },
): boolean {
  if (side === null || thanks.personId === personId) return true;
  return thanks.side !== side && !thanks.hidden;
}
