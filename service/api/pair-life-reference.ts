/**
 * Codes of what happens to a pair on its way (methodology §10: на паузе, завершена, расторгнута, продлена).
 * The reasons of an early end are those that studies of premature closures name. Labels: `ref.<list>.<code>`.
 */
export const PAUSE_REASONS = [
  'illness',
  'practice',
  'exams',
  'holidays',
  'mentor_away',
  'conflict',
  'other',
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** Reasons of a pause that say nothing of anybody's health or quarrels: the people of the pair read them. */
export const OPEN_PAUSE_REASONS = [
  'practice',
  'exams',
  'holidays',
] as const satisfies readonly PauseReason[];

export const MENTOR_CHANGE_REASONS = [
  'moved',
  'no_time',
  'illness',
  'interests',
  'conflict',
  'mentor_wish',
  'mentee_wish',
  'college',
  'other',
] as const;
export type MentorChangeReason = (typeof MENTOR_CHANGE_REASONS)[number];

export const JOINING_REASONS = [
  'wish',
  'from_waiting',
  'from_other_pair',
  'college',
  'other',
] as const;
export type JoiningReason = (typeof JOINING_REASONS)[number];

export const END_REASONS = [
  'moved',
  'no_time',
  'interests',
  'conflict',
  'no_contact',
  'safety',
  'health',
  'mentor_wish',
  'mentee_wish',
  'college',
  'other',
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** A reason that the coordinator alone reads. */
export const PRIVATE_END_REASONS = ['safety'] as const satisfies readonly EndReason[];

/** Who wished a pair to end. */
export const INITIATIVES = ['mentor', 'mentee', 'both', 'college', 'parent'] as const;
export type Initiative = (typeof INITIATIVES)[number];

/** Where a mentee goes from a pair that is over for them. */
export const NEXT_PLACES = ['none', 'waiting_list', 'new_mentor', 'psychologist'] as const;
export type NextPlace = (typeof NEXT_PLACES)[number];

/** What is decided at the end of a pair (methodology §9.2: завершить, продолжить, сменить пару). */
export const END_DECISIONS = ['end', 'continue', 'change'] as const;
export type EndDecision = (typeof END_DECISIONS)[number];

/** A pair that goes on: the same one for longer, or one that follows it. */
export const CONTINUATIONS = ['prolonged', 'following'] as const;
export type Continuation = (typeof CONTINUATIONS)[number];

export const PAIR_EVENT_KINDS = [
  'paused',
  'resumed',
  'mentor_changed',
  'mentee_joined',
  'mentee_left',
  'prolonged',
  'completed',
  'terminated',
  'mentee_next',
  'made_despite',
  'reopened',
  'followed',
] as const;
export type PairEventKind = (typeof PAIR_EVENT_KINDS)[number];

/** Of how many characters thanks may be, and from how many days before the end they are given. */
export const THANKS_LENGTH = 500;
export const THANKS_DAYS = 30;
