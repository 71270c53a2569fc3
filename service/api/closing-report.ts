import { z } from 'zod';
import { caseQuote } from './closing.js';
import { CASE_NAMINGS, QUOTABLE, REPORT_STATES } from './closing-reference.js';
import { id, idempotencyKey, isoDate, isoDateTime, pairShortNames, text } from './common.js';
import { endpoint } from './endpoint.js';
import { END_DECISIONS } from './pair-life-reference.js';
import { GOAL_STATES, PLAN_KINDS } from './plan-reference.js';
import { FORMS, MEETING_FORMATS, MEETING_KINDS, PAIR_FORMATS, TOPICS } from './reference.js';

const tag = 'closing';
const version = z.coerce.number().int().min(0);
const atPair = { programmeId: id, pairId: id };
const path = '/programmes/{programmeId}/pairs/{pairId}/closing' as const;
const words = text(4000).default('');
const count = z.number().int();

/** What the report says from the data, without a word of anybody's survey. */
export const reportData = z.object({
  form: z.enum(FORMS),
  roleVariant: z.string().nullable(),
  format: z.enum(PAIR_FORMATS),
  startsOn: isoDate,
  endsOn: isoDate,
  orderNumber: z.string().nullable(),
  orderDate: isoDate.nullable(),
  mentors: z.array(z.string()),
  mentees: z.array(z.string()),
  /** What the programme's rhythm asked for; null: the pair rests now. */
  due: count.nullable(),
  held: count,
  minutes: count,
  kinds: z.array(z.object({ kind: z.enum(MEETING_KINDS), n: count, minutes: count })),
  formats: z.array(z.object({ format: z.enum(MEETING_FORMATS), n: count })),
  topics: z.array(z.object({ topic: z.enum(TOPICS), n: count })),
  closingMeetingOn: isoDate.nullable(),
  attendance: z.array(z.object({ name: z.string(), came: count, of: count })),
  plans: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(PLAN_KINDS),
      confirmed: z.boolean(),
      goals: z.array(
        z.object({
          task: z.string(),
          dueOn: isoDate,
          planned: z.string(),
          actual: z.string(),
          state: z.enum(GOAL_STATES),
          mark: count.nullable(),
        }),
      ),
    }),
  ),
  /** The mean of the mentees' marks of the first and of the last meetings; null: fewer than two were given. */
  ratings: z.object({ first: z.number(), last: z.number(), n: count }).nullable(),
  /** Each mentee's progress in the programme, 0–100. */
  progress: z.array(z.object({ name: z.string(), score: count })),
});
export type ReportData = z.infer<typeof reportData>;

export const reportTexts = z.object({
  achieved: words,
  difficulties: words,
  advice: words,
  reward: words,
  recommendation: z.enum(END_DECISIONS).nullable().default(null),
});
export type ReportTexts = z.infer<typeof reportTexts>;

const reportVersion = z.object({
  number: count,
  acceptedBy: z.string(),
  acceptedAt: isoDateTime,
});

export const mentorReport = z.object({
  pairId: id,
  shortNames: pairShortNames,
  /** Null: nothing was written yet. */
  state: z.enum(REPORT_STATES).nullable(),
  texts: reportTexts,
  /** As it is now; of an accepted report as it was then. */
  data: reportData,
  /** Names the data: a decision says which it saw. */
  dataKey: z.string(),
  submittedBy: z.string().nullable(),
  submittedAt: isoDateTime.nullable(),
  returnNote: z.string().nullable(),
  /** The accepted versions, the latest first. */
  versions: z.array(reportVersion),
  /** Nobody has changed it: the accepted version that is shown. */
  shownNumber: count.nullable(),
  version: count,
  mayWrite: z.boolean(),
  mayDecide: z.boolean(),
  frozen: z.boolean(),
});
export type MentorReport = z.infer<typeof mentorReport>;

const caseTexts = { situation: words, goal: words, way: words, result: words };

export const pairCase = z.object({
  pairId: id,
  shortNames: pairShortNames,
  situation: z.string(),
  goal: z.string(),
  way: z.string(),
  result: z.string(),
  naming: z.enum(CASE_NAMINGS),
  /** Everybody of the pair has a consent to publication: names can stand in it. */
  mayBeNamed: z.boolean(),
  /** Names as they stand in it; empty where it is anonymous. */
  mentors: z.array(z.string()),
  mentees: z.array(z.string()),
  form: z.enum(FORMS),
  /** What may be quoted now: whoever takes it back is gone from it at once. */
  quotes: z.array(caseQuote),
  /** Authors who wrote and do not allow it, or whose representative has not consented. */
  closed: count,
  /** Nothing was saved: the texts come from the plan and the report. */
  prefilled: z.boolean(),
  version: count,
  mayWrite: z.boolean(),
});
export type PairCase = z.infer<typeof pairCase>;

export const closingReport = {
  getMentorReport: endpoint({
    method: 'GET',
    path: `${path}/report`,
    summary: 'The mentor’s report on a pair: filled from the data, with the mentor’s words.',
    tag,
    access: ['coordinator', 'curator', 'head', 'mentor'],
    input: z.object({ ...atPair, number: z.coerce.number().int().min(1).optional() }),
    output: mentorReport,
  }),

  saveMentorReport: endpoint({
    method: 'PUT',
    path: `${path}/report`,
    summary: 'Saves the words of a report, or hands it in; version 0 for the first time.',
    tag,
    access: ['mentor', 'coordinator', 'curator'],
    input: reportTexts.extend({
      ...atPair,
      submit: z.boolean().default(false),
      version,
      idempotencyKey,
    }),
    output: z.object({ version: count, state: z.enum(REPORT_STATES) }),
  }),

  decideMentorReport: endpoint({
    method: 'POST',
    path: `${path}/report/decision`,
    summary:
      'Accepts a report, which keeps it as it is with its data, or returns it with a word; an accepted one can be returned too.',
    tag,
    access: ['coordinator', 'curator'],
    input: z.object({
      ...atPair,
      decision: z.enum(['accept', 'return']),
      note: text(1000).default(''),
      dataKey: z.string().max(64).default(''),
      version,
    }),
    output: z.object({ version: count, state: z.enum(REPORT_STATES) }),
  }),

  getPairCase: endpoint({
    method: 'GET',
    path: `${path}/case`,
    summary: 'The draft of a case for the base of practices, with what may be quoted.',
    tag,
    access: ['coordinator', 'curator', 'head', 'mentor'],
    input: z.object(atPair),
    output: pairCase,
  }),

  savePairCase: endpoint({
    method: 'PUT',
    path: `${path}/case`,
    summary: 'Saves the draft of a case; version 0 for the first time.',
    tag,
    access: ['coordinator', 'curator', 'mentor'],
    input: z.object({
      ...atPair,
      ...caseTexts,
      naming: z.enum(CASE_NAMINGS),
      quotes: z.array(z.object({ reflectionId: id, question: z.enum(QUOTABLE) })).max(200),
      version,
      idempotencyKey,
    }),
    output: z.object({ version: count }),
  }),
};
