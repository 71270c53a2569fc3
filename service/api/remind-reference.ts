/** What people are reminded of, and how. A further kind: a line here, its file in service/reminders/kinds/, its words. */

/** What of the kinds people choose the way for, together. */
export const REMIND_GROUPS = ['meetings', 'plans', 'surveys', 'pair', 'staff'] as const;
export type RemindGroup = (typeof REMIND_GROUPS)[number];

/** By a letter of its own; in the weekly letter; in the tool alone. */
export const REMIND_WAYS = ['at_once', 'digest', 'none'] as const;
export type RemindWay = (typeof REMIND_WAYS)[number];

/** Languages of letters. */
export const LETTER_LANGUAGES = ['ru', 'en'] as const;
export type LetterLanguage = (typeof LETTER_LANGUAGES)[number];

interface KindFacts {
  group: RemindGroup;
  /** A duty is written at once, whatever was chosen. */
  duty: boolean;
  /** Its letters are written elsewhere: here it is shown in the tool alone. */
  lettersElsewhere: boolean;
  /** What a letter about it may name, beside `college` and `programme`. */
  fields: readonly string[];
}

const kind = (group: RemindGroup, fields: readonly string[] = []): KindFacts => ({
  group,
  duty: false,
  lettersElsewhere: false,
  fields,
});

export const REMIND_KIND_FACTS = {
  meeting_tomorrow: kind('meetings', ['when']),
  meeting_passed: kind('meetings', ['when']),
  proposal_waiting: kind('meetings', ['when']),
  record_waiting: kind('meetings', ['date']),
  plan_waiting: kind('plans'),
  survey_open: { ...kind('surveys', ['title', 'date']), lettersElsewhere: true },
  month_waiting: kind('surveys', ['date']),
  first_meeting: kind('pair', ['days']),
  out_of_rhythm: kind('pair', ['days']),
  pair_ending: kind('pair', ['date']),
  help_waiting: { ...kind('staff'), duty: true },
  signals_new: kind('staff', ['count']),
  consents_due: kind('staff', ['count']),
  mail_refused: kind('staff', ['count']),
} satisfies Record<string, KindFacts>;

export type RemindKind = keyof typeof REMIND_KIND_FACTS;
export const REMIND_KINDS = Object.keys(REMIND_KIND_FACTS) as [RemindKind, ...RemindKind[]];

/** The letter that brings several together, once a week. */
export const DIGEST = 'digest';
export type LetterKind = RemindKind | typeof DIGEST;
export const LETTER_KINDS: [LetterKind, ...LetterKind[]] = [DIGEST, ...REMIND_KINDS];

/** What every letter may name. */
const FIELDS_OF_ALL = ['college', 'programme'] as const;

/** What a letter of a kind may name, in `{braces}`. */
export const fieldsOfLetter = (of: LetterKind): string[] => [
  ...(of === DIGEST ? ['count'] : REMIND_KIND_FACTS[of].fields),
  ...FIELDS_OF_ALL,
];

/** The kinds of which letters leave from here, with words that may be changed. */
export const WRITTEN_KINDS = LETTER_KINDS.filter(
  (of) => of === DIGEST || !REMIND_KIND_FACTS[of].lettersElsewhere,
);

/** The group whose letters the letter of a kind belongs to; null: of several. */
export const groupOfLetter = (of: LetterKind): RemindGroup | null =>
  of === DIGEST ? null : REMIND_KIND_FACTS[of].group;

export const isDuty = (of: LetterKind): boolean => of !== DIGEST && REMIND_KIND_FACTS[of].duty;

/** What stands where a programme has set nothing. */
export const USUAL_REMINDING = {
  quietFrom: '21:00',
  quietTo: '08:00',
  weekends: false,
  /** 1 Monday … 7 Sunday */
  digestDay: 1,
  digestHour: 9,
} as const;
