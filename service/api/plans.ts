import { z } from 'zod';
import {
  id,
  idempotencyKey,
  isoDate,
  isoDateTime,
  pageOf,
  paging,
  pairShortNames,
  personRef,
  text,
} from './common.js';
import { endpoint } from './endpoint.js';
import {
  GOAL_STATES,
  PLAN_DELAYS,
  PLAN_FILTER_STATES,
  PLAN_KINDS,
  PLAN_MODES,
  PLAN_SOURCES,
  PLAN_STATES,
  PLAN_STOPS,
} from './plan-reference.js';
import { FORMS, PAIR_STATES } from './reference.js';

const words = text(2000);

/** What stands above the rows of a plan (methodology §9.2); each kind has its own of the texts. */
export const planFields = z.object({
  kind: z.enum(PLAN_KINDS),
  startsOn: isoDate,
  endsOn: isoDate,
  /** ИПР: difficulties and ways to overcome them; directions of development. */
  difficulties: words.default(''),
  directions: words.default(''),
  /** Personalised programme: the problem and what is lacking, aim, tasks, who does what, forms and kinds. */
  problem: words.default(''),
  aim: words.default(''),
  tasks: words.default(''),
  functions: words.default(''),
  ways: words.default(''),
  mode: z.enum(PLAN_MODES).nullable().default(null),
  schedule: words.default(''),
  results: words.default(''),
  control: words.default(''),
});
export type PlanFields = z.infer<typeof planFields>;

/** A goal as it is agreed: what, until when, with what result. */
export const goalFields = z.object({
  task: words.pipe(z.string().min(1, 'required')),
  dueOn: isoDate,
  planned: words.pipe(z.string().min(1, 'required')),
});
export type GoalFields = z.infer<typeof goalFields>;

/** What became of a goal, as the mentor notes it. */
export const goalResult = z.object({
  state: z.enum(GOAL_STATES),
  /** What came of it, in words. */
  actual: words.default(''),
  /** The mentor's mark, 1–5; null: none. */
  mark: z.coerce
    .number('number.format')
    .int('number.format')
    .min(1, 'plan.mark')
    .max(5, 'plan.mark')
    .nullable()
    .default(null),
  comment: words.default(''),
  /** Why it was dropped; of no other state. */
  reason: text(500).default(''),
});
export type GoalResult = z.infer<typeof goalResult>;

export const planGoal = goalFields.extend({
  ...goalResult.shape,
  rowId: id,
  /** From 1. */
  number: z.number().int(),
  /** Its term has passed and nothing was noted of it. */
  overdue: z.boolean(),
  /** Stands so in the version that both confirmed. */
  agreed: z.boolean(),
  version: z.number().int(),
});

/** How far a plan is, in figures. Goals that were dropped are not counted. */
const figures = {
  goals: z.number().int(),
  done: z.number().int(),
  /** The earliest term of a goal of which something is expected. */
  nextDueOn: isoDate.nullable(),
};

/** A plan as lists and cards have it. */
export const planBrief = z.object({
  planId: id,
  kind: z.enum(PLAN_KINDS),
  state: z.enum(PLAN_STATES),
  /** The number of the version that both confirmed last; null: none. */
  confirmedNumber: z.number().int().nullable(),
  ...figures,
  /** Goals of what both confirmed are late. */
  overdue: z.boolean(),
});
export type PlanBrief = z.infer<typeof planBrief>;

/** A mentee of a pair with their plan. */
const menteePlan = personRef.extend({
  plan: planBrief.nullable(),
  /** Not confirmed for so long after the pair's start; null: in time. */
  unconfirmedDays: z.number().int().nullable(),
});
export type MenteePlan = z.infer<typeof menteePlan>;

