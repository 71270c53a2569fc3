import { z } from 'zod';
import {
  id,
  idempotencyKey,
  isoDate,
  isoDateTime,
  pageOf,
  paging,
  personRef,
  text,
} from './common.js';
import { endpoint } from './endpoint.js';
import { matchMove, matchSettings, matchTotals } from './match-settings.js';
import {
  BROKEN_RULES,
  type BrokenRule,
  FORMS,
  MATCH_CRITERIA,
  MATCH_ORIGINS,
  MATCH_RUN_STATES,
  PAIR_FORMATS,
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

const boardUnit = matchUnit.extend({ mentees: z.array(matchSuggestion) });
export type MatchBoardUnit = z.infer<typeof boardUnit>;

/** Who could be somebody's mentor, with what speaks against it. */
const candidate = z.object({
  unit: matchUnit,
  score: z.number().nullable(),
  /** Empty: allowed. */
  rules: z.array(brokenRule),
  forbidden: z.object({ reason: z.string().nullable(), by: z.string().nullable() }).nullable(),
});

const ofRun = z.object({ programmeId: id, runId: id });

const change = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('assign'),
    menteeId: id,
    unitId: id,
    /** A directive assignment: against rules, with the reason. */
    directive: text(500).nullable().default(null),
  }),
  z.object({ kind: z.literal('unassign'), menteeId: id }),
  /** Each of the two gets the other's mentor. */
  z.object({ kind: z.literal('swap'), menteeId: id, withMenteeId: id }),
  z.object({ kind: z.literal('lock'), menteeId: id }),
  z.object({ kind: z.literal('unlock'), menteeId: id }),
  z.object({
    kind: z.literal('forbid'),
    menteeId: id,
    unitId: id,
    reason: text(500).nullable().default(null),
  }),
  z.object({ kind: z.literal('allow'), menteeId: id, unitId: id }),
  /** Takes the latest change by hand back. */
  z.object({ kind: z.literal('undo') }),
]);
export type MatchChange = z.infer<typeof change>;

