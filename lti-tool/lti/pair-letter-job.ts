import type { MentoringApi } from '../../service/api/index.js';
import type { Logger } from '../../shared/logger.js';
import type { Mailer, MailMessage } from '../mail/index.js';
import { sendWaiting } from './letter-sender.js';
import type { Job } from './scheduler.js';

const ACTOR = { kind: 'system', name: 'pair-letters' } as const;
const EVERY_MS = 60_000;

export interface PairLetter {
  to: string;
  kind: 'new_pair' | 'new_mentor' | 'handed_over';
  side: 'mentor' | 'mentee';
  startsOn: string;
  endsOn: string;
  orderNumber: string | null;
  orderDate: string | null;
  organisationName: string;
  programmeTitle: string;
}

/** Sends the letters that tell people of their new pair, in any number of processes. */
export function pairLetterJob(deps: {
  api: MentoringApi;
  mailer: Mailer;
  logger: Logger;
  /** Words of a letter. */
  message: (letter: PairLetter) => MailMessage;
}): Job {
  const { api, mailer, logger, message } = deps;
  return {
    name: 'pair-letters',
    everyMs: EVERY_MS,
    async run(stopping) {
      if (!mailer.configured) return;
      const system = api.as(ACTOR);
      const sent = await sendWaiting(
        mailer,
        {
          claim: async () => (await system.claimPairLetter({})).letter,
          message,
          record: ({ letterId, claim }, outcome, addressRefused) =>
            system.recordPairLetter({ letterId, claim, outcome, addressRefused }),
        },
        stopping,
      );
      if (sent > 0) logger.info({ sent }, 'letters about new pairs');
    },
  };
}