/** A version as it was offered to the mentee. */
const planVersion = z.object({
  number: z.number().int(),
  offeredBy: z.string(),
  /** It was offered by a personal link. */
  byLink: z.boolean(),
  offeredAt: isoDateTime,
  /** Who confirmed it for the mentee's side; null: nobody did. */
  confirmedBy: z.string().nullable(),
  confirmedAt: isoDateTime.nullable(),
  /** The day of the signature on paper; null: it was confirmed here. */
  paperOn: isoDate.nullable(),
  /** What the mentee asked to change; null: they did not give it back. */
  returnNote: z.string().nullable(),
  content: planFields.extend({ goals: z.array(goalFields.extend({ rowId: id })) }),
});
export type PlanVersion = z.infer<typeof planVersion>;

export const plan = planFields.extend({
  planId: id,
  pairId: id,
  mentee: personRef,
  mentors: z.array(personRef),
  form: z.enum(FORMS),
  roleVariant: z.string().nullable(),
  pairState: z.enum(PAIR_STATES),
  pairStartsOn: isoDate,
  pairEndsOn: isoDate,
  /** The order that the pair rests on. */
  orderNumber: z.string().nullable(),
  orderDate: isoDate.nullable(),
  state: z.enum(PLAN_STATES),
  ...figures,
  rows: z.array(planGoal),
  /** Rows that were taken out and can be put back, the latest first. */
  removed: z.array(z.object({ rowId: id, task: z.string(), version: z.number().int() })),
  /** The version that waits for the mentee, or that was offered last. */
  offered: planVersion.nullable(),
  confirmed: planVersion.nullable(),
  /** Grows with each change of what is agreed; an offer says which it saw. */
  edition: z.number().int(),
  /** Of the part above the rows. */
  version: z.number().int(),
  /** The caller writes the plan. */
  mayWrite: z.boolean(),
  /** The caller is the mentee whose plan it is. */
  mine: z.boolean(),
  stopped: z.enum(PLAN_STOPS).nullable(),
  /** Mentees of the pair who have no plan yet. */
  withoutPlan: z.number().int(),
  today: isoDate,
});
export type Plan = z.infer<typeof plan>;

/** A row of the list of plans: somebody of a pair, with or without a plan. */
export const listedPlan = z.object({
  pairId: id,
  form: z.enum(FORMS),
  pairState: z.enum(PAIR_STATES),
  pairStartsOn: isoDate,
  mentee: personRef,
  mentors: z.array(personRef),
  shortNames: pairShortNames,
  plan: planBrief.nullable(),
  unconfirmedDays: z.number().int().nullable(),
});
export type ListedPlan = z.infer<typeof listedPlan>;

const template = z.object({
  code: z.string(),
  kind: z.enum(PLAN_KINDS),
  title: z.string(),
  /** Made for the pair's form and role variant; else for its form alone. */
  fits: z.boolean(),
  goals: z.array(goalFields),
});

const READERS = ['coordinator', 'curator', 'head', 'mentor', 'mentee'] as const;
const WRITERS = ['mentor', 'coordinator', 'curator'] as const;
const atPlan = { programmeId: id, planId: id };
const version = z.coerce.number().int();
const number = z.coerce.number().int();
const path = '/programmes/{programmeId}/plans/{planId}' as const;
const tag = 'plans';

