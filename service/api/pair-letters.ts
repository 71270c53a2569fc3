import { z } from 'zod';
import { id, isoDate } from './common.js';
import { endpoint } from './endpoint.js';

/** A new pair; a mentee's new mentor; a mentor who has handed their pair over. */
export const PAIR_LETTER_KINDS = ['new_pair', 'new_mentor', 'handed_over'] as const;
export type PairLetterKind = (typeof PAIR_LETTER_KINDS)[number];

export const pairLetters = {
  claimPairLetter: endpoint({
    method: 'POST',
    path: '/pair-letters/claims',
    summary:
      'Gives one letter about a new pair to be sent now, to one caller alone; null: none waits.',
    tag: 'pairs',
    access: 'system',
    input: z.object({}),
    output: z.object({
      letter: z
        .object({
          letterId: id,
          claim: z.string(),
          to: z.string(),
          kind: z.enum(PAIR_LETTER_KINDS),
          /** As what they stand in the pair. */
          side: z.enum(['mentor', 'mentee']),
          startsOn: isoDate,
          endsOn: isoDate,
          orderNumber: z.string().nullable(),
          orderDate: isoDate.nullable(),
          organisationName: z.string(),
          programmeTitle: z.string(),
        })
        .nullable(),
    }),
  }),

  recordPairLetter: endpoint({
    method: 'POST',
    path: '/pair-letters/results',
    summary: 'How the mail server took a letter about a new pair.',
    tag: 'pairs',
    access: 'system',
    input: z.object({
      letterId: id,
      claim: z.string().max(36),
      outcome: z.enum(['sent', 'refused', 'unreachable', 'unclear']),
      /** It was the address that was refused for good. */
      addressRefused: z.boolean().default(false),
    }),
    output: z.object({ recorded: z.boolean() }),
  }),
};
