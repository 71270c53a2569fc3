import { z } from 'zod';
import { id, isoDateTime, pageOf, paging, text } from './common.js';
import { endpoint } from './endpoint.js';
import { GRADE_DIFFERENCES, GRADE_STATES, PROGRESS_PARTS } from './reference.js';

/** A mentee's progress 0–100 with what it is made of. */
export const progress = z.object({
  score: z.number().int().min(0).max(100),
  parts: z.array(
    z.object({
      part: z.enum(PROGRESS_PARTS),
      /** Share reached, 0–1; null: not applicable yet, its weight goes to the others. */
      share: z.number().min(0).max(1).nullable(),
      weight: z.number().int(),
      /** Points of the score that this part brings. */
      points: z.number(),
      /** A goal of a plan that was reached in part counts by half. */
      done: z.number(),
      due: z.number().int(),
    }),
  ),
});
export type Progress = z.infer<typeof progress>;

/** A score of the LMS gradebook that is not what was sent there. */
export const gradeDifference = z.object({
  /**
   * `missing`: sent, and not there; `differs`: another value; `ungraded`: of somebody of the programme
   * whom it does not grade; `unknown`: of nobody of the programme.
   */
  kind: z.enum(GRADE_DIFFERENCES),
  personId: id.nullable(),
  name: z.string().nullable(),
  /** Of nobody of the programme: the person in the LMS. */
  subject: z.string().nullable(),
  /** What was sent, 0–100. */
  score: z.number().int().nullable(),
  theirs: z.object({ score: z.number(), maximum: z.number() }).nullable(),
  state: z.enum(GRADE_STATES).nullable(),
});
export type GradeDifference = z.infer<typeof gradeDifference>;

/** As many results as there may be people in a roster. */
const RESULTS_AT_MOST = 20_000;

export const progressApi = {
  getProgress: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/people/{personId}/progress',
    summary: 'The progress of a mentee: for them, their mentors and staff.',
    tag: 'progress',
    access: ['coordinator', 'curator', 'head', 'mentor', 'mentee'],
    input: z.object({ programmeId: id, personId: id }),
    output: progress,
  }),

  listGrades: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/grades',
    summary: 'Progress of every mentee and its delivery to the LMS gradebook.',
    tag: 'progress',
    access: ['coordinator', 'curator', 'head'],
    input: z.object({
      programmeId: id,
      search: text(100).optional(),
      state: z.enum(GRADE_STATES).optional(),
      ...paging,
    }),
    output: pageOf(
      z.object({
        personId: id,
        name: z.string(),
        score: z.number().int(),
        state: z.enum(GRADE_STATES),
        /** Why it was refused or waits: a code (`user_not_student`, `unreachable`, …) or null. */
        reason: z.string().nullable(),
        attempts: z.number().int(),
        sentAt: isoDateTime.nullable(),
        nextAttemptAt: isoDateTime.nullable(),
      }),
    ).extend({ counts: z.record(z.string(), z.number().int()) }),
  }),

  getGradeDelivery: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/grades/delivery',
    summary: 'How many scores have reached the LMS gradebook, of how many.',
    tag: 'progress',
    access: ['coordinator', 'curator', 'head'],
    input: z.object({ programmeId: id }),
    output: z.object({
      /** Scores that are for the gradebook. */
      total: z.number().int(),
      sent: z.number().int(),
      refused: z.number().int(),
      /** Waiting or on their way. */
      waiting: z.number().int(),
      /** So many would be sent if all were to be sent again; 0 for a curator of some forms. */
      resendable: z.number().int(),
    }),
  }),

  compareGrades: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/grades/compare',
    summary: 'What of the LMS gradebook differs from what was sent there. Changes nothing.',
    tag: 'progress',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      /** When the gradebook was read: what was sent after that is not compared. */
      readAt: isoDateTime,
      results: z
        .array(
          z.object({
            /** The person in the LMS. */
            issuer: z.string().max(1000),
            subject: z.string().min(1).max(255),
            score: z.number().nullable(),
            maximum: z.number().positive(),
          }),
        )
        .max(RESULTS_AT_MOST),
      kind: z.enum(GRADE_DIFFERENCES).optional(),
      ...paging,
    }),
    output: pageOf(gradeDifference).extend({
      equal: z.number().int(),
      /** On their way, or sent after the gradebook was read. */
      pending: z.number().int(),
      counts: z.record(z.enum(GRADE_DIFFERENCES), z.number().int()),
    }),
  }),

  resendGrades: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/grades/resend',
    summary:
      'Puts scores into the queue again: of the people named, or of all; or only those that wait.',
    tag: 'progress',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      personIds: z.array(id).max(500).optional(),
      /** Only scores that wait for their next try: it is now. */
      waitingOnly: z.boolean().default(false),
    }),
    output: z.object({ queued: z.number().int() }),
  }),

  recomputeProgress: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/progress/recompute',
    summary: 'Computes every mentee’s progress anew (the rhythm’s due grows with the days).',
    tag: 'progress',
    access: 'system',
    input: z.object({ programmeId: id }),
    output: z.object({ changed: z.number().int() }),
  }),

  wakeGrades: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/grades/wake',
    summary:
      'The LMS course (or its gradebook) has become known, or a rest of the LMS was ended: scores that ' +
      'waited for it are due now. With another column than before: all scores are.',
    tag: 'progress',
    access: 'system',
    input: z.object({ programmeId: id, columnChanged: z.boolean().default(false) }),
    output: z.object({ woken: z.number().int() }),
  }),

  listDueGrades: endpoint({
    method: 'POST',
    path: '/due-grades/claim',
    summary:
      'Claims scores that are due, for one worker, for a minute; safe with several workers. The ' +
      'organisation that has waited longest comes first, and none takes more than its share.',
    tag: 'progress',
    access: 'system',
    input: z.object({
      worker: z.string().min(1).max(64),
      limit: z.number().int().min(1).max(100),
      /** So many scores of one organisation at most; `limit` when absent. */
      perOrganisation: z.number().int().min(1).max(100).optional(),
      /** Organisations whose scores this worker has enough of. */
      without: z.array(id).max(100).default([]),
    }),
    output: z.object({
      grades: z.array(
        z.object({
          gradeId: id,
          programmeId: id,
          organisationId: id,
          /** The person in the LMS. */
          issuer: z.string(),
          subject: z.string(),
          score: z.number().int(),
          comment: z.string(),
          /** Which value this is; a result for an older one does not hide a newer one. */
          generation: z.number().int(),
          attempts: z.number().int(),
          /** The timestamp to send, in whole seconds (epoch): later than any sent before. */
          timestampSeconds: z.number().int(),
        }),
      ),
    }),
  }),

  recordGradeResult: endpoint({
    method: 'POST',
    path: '/due-grades/results',
    summary: 'What became of claimed scores.',
    tag: 'progress',
    access: 'system',
    input: z.object({
      results: z
        .array(
          z.object({
            gradeId: id,
            generation: z.number().int(),
            /** `put_back`: it was not tried, so nothing counts as an attempt. */
            outcome: z.enum([
              'sent',
              'refused',
              'retry',
              'stale_timestamp',
              'not_graded',
              'put_back',
            ]),
            reason: z.string().max(64).nullable().default(null),
            /** Seconds to wait before the next try (Retry-After); null: the usual growing delay. */
            retryAfterSeconds: z.number().int().min(0).nullable().default(null),
          }),
        )
        .max(100),
    }),
    output: z.object({ recorded: z.number().int() }),
  }),
};
