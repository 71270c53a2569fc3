import { z } from 'zod';
import { id, idempotencyKey, isoDate, pageOf, paging, personRef, text } from './common.js';
import { endpoint } from './endpoint.js';
import { matchMove, matchSettings, matchTotals } from './match-settings.js';
import {
  boardUnit,
  brokenRule,
  changeRow,
  matchReason,
  matchRun,
  matchRunView,
  matchSuggestion,
  matchUnit,
} from './match-shapes.js';
import { FORMS, PAIR_FORMATS } from './reference.js';

export type {
  MatchReason,
  MatchRun,
  MatchRunView,
  MatchSuggestion,
  MatchUnit,
} from './match-shapes.js';

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
