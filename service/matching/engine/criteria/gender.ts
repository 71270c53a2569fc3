import type { Traits } from '../traits.js';
import { type Criterion, HALF, UNKNOWN } from './criterion.js';

/** One side's wish: 1 or 0; NaN: the other's gender is not known. */
function wish(wanted: NonNullable<Traits['genderWanted']>, gender: Traits['gender']): number {
  if (gender === null) return Number.NaN;
  return gender === wanted ? 1 : 0;
}

/** Wishes of both sides for the other's gender; who has not asked and is not asked for is as good as can be. */
export const gender: Criterion = {
  enough: 1,
  keyOf: ({ traits: { gender: own, genderWanted } }) => `${own} ${genderWanted}`,
  value({ traits: a }, { traits: b }) {
    if (a.genderWanted === null && b.genderWanted === null) return 1;
    const ofMentee = a.genderWanted === null ? null : wish(a.genderWanted, b.gender);
    const ofMentor = b.genderWanted === null ? null : wish(b.genderWanted, a.gender);
    const both =
      ofMentee === null ? ofMentor : ofMentor === null ? ofMentee : Math.min(ofMentee, ofMentor);
    return both === null || Number.isNaN(both) ? UNKNOWN : both;
  },
  tell({ traits: a }, { traits: b }, value) {
    const wanted = [a.genderWanted, b.genderWanted].filter((one) => one !== null);
    if (wanted.length === 0) return { code: 'not_asked', values: [] };
    if (value === UNKNOWN) {
      const missing = a.genderWanted !== null && b.gender === null ? 'mentor' : 'mentee';
      return { code: 'unknown', values: [missing] };
    }
    return { code: value > HALF ? 'as_wished' : 'not_as_wished', values: wanted };
  },
};
