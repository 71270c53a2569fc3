import { z } from 'zod';
import { id, idempotencyKey, text } from './common.js';
import { endpoint } from './endpoint.js';
import { goalFields, goalResult, plan } from './plans.js';

const WRITERS = ['mentor', 'coordinator', 'curator'] as const;
const atRow = { programmeId: id, rowId: id };
const version = z.coerce.number().int();
const path = '/programmes/{programmeId}/plan-rows/{rowId}' as const;
const tag = 'plans';

/** The rows of a plan, each saved for itself over the version that its writer saw. */
export const planRows = {
  addPlanRow: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/plans/{planId}/rows',
    summary: 'A row at the end of a plan.',
    tag,
    access: WRITERS,
    input: goalFields.extend({ programmeId: id, planId: id, idempotencyKey }),
    output: plan,
  }),

  updatePlanRow: endpoint({
    method: 'PUT',
    path,
    summary:
      'The goal, its term and the planned result; a confirmed one waits for confirmation again.',
    tag,
    access: WRITERS,
    input: goalFields.extend({ ...atRow, version }),
    output: plan,
  }),

  movePlanRow: endpoint({
    method: 'POST',
    path: `${path}/move`,
    summary: 'Up or down by one place. The order needs no confirmation.',
    tag,
    access: WRITERS,
    input: z.object({ ...atRow, to: z.enum(['up', 'down']) }),
    output: plan,
  }),

  removePlanRow: endpoint({
    method: 'DELETE',
    path,
    summary: 'Takes a row out; it can be put back.',
    tag,
    access: WRITERS,
    input: z.object({ ...atRow, version }),
    output: plan,
  }),

  restorePlanRow: endpoint({
    method: 'POST',
    path: `${path}/restore`,
    summary: 'Puts a row back that was taken out, in its place.',
    tag,
    access: WRITERS,
    input: z.object({ ...atRow, version }),
    output: plan,
  }),

  recordPlanResult: endpoint({
    method: 'PUT',
    path: `${path}/result`,
    summary: 'How far a goal is, what came of it, the mentor’s mark. Needs no new confirmation.',
    tag,
    access: WRITERS,
    input: goalResult.extend({ ...atRow, version }),
    output: plan,
  }),

  writePlanActual: endpoint({
    method: 'PUT',
    path: `${path}/actual`,
    summary: 'The mentee writes what came of a goal of their own plan.',
    tag,
    access: ['mentee'],
    input: z.object({ ...atRow, actual: text(2000), version }),
    output: plan,
  }),
};
