/** The codes of plans (methodology §9.2). Labels are in the translations, `ref.<list>.<code>`. */

/** ИПР, and the personalised programme of teachers. */
export const PLAN_KINDS = ['individual_plan', 'personal_programme'] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];

/**
 * `draft`: never confirmed; `offered`: waits for the mentee; `confirmed`: by both; `changed`: written anew
 * after it was confirmed, not offered yet.
 */
export const PLAN_STATES = ['draft', 'offered', 'confirmed', 'changed'] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** By which plans are looked for; `none`: somebody of a pair without one. */
export const PLAN_FILTER_STATES = ['none', ...PLAN_STATES] as const;

/** How far a row of a plan is; `dropped` with the reason. */
export const GOAL_STATES = [
  'planned',
  'in_progress',
  'done',
  'partly',
  'not_done',
  'dropped',
] as const;
export type GoalState = (typeof GOAL_STATES)[number];
/** Of which something is still expected. */
export const OPEN_GOAL_STATES = ['planned', 'in_progress'] as const satisfies readonly GoalState[];

/** How the two of a personalised programme meet. */
export const PLAN_MODES = ['in_person', 'online', 'mixed'] as const;
export type PlanMode = (typeof PLAN_MODES)[number];

/** What is late: the confirming of the plan, or a goal. */
export const PLAN_DELAYS = ['unconfirmed', 'goals'] as const;
export type PlanDelay = (typeof PLAN_DELAYS)[number];

/** Why nothing is written into a plan now. */
export const PLAN_STOPS = [
  'pair_closed',
  'left_pair',
  'mentee_withdrawn',
  'mentor_withdrawn',
] as const;
export type PlanStop = (typeof PLAN_STOPS)[number];

/** Where the rows of a new plan come from: none, a template, the last plan of the mentee. */
export const PLAN_SOURCES = ['empty', 'template', 'last'] as const;

/** Rows that a plan may have. */
export const MOST_GOALS = 50;

/** The long texts that each kind has, in the order of the paper. */
export const PLAN_TEXTS = {
  individual_plan: ['difficulties', 'directions'],
  personal_programme: [
    'problem',
    'aim',
    'tasks',
    'functions',
    'ways',
    'schedule',
    'results',
    'control',
  ],
} as const satisfies Record<PlanKind, readonly string[]>;
export type PlanText = (typeof PLAN_TEXTS)[PlanKind][number];
