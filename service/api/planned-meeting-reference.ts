/** How a planned meeting stands; a held one is a record of the log, which the mentees confirm. */
export const PLANNED_STATES = ['proposed', 'agreed', 'held', 'cancelled'] as const;
export type PlannedState = (typeof PLANNED_STATES)[number];
/** Those that are still to be held. */
export const OPEN_PLANNED_STATES = [
  'proposed',
  'agreed',
] as const satisfies readonly PlannedState[];
export const isOpenPlanned = (state: PlannedState): boolean =>
  (OPEN_PLANNED_STATES as readonly PlannedState[]).includes(state);

/** Who proposed it. */
export const PLANNED_SIDES = ['mentor', 'mentee', 'staff'] as const;
export type PlannedSide = (typeof PLANNED_SIDES)[number];

export const PLANNED_ANSWERS = ['agrees', 'declines'] as const;
export type PlannedAnswer = (typeof PLANNED_ANSWERS)[number];

/** Why a meeting is cancelled, as people say it. */
export const CANCEL_REASONS = [
  'illness',
  'studies',
  'work',
  'holiday',
  'not_needed',
  'other',
] as const;
/** And as the program says it: the pair was closed, the record of the log was changed. */
export const CANCEL_CODES = [...CANCEL_REASONS, 'pair_closed', 'log'] as const;
export type CancelCode = (typeof CANCEL_CODES)[number];

/** What a change of one of a series is for. */
export const PLANNED_SCOPES = ['one', 'following'] as const;

/** Meetings of one series at most. */
export const MOST_OF_SERIES = 60;

/** Lines of a table that are brought into the log at once. */
export const MOST_LINES = 500;