export const plans = {
  listPlans: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/plans',
    summary: 'Mentees of the pairs with their plans, and what of them is late.',
    tag,
    access: ['coordinator', 'curator', 'head'],
    input: z.object({
      programmeId: id,
      search: text(100).optional(),
      form: z.enum(FORMS).optional(),
      state: z.enum(PLAN_FILTER_STATES).optional(),
      /** `unconfirmed`: too long after the pair's start; `goals`: with goals whose term has passed. */
      delay: z.enum(PLAN_DELAYS).optional(),
      ...paging,
    }),
    output: pageOf(listedPlan),
  }),

  listMyPlans: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/plans',
    summary: 'The plans of the caller’s pairs in brief: a mentee gets their own alone.',
    tag,
    access: ['mentor', 'mentee'],
    input: z.object({ programmeId: id }),
    output: z.object({ rows: z.array(menteePlan.extend({ pairId: id })) }),
  }),

  listPairPlans: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/pairs/{pairId}/plans',
    summary: 'The mentees of a pair with their plans in brief; a mentee gets their own alone.',
    tag,
    access: READERS,
    input: z.object({ programmeId: id, pairId: id }),
    output: z.object({ mayWrite: z.boolean(), rows: z.array(menteePlan) }),
  }),

  listPlanTemplates: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/pairs/{pairId}/plan-templates',
    summary: 'What a new plan of a mentee may begin with, with terms inside the pair’s dates.',
    tag,
    access: WRITERS,
    input: z.object({ programmeId: id, pairId: id, personId: id }),
    output: z.object({
      mentee: personRef,
      /** The kind that is usual for the pair’s form. */
      kind: z.enum(PLAN_KINDS),
      templates: z.array(template),
      /** The last plan of this mentee in another pair of the college. */
      last: z.object({ startsOn: isoDate, goals: z.number().int() }).nullable(),
    }),
  }),

  createPlan: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/plans',
    summary:
      'A plan for a mentee who has none in this pair: empty, from a template or their last one.',
    tag,
    access: WRITERS,
    input: z.object({
      programmeId: id,
      pairId: id,
      personId: id,
      source: z.enum(PLAN_SOURCES),
      /** With `template`. */
      template: z.string().max(64).nullable().default(null),
      /** By default as the form, or the template, has it. */
      kind: z.enum(PLAN_KINDS).optional(),
      idempotencyKey,
    }),
    output: z.object({ planId: id }),
  }),

  getPlan: endpoint({
    method: 'GET',
    path,
    summary: 'One plan with its rows: for the mentee, the mentors of the pair and staff.',
    tag,
    access: READERS,
    input: z.object(atPlan),
    output: plan,
  }),

  planHistory: endpoint({
    method: 'GET',
    path: `${path}/history`,
    summary: 'The versions that were offered, and every change with who made it; newest first.',
    tag,
    access: READERS,
    input: z.object(atPlan),
    output: z.object({
      versions: z.array(planVersion),
      changes: z.array(
        z.object({
          at: isoDateTime,
          actorName: z.string(),
          action: z.string(),
          before: z.record(z.string(), z.unknown()).nullable(),
          after: z.record(z.string(), z.unknown()).nullable(),
        }),
      ),
    }),
  }),

  updatePlan: endpoint({
    method: 'PUT',
    path,
    summary: 'What stands above the rows; texts of the other kind stay as they were.',
    tag,
    access: WRITERS,
    input: planFields.extend({ ...atPlan, version }),
    output: plan,
  }),

  removePlan: endpoint({
    method: 'DELETE',
    path,
    summary: 'Takes away a draft that was never offered, for example of a wrong template.',
    tag,
    access: WRITERS,
    input: z.object({ ...atPlan, edition: version }),
    output: z.object({ pairId: id }),
  }),

  copyPlan: endpoint({
    method: 'POST',
    path: `${path}/copies`,
    summary:
      'The same goals and shared texts, as drafts, for all others of the group who have no plan.',
    tag,
    access: WRITERS,
    input: z.object({ ...atPlan, idempotencyKey }),
    output: z.object({ made: z.number().int() }),
  }),

  offerPlan: endpoint({
    method: 'POST',
    path: `${path}/offer`,
    summary:
      'The mentor confirms the plan as it is now and offers it to the mentee: a new version.',
    tag,
    access: WRITERS,
    input: z.object({ ...atPlan, edition: version }),
    output: plan,
  }),

  confirmPlan: endpoint({
    method: 'POST',
    path: `${path}/confirmation`,
    summary:
      'The mentee confirms the version that they saw; staff note a signature on paper, with its day.',
    tag,
    access: ['mentee', 'coordinator', 'curator'],
    input: z.object({ ...atPlan, number, paperOn: isoDate.nullable().default(null) }),
    output: plan,
  }),

  returnPlan: endpoint({
    method: 'POST',
    path: `${path}/return`,
    summary: 'The mentee gives the version back with what they would change.',
    tag,
    access: ['mentee'],
    input: z.object({ ...atPlan, number, note: text(1000).pipe(z.string().min(1, 'required')) }),
    output: plan,
  }),
};
