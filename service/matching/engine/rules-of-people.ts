/** Rules that somebody breaks alone, whoever the other would be. */
import { daysBetween } from '../../../shared/dates.js';
import type { PersonState } from '../../api/reference.js';
import { yearsOn } from './age-range.js';
import { ruleBit } from './rule-bits.js';
import type { MatchSettings, MenteeFacts, MentorFacts } from './types.js';

/** What a mentee must be to get a mentor (methodology §10). */
const MENTEE_STATES: readonly (PersonState | null)[] = ['pool', 'waiting'];
/** A mentor with free places takes more while in pairs, and again when one has come to its end. */
const MENTOR_STATES: readonly (PersonState | null)[] = [
  'pool',
  'waiting',
  'proposed',
  'paired',
  'completed',
];
/** Admitted; what they still lack is told by a rule of its own. */
const ADMITTED: readonly (PersonState | null)[] = ['selected', 'trained'];

const OF_AGE = 18;

/** The rules that a mentee breaks as they are, as bits. */
export function menteeBits(mentee: MenteeFacts, settings: MatchSettings, today: string): number {
  const { state, consented, lastPairEndedOn } = mentee;
  let bits = 0;
  if (!consented) bits |= ruleBit('mentee_consent');
  const onlyConsentLacks = !consented && ADMITTED.includes(state);
  if (!MENTEE_STATES.includes(state) && !onlyConsentLacks) bits |= ruleBit('mentee_not_in_pool');
  const rests =
    lastPairEndedOn !== null && daysBetween(lastPairEndedOn, today) < settings.coolingOffDays;
  return rests ? bits | ruleBit('cooling_off') : bits;
}

/** Who is of age without a birth date has reached every limit up to eighteen. */
function isTooYoung(mentor: MentorFacts, from: number | null, today: string): boolean {
  if (from === null) return false;
  if (mentor.birthDate === null) return !(mentor.adult && from <= OF_AGE);
  return yearsOn(mentor.birthDate, today) < from;
}

/** The rules that a mentor breaks as they are, as bits; places are the unit's. */
export function mentorBits(
  mentor: MentorFacts,
  settings: MatchSettings,
  { today, form }: { today: string; form: MentorFacts['forms'][number] },
): number {
  const { state, consented, paused, trained, forms } = mentor;
  let bits = 0;
  if (!consented) bits |= ruleBit('mentor_consent');
  if (!MENTOR_STATES.includes(state)) {
    if (!ADMITTED.includes(state)) bits |= ruleBit('mentor_not_in_pool');
    else if (consented) bits |= ruleBit(trained ? 'mentor_not_in_pool' : 'mentor_not_trained');
  }
  if (paused) bits |= ruleBit('mentor_paused');
  if (settings.trainedOnly && !trained) bits |= ruleBit('mentor_not_trained');
  if (forms.length > 0 && !forms.includes(form)) bits |= ruleBit('form');
  if (isTooYoung(mentor, settings.mentorAgeFrom, today)) bits |= ruleBit('age');
  return bits;
}
