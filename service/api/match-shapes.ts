/** What a run of matching is made of, as callers see it. */
import { z } from 'zod';
import { id, isoDate, isoDateTime, personRef } from './common.js';
import { matchTotals } from './match-settings.js';
import {
  BROKEN_RULES,
  type BrokenRule,
  FORMS,
  MATCH_CRITERIA,
  MATCH_ORIGINS,
  MATCH_RUN_STATES,
} from './reference.js';

export const brokenRule = z.enum(BROKEN_RULES as [BrokenRule, ...BrokenRule[]]);

/** Why locks cannot be kept, in names. */
const lockFault = z.object({
  code: z.enum(['not_allowed', 'several_mentors', 'over_capacity', 'group_too_small']),
  mentors: z.array(z.string()),
  mentees: z.array(z.string()),
  capacity: z.number().int().nullable(),
  /** The rules that a lock breaks, where that is why. */
  rules: z.array(brokenRule),
});

/** A run and what has become of it. */
export const matchRun = z.object({
  runId: id,
  /** 1, 2, … of its form. */
  number: z.number().int(),
  form: z.enum(FORMS),
  state: z.enum(MATCH_RUN_STATES),
  /** Mentees for whom a place was sought so far, while it runs. */
  done: z.number().int(),
  /** What it was computed from. */
  counts: z.object({
    mentees: z.number().int(),
    mentors: z.number().int(),
    /** Mentors and teams with a place. */
    units: z.number().int(),
    places: z.number().int(),
    allowedPairs: z.number().int(),
    /** Ballots of a group meeting that were counted. */
    ballots: z.number().int(),
  }),
  settingsVersion: z.number().int(),
  /** As the solver left it; null: not done. */
  solved: matchTotals.nullable(),
  /** As it is now, after changes by hand; null: not done. */
  now: matchTotals.nullable(),
  locked: z.number().int(),
  changesByHand: z.number().int(),
  lockFaults: z.array(lockFault),
  /** Grows with each change; says what a change was based on. */
  version: z.number().int(),
  startedBy: z.string().nullable(),
  startedAt: isoDateTime,
  finishedAt: isoDateTime.nullable(),
  /** Milliseconds of the solver alone. */
  solverMs: z.number().nullable(),
  publishedAt: isoDateTime.nullable(),
  publishedBy: z.string().nullable(),
  orderNumber: z.string().nullable(),
  orderDate: isoDate.nullable(),
  /** Data have changed since (people, consents, answers, settings): a new run may come out otherwise. */
  outdated: z.boolean(),
});
export type MatchRun = z.infer<typeof matchRun>;

/** A mentor, or a team of mentors, and what they have taken in a run. */
export const matchUnit = z.object({
  /** The mentor's, or the team's. */
  unitId: id,
  mentors: z.array(personRef),
  /** Places in this run. */
  capacity: z.number().int(),
  atLeast: z.number().int(),
  taken: z.number().int(),
  /** Group or workplace, and speciality, as far as known. */
  about: z.string().nullable(),
  /** What has come between since the run, for which a publication is refused; null: nothing. */
  against: z
    .object({ code: z.enum(['full', 'tooFew']), /** Places now. */ capacity: z.number().int() })
    .nullable(),
});
export type MatchUnit = z.infer<typeof matchUnit>;

/**
 * A sentence about a pair and one criterion: a code that the pages say in words, with what fills it.
 * `values` are codes of lists, words of people, or numbers as text.
 */
export const matchReason = z.object({
  criterion: z.enum(MATCH_CRITERIA),
  code: z.string().max(40),
  values: z.array(z.string()),
  /** From 0 to 1; what is not known counts as 0.5. */
  value: z.number(),
  known: z.boolean(),
  weight: z.number().int(),
  must: z.boolean(),
  /** Its share of the score, 0–100; the shares of all criteria are the score. */
  points: z.number(),
});
export type MatchReason = z.infer<typeof matchReason>;

/** One mentee in a run, with the mentor who is suggested. */
export const matchSuggestion = z.object({
  mentee: personRef,
  groupName: z.string().nullable(),
  unitId: id.nullable(),
  mentors: z.array(personRef),
  /** 0–100; null: nobody is suggested. */
  score: z.number().nullable(),
  /** The two or three criteria that count most for the pair. */
  reasons: z.array(matchReason),
  locked: z.boolean(),
  origin: z.enum(MATCH_ORIGINS).nullable(),
  /** The reason of a directive assignment. */
  directive: z.string().nullable(),
  /** Of who has nobody: the smallest set of rules whose loosening would give them a place, as it is now. */
  loosen: z.array(brokenRule),
  /** Of who has nobody though no rule keeps them: a place is free, or comes free when others move. */
  open: z.enum(['place', 'moves']).nullable(),
  /**
   * What has come between since the run, for which a publication is refused: one of the two takes part no
   * more, or rules that the pair breaks now; null: nothing.
   */
  against: z.object({ gone: z.boolean(), rules: z.array(brokenRule) }).nullable(),
});
export type MatchSuggestion = z.infer<typeof matchSuggestion>;

export const boardUnit = matchUnit.extend({ mentees: z.array(matchSuggestion) });
export type MatchBoardUnit = z.infer<typeof boardUnit>;

export const changeRow = z.object({
  at: isoDateTime,
  by: z.string().nullable(),
  kind: z.string(),
  mentee: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  reason: z.string().nullable(),
  undone: z.boolean(),
});

const runName = z.object({ runId: id, number: z.number().int(), state: z.enum(MATCH_RUN_STATES) });

/** A run with all that stands above what it suggests. */
export const matchRunView = matchRun.extend({
  /** The newest run of the form, and the newest other one that has a result. */
  newest: runName,
  useful: runName.nullable(),
  /** The pairs with the lowest scores, the weakest first; at most three. */
  weakest: z.array(matchSuggestion),
  /** The latest change by hand that can be taken back. */
  lastChange: changeRow.nullable(),
  /** Pairs and groups for which a publication would be refused now. */
  refused: z.number().int(),
});
export type MatchRunView = z.infer<typeof matchRunView>;
