/**
 * What a signal is about (methodology §10, flags of a pair; the evidence on why matches end early). The order
 * is that of the list of kinds; labels are in the translations, `ref.signalCode.<code>`.
 */
export const SIGNAL_CODES = [
  'help_asked',
  'consent_withdrawn',
  'no_meeting',
  'no_first_meeting',
  'pause_over',
  'relation_low',
  'low_ratings',
  'rating_fell',
  'disputed',
  'consent_missing',
  'end_passed',
  'ends_soon',
  'consent_ends',
  'early_contact',
  'monthly_silent',
  'no_feedback',
  'over_capacity',
  'unconfirmed',
  'no_order',
] as const;
export type SignalCode = (typeof SIGNAL_CODES)[number];

/** 3: today; 2: this week; 1: to be kept in mind. */
export const SEVERITIES = [3, 2, 1] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What somebody did about a signal. `returned` takes the latest of them back. */
export const SIGNAL_ACTIONS = [
  'wrote',
  'talk',
  'paused',
  'rematch',
  'snoozed',
  'false_alarm',
  'returned',
] as const;
export type SignalAction = (typeof SIGNAL_ACTIONS)[number];

/**
 * How a signal stands: `open`, somebody is to act; `in_work`, somebody did, and it is seen whether it helps;
 * `snoozed` until a day; `dismissed`, a false alarm. All but the first come back when it gets more severe.
 */
export const SIGNAL_STATES = ['open', 'in_work', 'snoozed', 'dismissed'] as const;
export type SignalState = (typeof SIGNAL_STATES)[number];

/** What is offered: where it is done is the page's matter. */
export const SIGNAL_STEPS = [
  'answer_help',
  'write',
  'plan_talk',
  'open_meeting',
  'open_pair',
  'consents',
  'edit_pair',
  'close',
  'pause',
  'resume',
  'rematch',
] as const;
export type SignalStep = (typeof SIGNAL_STEPS)[number];

/** A signal is put off for so many days at most. */
export const SNOOZE_AT_MOST_DAYS = 30;

/** Fewer episodes than these give no percentage. */
export const FEWEST_FOR_SHARE = 5;
