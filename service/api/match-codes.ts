import type { MatchCriterion } from './match-reference.js';

/** What people say for matching, by the codes of the questions `match_*` of the entry questionnaires. */

/** What somebody likes to do. */
export const MATCH_INTERESTS = [
  'sport',
  'music',
  'art',
  'technology',
  'programming',
  'games',
  'books',
  'cinema',
  'nature',
  'volunteering',
  'cooking',
  'cars',
] as const;
export type MatchInterest = (typeof MATCH_INTERESTS)[number];

/** Times of the week for meetings: `day` up to five o'clock, `evening` after it. */
export const MATCH_TIMES = [
  'mon_day',
  'mon_evening',
  'tue_day',
  'tue_evening',
  'wed_day',
  'wed_evening',
  'thu_day',
  'thu_evening',
  'fri_day',
  'fri_evening',
  'sat_day',
  'sat_evening',
] as const;
export type MatchTime = (typeof MATCH_TIMES)[number];

export const MATCH_FORMATS = ['in_person', 'online', 'phone', 'group'] as const;
export type MatchFormat = (typeof MATCH_FORMATS)[number];

export const MATCH_LANGUAGES = ['ru', 'tt', 'ba', 'uz', 'tg', 'ky', 'en', 'sign'] as const;
export type MatchLanguage = (typeof MATCH_LANGUAGES)[number];

export const MATCH_GENDERS = ['female', 'male', 'any'] as const;

/** Codes of the questions by which people say it; §4.8 directions are `match_requests` and `match_competences`. */
export const MATCH_QUESTIONS = {
  requests: 'match_requests',
  competences: 'match_competences',
  interests: 'match_interests',
  times: 'match_times',
  formats: 'match_formats',
  languages: 'match_languages',
  gender: 'match_gender',
} as const;

/** Whose data are missing, in `unknown`. */
export const MATCH_SIDES = ['mentee', 'mentor', 'both'] as const;
export type MatchSide = (typeof MATCH_SIDES)[number];

/** How somebody named another in their ballot. */
export const BALLOT_NAMED = [
  'wished_1',
  'wished_2',
  'wished_3',
  'can_help',
  'first_meeting',
] as const;
export type BallotNamed = (typeof BALLOT_NAMED)[number];

/**
 * All codes that a reason can have, by criterion, and what its values are. `unknown` everywhere: no data,
 * counted as half; its value is the side that has said nothing.
 * - requests: `all` the directions; `some` how many, of how many, then those directions; `none` the directions
 *   asked for; `words` the words that both use.
 * - interests, format, language, time: `shared` the codes in common; `none`; interests also `words`.
 * - speciality: `same`, `same_field`, `close`, `other`: the mentee's, the mentor's; `at_work` the mentee's
 *   speciality, then the words of it in what the mentor does or can.
 * - preferred_age: `within`, `near`, `outside` the mentee's age (empty: of age), what the mentor has said; `any`.
 * - enterprise: `same` its name; `other` both names.
 * - gender: `not_asked`; `as_wished`, `not_as_wished` the gender that was wished, once for each side that asked.
 * - ballots: `mutual` how the mentee named, how the mentor named; `by_mentee`, `by_mentor` how they named, then
 *   `not_named` or `unknown` of the other side; `not_named` who handed a ballot in.
 */
export const MATCH_REASON_CODES = {
  requests: ['all', 'some', 'none', 'words', 'unknown'],
  interests: ['shared', 'words', 'none', 'unknown'],
  speciality: ['same', 'same_field', 'close', 'at_work', 'other', 'unknown'],
  preferred_age: ['within', 'near', 'outside', 'any', 'unknown'],
  time: ['shared', 'none', 'unknown'],
  format: ['shared', 'none', 'unknown'],
  language: ['shared', 'none', 'unknown'],
  enterprise: ['same', 'other', 'unknown'],
  gender: ['not_asked', 'as_wished', 'not_as_wished', 'unknown'],
  ballots: ['mutual', 'by_mentee', 'by_mentor', 'not_named', 'unknown'],
} as const satisfies Readonly<Record<MatchCriterion, readonly string[]>>;
