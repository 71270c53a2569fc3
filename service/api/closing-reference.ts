/** The steps in which a pair is closed (methodology §3 stage 7), in the order in which they are taken. */
export const CLOSING_STEPS = [
  'meeting',
  'survey',
  'reflection',
  'report',
  'case',
  'papers',
  'results',
  'mentor',
] as const;
export type ClosingStep = (typeof CLOSING_STEPS)[number];

/**
 * `todo`: somebody can do it now; `waits`: done by one, to be decided by another; `later`: not yet its time;
 * `none`: nothing is asked for.
 */
export const CLOSING_STEP_STATES = ['done', 'todo', 'waits', 'later', 'none'] as const;
export type ClosingStepState = (typeof CLOSING_STEP_STATES)[number];

/** What a list of closings can be narrowed to: a step that is not done, or a report that waits for a decision. */
export const CLOSING_LACKS = [
  'meeting',
  'survey',
  'reflection',
  'report',
  'decision',
  'case',
  'papers',
  'results',
] as const;
export type ClosingLack = (typeof CLOSING_LACKS)[number];

/** How far the final survey of somebody is; `none`: no wave asks them. */
export const FINAL_SURVEYS = ['answered', 'open', 'planned', 'missed', 'none'] as const;
export type FinalSurvey = (typeof FINAL_SURVEYS)[number];

/** Pairs whose end is so many days ahead are shown among those that are being closed. */
export const CLOSING_AHEAD_DAYS = 30;
/** Who has not written a reflection can still do so for so many days after the end; then it is history. */
export const REFLECTION_DAYS = 30;

/** What everybody of a pair is asked at its end, in their own words. */
export const REFLECTION_QUESTIONS = ['changed', 'valuable', 'hard', 'next'] as const;
export type ReflectionQuestion = (typeof REFLECTION_QUESTIONS)[number];
/** Of these an answer may be quoted; what was hard is for the college alone. */
export const QUOTABLE = [
  'changed',
  'valuable',
  'next',
] as const satisfies readonly ReflectionQuestion[];
export type Quotable = (typeof QUOTABLE)[number];
export const REFLECTION_LENGTH = 1500;

/** What an author allows: no quote, one without their name, one with it. */
export const QUOTE_PERMISSIONS = ['no', 'anonymous', 'named'] as const;
export type QuotePermission = (typeof QUOTE_PERMISSIONS)[number];

/** Why words are not quoted, or how they are. */
export const QUOTE_STANDINGS = [
  'refused',
  'frozen',
  'needs_representative',
  'anonymous',
  'named',
] as const;
export type QuoteStanding = (typeof QUOTE_STANDINGS)[number];

export const REPORT_STATES = ['draft', 'submitted', 'returned', 'accepted'] as const;
export type ReportState = (typeof REPORT_STATES)[number];
/** What a mentor writes beside the data (methodology §9.2). */
export const REPORT_TEXTS = ['achieved', 'difficulties', 'advice', 'reward'] as const;
export type ReportText = (typeof REPORT_TEXTS)[number];

/** The parts of a case (methodology §9.1). */
export const CASE_TEXTS = ['situation', 'goal', 'way', 'result'] as const;
export type CaseText = (typeof CASE_TEXTS)[number];
export const CASE_NAMINGS = ['anonymous', 'named'] as const;
export type CaseNaming = (typeof CASE_NAMINGS)[number];

/** A mentee gets a certificate, a mentor a letter of thanks. */
export const PAPER_KINDS = ['certificate', 'thanks'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];
