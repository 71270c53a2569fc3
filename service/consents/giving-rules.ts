/** What is refused when a consent is given or withdrawn; each problem a code of the translations. */
import { addDays } from '../../shared/dates.js';
import type { FieldProblem } from '../../shared/errors.js';
import type { ConsentKind, RepresentativeGround } from '../api/index.js';
import { ageOn } from '../people/age-rules.js';
import { isValidOn, isWithdrawn, type LedgerEntry, type Subject } from './consent-rules.js';

/** No paper is older, and no term longer: such a date is a slip of the pen. */
const LONGEST_DAYS = 366 * 10;

/** A consent that somebody is about to give. */
export interface Giving {
  kind: ConsentKind;
  byRepresentative: boolean;
  on: string;
  validUntil: string;
  /** Given just now, not on a paper of which only the day is known. */
  now: boolean;
}

const problem = (path: string, code: string): FieldProblem => ({ path, code });

/** Whether the right one gives it: the representative of a minor, else the person. */
export function partyProblems(
  subject: Subject,
  { kind, byRepresentative, on }: Pick<Giving, 'kind' | 'byRepresentative' | 'on'>,
): FieldProblem[] {
  const age = ageOn(subject, on);
  if (age === 'unknown') return [problem('kind', 'consent.birthDateUnknown')];
  if (age === 'adult') {
    const parents = kind === 'parent' || byRepresentative;
    return parents ? [problem('kind', 'consent.parentOfAdult')] : [];
  }
  if (kind === 'own') return [problem('kind', 'consent.ownOfMinor')];
  return byRepresentative ? [] : [problem('representative', 'consent.representativeNeeded')];
}

/**
 * What a representative leaves out of themselves: a guardian or trustee names the paper that gives them the
 * power (152-ФЗ art. 9 part 4); a parent has it by law.
 */
export const representativeProblems = ({
  ground,
  document,
}: {
  ground: RepresentativeGround;
  document: string | null;
}): FieldProblem[] =>
  (ground === 'guardian' || ground === 'trustee') && !document
    ? [problem('representative.document', 'consent.documentNeeded')]
    : [];

/** Whether the dates of a consent can be. */
function dateProblems({ on, validUntil }: Giving, today: string): FieldProblem[] {
  if (on > today) return [problem('givenOn', 'consent.future')];
  if (on < addDays(today, -LONGEST_DAYS)) return [problem('givenOn', 'consent.tooOld')];
  if (validUntil < on) return [problem('validUntil', 'consent.termBeforeGiven')];
  if (validUntil < today) return [problem('validUntil', 'consent.termOver')];
  if (validUntil > addDays(on, LONGEST_DAYS)) return [problem('validUntil', 'consent.termTooLong')];
  return [];
}

/** What speaks against writing a consent down; `today` in the organisation's zone. */
export function givingProblems(
  subject: Subject,
  entries: readonly LedgerEntry[],
  giving: Giving,
  today: string,
): FieldProblem[] {
  const wrong = [...partyProblems(subject, giving), ...dateProblems(giving, today)];
  if (wrong.length > 0) return wrong;
  // A paper of before a withdrawal, found later, does not undo it; nor one of the same day.
  const undone = entries.some(
    (one) =>
      one.act === 'withdrawn' &&
      one.kind === giving.kind &&
      (one.on > giving.on || (one.on === giving.on && !giving.now)),
  );
  return undone ? [problem('givenOn', 'consent.withdrawnSince')] : [];
}

/** A withdrawal that somebody is about to make. */
export interface Withdrawal {
  kind: ConsentKind;
  on: string;
  at: number;
}

/** What speaks against a withdrawal: a date to come, or nothing that it would end. */
export function withdrawalProblems(
  entries: readonly LedgerEntry[],
  { kind, on, at }: Withdrawal,
  today: string,
): FieldProblem[] {
  if (on > today) return [problem('withdrawnOn', 'consent.future')];
  const ended: LedgerEntry = {
    kind,
    act: 'withdrawn',
    byWhom: 'person',
    on,
    at,
    validUntil: null,
  };
  const ends = entries.some(
    (one) =>
      one.act === 'given' &&
      one.kind === kind &&
      !isWithdrawn(one, entries, today) &&
      isWithdrawn(one, [ended], today),
  );
  return ends ? [] : [problem('kind', 'consent.nothingToWithdraw')];
}

/** Whether a consent would add nothing: one of its kind holds, and for as long. */
export function isGivenAlready(
  subject: Subject,
  entries: readonly LedgerEntry[],
  { kind, validUntil }: Pick<Giving, 'kind' | 'validUntil'>,
  today: string,
): boolean {
  return entries.some(
    (one) =>
      one.kind === kind &&
      isValidOn(one, entries, subject, today) &&
      (one.validUntil === null || one.validUntil >= validUntil),
  );
}
