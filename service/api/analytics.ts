import { z } from 'zod';
import { id, isoDate, personRef } from './common.js';
import { endpoint } from './endpoint.js';
import { FORMS, PAIR_STATES, RHYTHMS, TOPICS } from './reference.js';

export const analytics = {
  getOverview: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/overview',
    summary: 'How the programme goes: the figures, and what is behind the charts.',
    tag: 'analytics',
    access: ['coordinator', 'curator', 'head', 'observer'],
    input: z.object({
      programmeId: id,
      form: z.enum(FORMS).optional(),
      /** The period of meetings, topics and load; by default the programme year up to today. */
      from: isoDate.optional(),
      to: isoDate.optional(),
    }),
    output: z.object({
      today: isoDate,
      from: isoDate,
      to: isoDate,
      meetingEveryDays: z.number().int(),
      feedbackEveryDays: z.number().int(),
      mentors: z.number().int(),
      mentees: z.number().int(),
      menteesInPairs: z.number().int(),
      openPairs: z.number().int(),
      meetings: z.number().int(),
      minutes: z.number().int(),
      openHelpRequests: z.number().int(),
      waitingConfirmations: z.number().int(),
      /** Mean rating with its number of answers; null under five people. */
      rating: z.object({ mean: z.number().nullable(), answers: z.number().int() }),
      byRhythm: z.array(z.object({ rhythm: z.enum(RHYTHMS), pairs: z.number().int() })),
      byState: z.array(z.object({ state: z.enum(PAIR_STATES), pairs: z.number().int() })),
      /** The open pairs of each form (together `openPairs`), and the meetings of all its pairs. */
      byForm: z.array(
        z.object({ form: z.enum(FORMS), pairs: z.number().int(), meetings: z.number().int() }),
      ),
      byTopic: z.array(
        z.object({
          topic: z.enum(TOPICS).nullable(),
          meetings: z.number().int(),
          minutes: z.number().int(),
        }),
      ),
      byWeek: z.array(
        z.object({
          /** Monday of the week. */
          week: isoDate,
          meetings: z.number().int(),
          /** Meetings that the rhythm asks for: open pairs of that week × 7 / meetingEveryDays. */
          due: z.number(),
        }),
      ),
      /** The mentors with the most pairs and meetings, at most 15; without names for observers. */
      load: z.array(
        z.object({
          mentor: personRef.nullable(),
          pairs: z.number().int(),
          mentees: z.number().int(),
          meetings: z.number().int(),
          minutes: z.number().int(),
        }),
      ),
      loadTotal: z.number().int(),
      /** Objections of mentees to records, the newest first, at most five; empty for observers. */
      disputes: z.array(
        z.object({
          meetingId: id,
          heldOn: isoDate,
          pairTitle: z.string(),
          personName: z.string(),
          objection: z.string(),
        }),
      ),
      disputesTotal: z.number().int(),
      /** Pairs without feedback for more than `feedbackEveryDays`, whatever their rhythm. */
      withoutFeedback: z.number().int(),
      /** Pairs on a pause whose last day is past. */
      pausesOver: z.number().int(),
    }),
  }),
};
