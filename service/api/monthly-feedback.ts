import { z } from 'zod';
import { id, idempotencyKey, isoDate, pageOf, paging, personRef, text } from './common.js';
import { line } from './contacts.js';
import { endpoint } from './endpoint.js';
import { FORMS } from './reference.js';

/** Those who read what people of a pair say of their month; nobody of the pair reads the other side's. */
export const MONTHLY_READERS = ['coordinator', 'curator'] as const;

const tag = 'monthly feedback';
const inProgramme = { programmeId: id };
const side = z.enum(['mentor', 'mentee']);

/** A calendar month, `YYYY-MM`. */
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'date.format');
/** A step of five, each with a word on the page: 1 the worst, 5 the best. */
const step = z.coerce
  .number('required')
  .int('number.range')
  .min(1, 'required')
  .max(5, 'number.range');

/** What somebody says of a month. */
const answer = z.object({
  /** How the work together goes. */
  relation: z.number().int(),
  useful: z.number().int(),
  /** What is to be changed. */
  wish: z.string().nullable(),
  needsHelp: z.boolean(),
});

const own = z.object({
  pairId: id,
  month,
  /** It falls due on the month’s last day, and may be given and changed up to the 10th of the next. */
  dueOn: isoDate,
  until: isoDate,
  /** Null: not answered yet. */
  answer: answer.nullable(),
  /** 0: not answered yet. */
  version: z.number().int(),
});
export type OwnMonth = z.infer<typeof own>;

const row = z.object({
  pairId: id,
  pairTitle: z.string(),
  form: z.enum(FORMS),
  person: personRef,
  side,
  answer: answer.nullable(),
});
export type MonthlyRow = z.infer<typeof row>;

/** What several say, as figures: a mean of fewer than five answers is not told. */
const figures = z.object({
  month,
  /** Until when the month may still be answered. */
  until: isoDate,
  asked: z.number().int(),
  answered: z.number().int(),
  /** Means 1–5 in tenths by side. */
  relation: z.object({ mentor: z.number().nullable(), mentee: z.number().nullable() }),
  useful: z.number().nullable(),
});
export type MonthFigures = z.infer<typeof figures>;

export const SHOWN_MONTHLY = ['answered', 'missing', 'low', 'help'] as const;

export const monthlyFeedback = {
  myMonthlyFeedback: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/monthly-feedback',
    summary: 'The month that the caller may speak of now, a row for each of their pairs.',
    tag,
    access: ['mentor', 'mentee'],
    input: z.object(inProgramme),
    output: z.object({ today: isoDate, rows: z.array(own) }),
  }),

  saveMonthlyFeedback: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/pairs/{pairId}/monthly-feedback',
    summary: 'Says how a month went; the other side of the pair never reads it.',
    tag,
    access: ['mentor', 'mentee'],
    input: z.object({
      ...inProgramme,
      pairId: id,
      month,
      relation: step,
      useful: step,
      wish: line(500),
      /** Opens a request to the curator, once for a month. */
      needsHelp: z.boolean().default(false),
      version: z.coerce.number().int().min(0),
      idempotencyKey,
    }),
    output: z.object({ version: z.number().int(), helpRequestId: id.nullable() }),
  }),

  listMonthlyFeedback: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/monthly-feedback',
    summary:
      'Who said what of a month, and who has not; without a month the latest that has begun.',
    tag,
    access: MONTHLY_READERS,
    input: z.object({
      ...inProgramme,
      month: month.optional(),
      form: z.enum(FORMS).optional(),
      side: side.optional(),
      /** `low`: a step of 1 or 2; `help`: asks for the curator. */
      show: z.enum(SHOWN_MONTHLY).optional(),
      search: text(100).optional(),
      ...paging,
    }),
    output: pageOf(row).extend({
      month,
      until: isoDate,
      /** The months that there is something to read of, the latest first. */
      months: z.array(month),
      counts: z.object({
        asked: z.number().int(),
        answered: z.number().int(),
        low: z.number().int(),
        help: z.number().int(),
      }),
    }),
  }),

  getMonthlyTrend: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/monthly-feedback/trend',
    summary: 'How the months went in the programme: shares of answers and means, without names.',
    tag,
    access: ['coordinator', 'curator', 'head'],
    input: z.object({ ...inProgramme, form: z.enum(FORMS).optional() }),
    output: z.object({ months: z.array(figures) }),
  }),

  getPairMonthly: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/pairs/{pairId}/monthly-feedback',
    summary: 'What the people of one pair said, month by month, the latest first.',
    tag,
    access: MONTHLY_READERS,
    input: z.object({ ...inProgramme, pairId: id }),
    output: z.object({
      rows: z.array(z.object({ month, person: personRef, side, answer: answer.nullable() })),
    }),
  }),
};
