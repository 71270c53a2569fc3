import { inCommon } from '../traits.js';
import { ANYTHING, type Criterion, type Mentor, UNKNOWN, unknown } from './criterion.js';

const nameOf = ({ facts }: Mentor): string => facts.enterprise ?? facts.workplace ?? '';

/** Where the mentee works or has practice, and where the mentor does: the same when one name is part of the other. */
export const enterprise: Criterion = {
  enough: ANYTHING,
  keyOf: ({ traits: { place } }) => place?.join() ?? '-',
  value(mentee, mentor) {
    const [a, b] = [mentee.traits.place, mentor.traits.place];
    if (a === null || b === null) return UNKNOWN;
    return inCommon(a, b) === Math.min(a.length, b.length) ? 1 : 0;
  },
  tell(mentee, mentor, value) {
    const [a, b] = [mentee.traits.place, mentor.traits.place];
    if (value === UNKNOWN) return unknown(a !== null, b !== null);
    if (value === 1) return { code: 'same', values: [nameOf(mentor)] };
    return { code: 'other', values: [mentee.facts.workplace ?? '', nameOf(mentor)] };
  },
};
