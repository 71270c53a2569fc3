import { z } from 'zod';
import { id, idempotencyKey, isoDate, isoDateTime, text } from './common.js';
import { line } from './contacts.js';
import { endpoint } from './endpoint.js';
import { INTERVIEW_OUTCOMES } from './reference.js';

/**
 * Who hears what a candidate said: those who select, and the psychologist, who asks about readiness. The
 * head is told the outcome alone. Nobody reads or writes of their own interview, whatever their role.
 */
const READERS = ['coordinator', 'curator', 'psychologist'] as const;

export const interviewFields = z.object({
  heldOn: isoDate,
  /** Who held it, by name and position. */
  heldBy: text(300).pipe(z.string().min(1, 'required')),
  motivation: line(2000),
  experience: line(2000),
  /** Psychological readiness (methodology §3, stage 4). */
  readiness: line(2000),
  /** With whom, when or how they would rather not work. */
  limits: line(2000),
  outcome: z.enum(INTERVIEW_OUTCOMES),
  /** The condition, or why not. */
  reason: line(1000),
});
export type InterviewFields = z.infer<typeof interviewFields>;

export const interview = interviewFields.extend({
  interviewId: id,
  /** Null for who is told the outcome alone. */
  heldBy: z.string().nullable(),
  version: z.number().int(),
});
export type Interview = z.infer<typeof interview>;

const person = { programmeId: id, personId: id };

export const interviews = {
  listInterviews: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentors/{personId}/interviews',
    summary:
      'The interviews with a candidate, newest first. The head, and who asks about themself, is told dates and outcomes only.',
    tag: 'selection',
    access: [...READERS, 'head'],
    input: z.object(person),
    output: z.object({ rows: z.array(interview) }),
  }),

  getInterview: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentors/{personId}/interviews/{interviewId}',
    summary: 'One interview with what corrections replaced, newest first.',
    tag: 'selection',
    access: READERS,
    input: z.object({ ...person, interviewId: id }),
    output: interview.extend({
      name: z.string(),
      earlier: z.array(
        z.object({
          at: isoDateTime,
          by: z.string(),
          /** The fields that were changed, as they were. */
          fields: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  }),

  recordInterview: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/mentors/{personId}/interviews',
    summary: 'Writes down an interview with a candidate.',
    tag: 'selection',
    access: READERS,
    input: interviewFields.extend({ ...person, idempotencyKey }),
    output: interview,
  }),

  correctInterview: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/mentors/{personId}/interviews/{interviewId}',
    summary: 'Corrects an interview; what stood there goes into the journal.',
    tag: 'selection',
    access: READERS,
    input: interviewFields.extend({
      ...person,
      interviewId: id,
      version: z.coerce.number().int(),
    }),
    output: interview,
  }),
};
