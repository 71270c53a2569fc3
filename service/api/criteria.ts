import { z } from 'zod';
import { id, isoDate, pageOf, paging, text } from './common.js';
import { line } from './contacts.js';
import { endpoint } from './endpoint.js';
import {
  CRITERIA_LEVELS,
  INTERVIEW_OUTCOMES,
  SELECTION_GAPS,
  SELECTION_STATES,
} from './reference.js';

/** Those who may see and fill sheets; who of them is in no council reads only, but for the coordinator. */
const ASSESSORS = ['coordinator', 'curator', 'head', 'methodist', 'psychologist'] as const;

/** Points of one criterion: 0 no, 1 in part, 2 fully. */
export const MOST_POINTS = 2;
export const MOST_CRITERIA = 30;

export const criterion = z.object({
  code: z.string().regex(/^[\w-]{1,40}$/),
  text: text(300).pipe(z.string().min(1, 'required')),
  help: line(500),
  /** Where it comes from, as the methodology marks it (§0); null: a programme's own. */
  source: z.string().max(60).nullable().default(null),
});
export type Criterion = z.infer<typeof criterion>;

const list = z.object({
  /** 0: the default list, which nobody has changed. */
  number: z.number().int(),
  items: z.array(criterion),
});

const sheet = z.object({
  sheetId: id,
  assessor: z.string(),
  /** The caller's own, which they may change. */
  mine: z.boolean(),
  memberId: id.nullable(),
  filledOn: isoDate,
  listNumber: z.number().int(),
  items: z.array(criterion),
  scores: z.record(z.string(), z.number().int()),
  comment: z.string().nullable(),
  sum: z.number().int(),
  most: z.number().int(),
  level: z.enum(CRITERIA_LEVELS),
  version: z.number().int(),
});
export type CriteriaSheet = z.infer<typeof sheet>;

/** All sheets of a candidate together: the mean share of points, in whole per cent. */
const summary = z.object({
  sheets: z.number().int(),
  percent: z.number().int(),
  level: z.enum(CRITERIA_LEVELS),
});

const person = { programmeId: id, personId: id };
const scores = z.record(
  z.string(),
  z.number().int('number.format').min(0, 'number.range').max(MOST_POINTS, 'number.range'),
);

export const criteria = {
  getCriteria: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentor-criteria',
    summary: 'The list of criteria in force.',
    tag: 'selection',
    access: ASSESSORS,
    input: z.object({ programmeId: id }),
    output: list,
  }),

  updateCriteria: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/mentor-criteria',
    summary: 'A new version of the list; sheets filled in by earlier ones stay as they are.',
    tag: 'selection',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      items: z.array(criterion).min(1, 'criteria.none').max(MOST_CRITERIA, 'criteria.tooMany'),
      /** The number of the list that was seen. */
      version: z.coerce.number().int(),
    }),
    output: list,
  }),

  listCriteriaSheets: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentors/{personId}/criteria-sheets',
    summary: 'The sheets of a candidate, and in whose name the caller may fill one.',
    tag: 'selection',
    access: ASSESSORS,
    input: z.object(person),
    output: z.object({
      name: z.string(),
      rows: z.array(sheet),
      summary: summary.nullable(),
      /** In whose name a new sheet can be filled: `memberId` null is the coordinator themself. */
      assessors: z.array(z.object({ memberId: id.nullable(), name: z.string() })),
    }),
  }),

  fillCriteriaSheet: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/mentors/{personId}/criteria-sheets',
    summary:
      'Fills or changes a sheet: a member of the council their own, the coordinator also in the name of a member from outside.',
    tag: 'selection',
    access: ASSESSORS,
    input: z.object({
      ...person,
      memberId: id.nullable().default(null),
      scores,
      comment: line(1000),
      /** 0: a new one. */
      version: z.coerce.number().int().default(0),
    }),
    output: sheet,
  }),

  listSelection: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentor-selection',
    summary:
      'All candidates beside each other: interview, points, what is missing, how far they are.',
    tag: 'selection',
    access: ['coordinator', 'curator', 'head', 'psychologist'],
    input: z.object({
      programmeId: id,
      search: text(100).optional(),
      selection: z.enum(SELECTION_STATES).optional(),
      /** `nothing`: who lacks nothing for the register. */
      lacks: z.enum([...SELECTION_GAPS, 'nothing']).optional(),
      sort: z.enum(['name', 'points']).default('name'),
      ...paging,
    }),
    output: pageOf(
      z.object({
        personId: id,
        name: z.string(),
        place: z.string().nullable(),
        selection: z.enum(SELECTION_STATES),
        interview: z.object({ heldOn: isoDate, outcome: z.enum(INTERVIEW_OUTCOMES) }).nullable(),
        criteria: summary.nullable(),
        lacks: z.array(z.enum(SELECTION_GAPS)),
      }),
    ).extend({
      counts: z.record(z.string(), z.number().int()),
    }),
  }),
};
