/** What a pair can be judged by; each has a weight from 0 to 10, or is a must (methodology §3, stage 5). */
export const MATCH_CRITERIA = [
  'requests',
  'interests',
  'speciality',
  'preferred_age',
  'time',
  'format',
  'language',
  'enterprise',
  'gender',
  'ballots',
] as const;
export type MatchCriterion = (typeof MATCH_CRITERIA)[number];

/** Rules that no score makes good: of the mentee, of the mentor, of the two together. */
export const MATCH_RULES = [
  'mentee_consent',
  'mentee_not_in_pool',
  'mentor_consent',
  'mentor_not_in_pool',
  'mentor_paused',
  'mentor_not_trained',
  'capacity',
  'group_too_small',
  'form',
  'veto',
  'own_parent',
  'teaches',
  'manages',
  'age',
  'forbidden',
  'earlier_pair',
  'cooling_off',
] as const;
export type MatchRule = (typeof MATCH_RULES)[number];

/** A rule by its code, or a criterion that is a must: `must.time`. */
export type BrokenRule = MatchRule | `must.${MatchCriterion}`;
export const BROKEN_RULES: readonly BrokenRule[] = [
  ...MATCH_RULES,
  ...MATCH_CRITERIA.map((one) => `must.${one}` as const),
];

/** Rules that a directive assignment cannot pass over either: the law, the family, a confidential word. */
export const NEVER_PASSED_OVER = [
  'mentee_consent',
  'mentor_consent',
  'own_parent',
  'veto',
] as const satisfies readonly MatchRule[];

/** How two people stand to each other outside of the programme; what a rule may forbid. */
export const MATCH_RELATIONS = ['parent', 'teaches', 'manages'] as const;
export type MatchRelation = (typeof MATCH_RELATIONS)[number];

/** `stopped`: cancelled by hand; `failed`: locks cannot be kept, or the solver broke down. */
export const MATCH_RUN_STATES = ['running', 'done', 'stopped', 'failed', 'published'] as const;
export type MatchRunState = (typeof MATCH_RUN_STATES)[number];

/** Who put two together: the solver, a coordinator, or a coordinator against the rules. */
export const MATCH_ORIGINS = ['solver', 'hand', 'directive'] as const;
export type MatchOrigin = (typeof MATCH_ORIGINS)[number];
