/**
 * Which consents somebody needs and which of those given hold (152-ФЗ art. 9; methodology §9.3): who is
 * of age consents themself, for a minor a legal representative does; a consent is withdrawn at any time.
 */
import type { ConsentGap, ConsentKind, ConsentParty, DataUse, Role } from '../api/index.js';
import { type AgeFacts, ageOn } from '../people/age-rules.js';

/** What the ledger holds of one act, as far as the rules ask. */
export interface LedgerEntry {
  kind: ConsentKind;
  act: 'given' | 'withdrawn';
  byWhom: ConsentParty;
  /** The day on the paper or of the act. */
  on: string;
  /** When it was written down, ms: the order within a day. */
  at: number;
  /** Last day of the term; null: none. */
  validUntil: string | null;
}

/** Whom it is about. */
export interface Subject extends AgeFacts {
  roles: readonly Role[];
  /** Something about them is to be published. */
  publicationWanted: boolean;
}

const CONSENTING_ROLES: readonly Role[] = ['mentor', 'mentee'];

/** Mentors and mentees consent; others are in the programme by their work. */
const takesPart = (subject: Subject): boolean =>
  subject.roles.some((role) => CONSENTING_ROLES.includes(role));

/** The consent that participation rests on; null: the age is not known. */
export function mainKind(subject: Subject, day: string): 'own' | 'parent' | null {
  const age = ageOn(subject, day);
  if (age === 'unknown') return null;
  return age === 'minor' ? 'parent' : 'own';
}

/** The consents that somebody needs on a day, most important first; none for who does not take part. */
export function neededConsents(subject: Subject, day: string): ConsentKind[] {
  if (!takesPart(subject)) return [];
  const main = mainKind(subject, day);
  return [
    ...(main === null ? [] : [main]),
    ...(subject.publicationWanted ? (['publication'] as const) : []),
  ];
}

/**
 * Whether a withdrawal ended a consent by a day. It ends all of its kind that were given before, also
 * one whose paper is written down later, and of the same day those that were written down before it.
 */
export function isWithdrawn(
  given: LedgerEntry,
  entries: readonly LedgerEntry[],
  day: string,
): boolean {
  return entries.some(
    (one) =>
      one.act === 'withdrawn' &&
      one.kind === given.kind &&
      one.on <= day &&
      (one.on > given.on || (one.on === given.on && one.at >= given.at)),
  );
}

/** Whether whoever gave it was the one who may on that day. */
function givenByTheRight(given: LedgerEntry, subject: Subject, day: string): boolean {
  if (given.byWhom === 'representative') return ageOn(subject, day) === 'minor';
  return given.kind !== 'parent' && ageOn(subject, given.on) === 'adult';
}

/**
 * Whether a consent holds on a day: given by then, within its term, not withdrawn, and by the right
 * one. A representative's word ends with the minority; a minor's own word counts for nothing.
 */
export function isValidOn(
  given: LedgerEntry,
  entries: readonly LedgerEntry[],
  subject: Subject,
  day: string,
): boolean {
  return (
    given.act === 'given' &&
    given.on <= day &&
    (given.validUntil === null || day <= given.validUntil) &&
    givenByTheRight(given, subject, day) &&
    !isWithdrawn(given, entries, day)
  );
}

/** The kinds of which a consent holds on a day. */
export function validConsents(
  subject: Subject,
  entries: readonly LedgerEntry[],
  day: string,
): ConsentKind[] {
  const kinds = entries
    .filter((one) => isValidOn(one, entries, subject, day))
    .map((one) => one.kind);
  return [...new Set(kinds)];
}

const later = (a: LedgerEntry, b: LedgerEntry): number =>
  a.on === b.on ? b.at - a.at : a.on < b.on ? 1 : -1;

/** The consents to taking part given by a day, whoever gave them, the latest first. */
const mainGiven = (entries: readonly LedgerEntry[], day: string): LedgerEntry[] =>
  entries
    .filter((one) => one.act === 'given' && one.kind !== 'publication' && one.on <= day)
    .sort(later);

/**
 * Whether the latest of them was taken back. It freezes until the right one consents anew: neither the
 * 18th birthday nor a birth date that is put right or taken away makes good what was withdrawn.
 */
const isFrozen = (entries: readonly LedgerEntry[], day: string): boolean => {
  const [latest] = mainGiven(entries, day);
  return latest !== undefined && isWithdrawn(latest, entries, day);
};

/** Why no consent of the kind that participation rests on holds. */
function whyMissing(
  kind: 'own' | 'parent',
  subject: Subject,
  entries: readonly LedgerEntry[],
  day: string,
): ConsentGap {
  const given = mainGiven(entries, day);
  const last = given.find((one) => one.kind === kind && givenByTheRight(one, subject, day));
  if (last) return isWithdrawn(last, entries, day) ? 'consent_withdrawn' : 'consent_expired';
  if (isFrozen(entries, day)) return 'consent_withdrawn';
  if (kind === 'parent') return 'no_parent_consent';
  return given.some((one) => one.kind === 'parent') ? 'no_own_consent_since_18' : 'no_own_consent';
}

/** Why the data of somebody who takes part may not be used for the programme; null: they may. */
export function participationGap(
  subject: Subject,
  entries: readonly LedgerEntry[],
  day: string,
): ConsentGap | null {
  const kind = mainKind(subject, day);
  if (kind === null) return isFrozen(entries, day) ? 'consent_withdrawn' : 'birth_date_unknown';
  if (validConsents(subject, entries, day).includes(kind)) return null;
  return whyMissing(kind, subject, entries, day);
}

const publicationGap = (
  subject: Subject,
  entries: readonly LedgerEntry[],
  day: string,
): ConsentGap | null =>
  validConsents(subject, entries, day).includes('publication') ? null : 'no_publication_consent';

/** What is missing of somebody's consents on a day, in codes; empty: nothing. */
export function consentGaps(
  subject: Subject,
  entries: readonly LedgerEntry[],
  day: string,
): ConsentGap[] {
  if (!takesPart(subject)) return [];
  const gaps = [
    participationGap(subject, entries, day),
    subject.publicationWanted ? publicationGap(subject, entries, day) : null,
  ];
  return gaps.filter((gap) => gap !== null);
}

/** Whether data may be used for something, and if not, why. */
export interface UseAnswer {
  allowed: boolean;
  reasons: ConsentGap[];
}

/**
 * Whether somebody's data may be used on a day: for matching and registers by the consent that
 * participation rests on, for publication by that one and the consent to publication. Whatever they
 * asked for: nothing is published of who did not consent.
 */
export function dataUse(
  subject: Subject,
  entries: readonly LedgerEntry[],
  day: string,
): Record<DataUse, UseAnswer> {
  const main = participationGap(subject, entries, day);
  const publication = publicationGap(subject, entries, day);
  const answer = (...gaps: (ConsentGap | null)[]): UseAnswer => {
    const reasons = gaps.filter((gap) => gap !== null);
    return { allowed: reasons.length === 0, reasons };
  };
  return {
    matching: answer(main),
    register: answer(main),
    publication: answer(main, publication),
  };
}
