import { z } from 'zod';
import { id, isoDate } from './common.js';
import { endpoint } from './endpoint.js';

/** What was said of a programme whose course was copied: null as long as nobody has said anything. */
const answer = z.enum(['new', 'continued']).nullable();

export const continuations = {
  getContinuation: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/continuation',
    summary:
      'Programmes of the organisation that the caller coordinates and that this one, not set up ' +
      'yet, may continue; the newest first. Empty once that is decided.',
    tag: 'programmes',
    access: ['coordinator'],
    input: z.object({ programmeId: id }),
    output: z.object({
      answer,
      options: z.array(
        z.object({
          programmeId: id,
          title: z.string(),
          startsOn: isoDate,
          endsOn: isoDate,
          /** What names its courses (enterProgramme). */
          courseKeys: z.array(z.string()),
        }),
      ),
    }),
  }),

  continueProgramme: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/continuation',
    summary:
      'Decides, once, what a programme that is not set up yet is: `continue`, its courses belong to ' +
      'another programme of the caller from now on; `new`, a programme of its own, with the settings ' +
      'of another one as first values where one is named.',
    tag: 'programmes',
    access: ['coordinator'],
    input: z
      .object({
        programmeId: id,
        choice: z.enum(['continue', 'new'], 'required'),
        /** One of the options of getContinuation. */
        predecessorId: id.nullable(),
      })
      .refine((input) => input.choice === 'new' || input.predecessorId !== null, {
        path: ['predecessorId'],
        message: 'required',
      }),
    output: z.object({
      /** The programme to go on in: the other one, or this one. */
      programmeId: id,
    }),
  }),
};