const changeRow = z.object({
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
const matchRunView = matchRun.extend({
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

export const matchRunsApi = {
  listMatchRuns: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching-runs',
    summary: 'The runs of a programme or of one form, newest first.',
    tag: 'matching',
    access: ['coordinator'],
    input: z.object({ programmeId: id, form: z.enum(FORMS).optional(), ...paging }),
    output: pageOf(matchRun),
  }),

  startMatchRun: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/matching-runs',
    summary:
      'Makes a run from the data of now, with the locks and bans that stand; it goes on in the background.',
    tag: 'matching',
    access: ['coordinator'],
    input: z.object({ programmeId: id, form: z.enum(FORMS), idempotencyKey }),
    output: matchRun,
  }),

  getMatchRun: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching-runs/{runId}',
    summary:
      'How far a run is, its figures, its weakest pairs, and what stands against publication.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun,
    output: matchRunView,
  }),

  stopMatchRun: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/matching-runs/{runId}/stop',
    summary: 'Stops a run that is being computed.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun,
    output: matchRun,
  }),

  listMatchSuggestions: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching-runs/{runId}/suggestions',
    summary: 'Who gets whom, with the main reasons; search, filters, sorting, pages.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun.extend({
      search: text(100).optional(),
      show: z.enum(['all', 'matched', 'unmatched', 'locked', 'by_hand', 'refused']).default('all'),
      unitId: id.optional(),
      menteeId: id.optional(),
      sort: z.enum(['name', 'score', '-score', 'mentor']).default('name'),
      ...paging,
    }),
    output: pageOf(matchSuggestion),
  }),

  listMatchUnits: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching-runs/{runId}/units',
    summary: 'Mentors and teams of a run with their places; search, free places only, pages.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun.extend({
      search: text(100).optional(),
      show: z.enum(['all', 'free', 'full']).default('all'),
      ...paging,
    }),
    output: pageOf(matchUnit),
  }),

  getMatchBoard: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching-runs/{runId}/board',
    summary:
      'The board: who has nobody, and mentors with their places and those whom they have taken.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun.extend({
      search: text(100).optional(),
      left: paging.page,
      leftSize: paging.pageSize,
      mentor: text(100).optional(),
      show: z.enum(['all', 'free', 'full']).default('all'),
      ...paging,
    }),
    output: z.object({ lonely: pageOf(matchSuggestion), units: pageOf(boardUnit) }),
  }),

  listMatchCandidates: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching-runs/{runId}/mentees/{menteeId}/candidates',
    summary: 'Who could be the mentor of somebody, the best first, and why others cannot.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun.extend({ menteeId: id, search: text(100).optional(), ...paging }),
    output: pageOf(candidate),
  }),

  explainMatch: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching-runs/{runId}/mentees/{menteeId}/units/{unitId}',
    summary:
      'The score of a pair opened into its reasons, the runner-up, and what that would cost.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun.extend({ menteeId: id, unitId: id }),
    output: z.object({
      mentee: personRef,
      unit: matchUnit,
      score: z.number().nullable(),
      reasons: z.array(matchReason),
      rules: z.array(brokenRule),
      /** The best result without this pair; null: the pair is not the one suggested by the solver. */
      runnerUp: z
        .object({
          /** Null: without this pair the mentee has nobody. */
          unit: matchUnit.nullable(),
          score: z.number().nullable(),
          /** By so much the total would be less. */
          cost: z.number(),
          /** By so many fewer mentees would be matched. */
          fewer: z.number().int(),
          /** Others who would get another mentor; at most 20. */
          moves: z.array(matchMove),
        })
        .nullable(),
    }),
  }),

  changeMatchRun: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/matching-runs/{runId}/changes',
    summary: 'Moves, locks, forbids, or puts back. The version says what it was based on.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun.extend({ version: z.number().int(), change }),
    output: matchRun,
  }),

  listMatchChanges: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching-runs/{runId}/changes',
    summary: 'What was changed by hand in a run, by whom, newest first.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun.extend({ ...paging }),
    output: pageOf(changeRow),
  }),

  compareMatchRuns: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching-runs/{runId}/compare/{otherId}',
    summary: 'Two runs beside each other: figures, settings, and who has another mentor.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun.extend({ otherId: id }),
    output: z.object({
      one: matchRun,
      other: matchRun,
      /** Names of the settings that differ, `criteria.time` or `olderBy`. */
      settings: z.array(z.object({ name: z.string(), one: z.string(), other: z.string() })),
      moves: z.array(matchMove),
      moved: z.number().int(),
    }),
  }),

  publishMatchRun: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/matching-runs/{runId}/publish',
    summary:
      'Makes the pairs of a run, all or none, with the order that they rest on; everybody is informed.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun.extend({
      version: z.number().int(),
      orderNumber: text(50).pipe(z.string().min(1, 'required')),
      orderDate: isoDate,
      startsOn: isoDate,
      endsOn: isoDate,
      roleVariant: z.string().max(64).nullable().default(null),
      /** Null: individual or group, as many as there are. */
      format: z.enum(PAIR_FORMATS).nullable().default(null),
      idempotencyKey,
    }),
    output: z.object({ run: matchRun, pairs: z.number().int(), mentees: z.number().int() }),
  }),

  getMatchRecord: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching-runs/{runId}/record',
    summary:
      'All that a run rests on: data, rules, weights, seed, result, changes by hand. Enough to repeat it.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun,
    output: z.object({
      run: matchRun,
      settings: matchSettings,
      seed: z.string(),
      /** SHA-256 of the input. */
      inputHash: z.string(),
      input: z.unknown(),
      /** Mentee and unit, as the solver left it. */
      result: z.array(z.tuple([id, id])),
      changes: z.array(changeRow),
    }),
  }),

  repeatMatchRun: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/matching-runs/{runId}/repeat',
    summary:
      'Computes a run again from its record, and says whether the same comes out. Changes nothing.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofRun,
    output: z.object({ same: z.boolean(), totals: matchTotals }),
  }),
};
