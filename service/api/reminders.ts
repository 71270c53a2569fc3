import { z } from 'zod';
import { id, idempotencyKey, isoDate } from './common.js';
import { endpoint } from './endpoint.js';
import { REMINDER_STATES } from './reference.js';

const atWave = { programmeId: id, waveId: id };

/** Letters that remind of waves: asked for by coordinators, sent by the tool. */
export const reminders = {
  getWaveReminders: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waves/{waveId}/reminders',
    summary: 'When a wave reminds by mail, how the last letters fared, and who cannot be reached.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object(atWave),
    output: z.object({
      /** The next day on which letters go out by themselves. */
      nextOn: isoDate.nullable(),
      /** Of those who have not answered. */
      missing: z.number().int(),
      reachable: z.number().int(),
      /** Of the last day on which there were letters. */
      last: z
        .object({
          on: isoDate,
          today: z.boolean(),
          counts: z.array(z.object({ state: z.enum(REMINDER_STATES), n: z.number().int() })),
        })
        .nullable(),
      /** Those who have not answered and were not reached, or cannot be. */
      unreached: z.array(
        z.object({
          personId: id,
          name: z.string(),
          reason: z.enum(REMINDER_STATES),
          hasAccount: z.boolean(),
        }),
      ),
      /** Those who have not answered and come by no course: a personal link is their way. */
      withoutAccount: z.array(z.object({ personId: id, name: z.string() })),
    }),
  }),

  remindWave: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/waves/{waveId}/reminders',
    summary:
      'Writes letters down for all who have not answered, at most one a person and day; the tool sends them.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({ ...atWave, idempotencyKey }),
    output: z.object({
      letters: z.number().int(),
      withoutAddress: z.number().int(),
      /** They have had one today. */
      already: z.number().int(),
    }),
  }),

  planReminders: endpoint({
    method: 'POST',
    path: '/reminders/plan',
    summary: 'Writes down the letters of waves whose day has come, in all colleges.',
    tag: 'surveys',
    access: 'system',
    input: z.object({}),
    output: z.object({ letters: z.number().int() }),
  }),

  claimReminder: endpoint({
    method: 'POST',
    path: '/reminders/claims',
    summary: 'Gives one letter to be sent now, to one caller alone; null: none waits.',
    tag: 'surveys',
    access: 'system',
    input: z.object({}),
    output: z.object({
      letter: z
        .object({
          reminderId: id,
          claim: z.string(),
          to: z.string(),
          title: z.string(),
          endsOn: isoDate,
          /** Then a link begins anew: what was answered by another one is not shown. */
          anonymous: z.boolean(),
          organisationName: z.string(),
          programmeTitle: z.string(),
          /** Of who has no account in the LMS; null: they come by it. */
          token: z.string().nullable(),
          /** Carried by the letter's address at which such letters are declined. */
          mailToken: z.string(),
        })
        .nullable(),
    }),
  }),

  recordReminder: endpoint({
    method: 'POST',
    path: '/reminders/results',
    summary: 'How the mail server took a letter.',
    tag: 'surveys',
    access: 'system',
    input: z.object({
      reminderId: id,
      claim: z.string().max(36),
      outcome: z.enum(['sent', 'refused', 'unreachable', 'unclear']),
      /** It was the address that was refused for good. */
      addressRefused: z.boolean().default(false),
    }),
    output: z.object({ recorded: z.boolean() }),
  }),
};
