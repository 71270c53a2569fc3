/** How old somebody is by law: who may consent alone, and for whom a parent does. */

import type { AGES } from '../api/reference.js';

export type Age = (typeof AGES)[number];

/** What the age is told from. */
export interface AgeFacts {
  /** `YYYY-MM-DD`; null: not known. */
  birthDate: string | null;
  /** Known to be of age without a birth date (a teacher, somebody from an enterprise). */
  adult: boolean;
}

const MAJORITY = 18;
/** Nobody of these ages takes part: such a date is a slip of the pen. */
const YOUNGEST = 6;
const OLDEST = 110;

const yearsLater = (date: string, years: number): string =>
  `${String(Number(date.slice(0, 4)) + years).padStart(4, '0')}${date.slice(4)}`;

/**
 * The first day on which somebody is of age (Civil Code art. 21: at eighteen): the 18th birthday. Who
 * was born on 29 February has none in that year, since no leap year is 18 years after another: 1 March
 * (art. 192, the term ends with the last day of the month).
 * @param birthDate `YYYY-MM-DD`
 */
export function comesOfAgeOn(birthDate: string): string {
  const date = yearsLater(birthDate, MAJORITY);
  return date.endsWith('-02-29') ? `${date.slice(0, 4)}-03-01` : date;
}

/** Whether somebody is a minor on a day; a birth date counts more than the word «of age». */
export function ageOn(facts: AgeFacts, day: string): Age {
  if (facts.birthDate === null) return facts.adult ? 'adult' : 'unknown';
  return day < comesOfAgeOn(facts.birthDate) ? 'minor' : 'adult';
}

/** Why a date cannot be a birth date today, as a code of the translations; null: it can. */
export function birthDateProblem(birthDate: string, today: string): string | null {
  if (birthDate > today) return 'birthDate.future';
  if (yearsLater(birthDate, YOUNGEST) > today) return 'birthDate.tooYoung';
  return yearsLater(birthDate, OLDEST) < today ? 'birthDate.tooOld' : null;
}
