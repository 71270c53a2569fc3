import { AGE_UNKNOWN, type Traits } from '../traits.js';
import { type Criterion, HALF, UNKNOWN, unknown } from './criterion.js';

const OF_AGE = 18;

/** Of somebody of age whose birth date is not known. */
function ofAdult(range: { from: number; to: number }): number {
  if (range.from <= OF_AGE && range.to === Infinity) return 1;
  return range.to < OF_AGE ? 0 : UNKNOWN;
}

function worthOf({ age, adult }: Traits, preferred: Traits['preferredAge']): number {
  if (preferred === null) return UNKNOWN;
  if (preferred === 'any') return 1;
  if (age === AGE_UNKNOWN) return adult ? ofAdult(preferred) : UNKNOWN;
  if (age >= preferred.from && age <= preferred.to) return 1;
  return age + 1 === preferred.from || age - 1 === preferred.to ? HALF : 0;
}

/** The mentee's age on the day of the run, and the ages that the mentor prefers; a year beside is worth half. */
export const preferredAge: Criterion = {
  enough: 1,
  keyOf: ({ traits: { age, adult, preferredAge: ages } }) =>
    `${age} ${adult} ${ages === null || ages === 'any' ? ages : `${ages.from}-${ages.to}`}`,
  value: (mentee, mentor) => worthOf(mentee.traits, mentor.traits.preferredAge),
  tell(mentee, mentor, value) {
    const { age } = mentee.traits;
    const { preferredAge: preferred } = mentor.traits;
    if (value === UNKNOWN) return unknown(age !== AGE_UNKNOWN, preferred !== null);
    if (preferred === 'any') return { code: 'any', values: [] };
    const values = [age === AGE_UNKNOWN ? '' : String(age), mentor.facts.preferredAge ?? ''];
    return { code: value === 1 ? 'within' : value === HALF ? 'near' : 'outside', values };
  },
};
