import type { MentoringApi } from '../../service/api/index.js';
import type { Logger } from '../../shared/logger.js';
import type { Mailer, MailMessage } from '../mail/index.js';
import { sendWaiting } from './letter-sender.js';
import type { Job } from './scheduler.js';

const ACTOR = { kind: 'system', name: 'reminders' } as const;
const EVERY_MS = 60_000;

export interface Letter {
  to: string;
  title: string;
  endsOn: string;
  anonymous: boolean;
  organisationName: string;
  programmeTitle: string;
  /** Of a personal link; null: they come by the LMS. */
  token: string | null;
  /** Carried by the address at which such letters are declined. */
  mailToken: string;
}

/** Sends the letters that remind of waves, in any number of processes. */
export function reminderJob(deps: {
  api: MentoringApi;
  mailer: Mailer;
  logger: Logger;
  /** Words of a letter. */
  message: (letter: Letter) => MailMessage;
}): Job {
  const { api, mailer, logger, message } = deps;
  return {
    name: 'reminders',
    everyMs: EVERY_MS,
    async run(stopping) {
      // Without a mail server nothing is written down either: nobody would ever send it.
      if (!mailer.configured) return;
      const system = api.as(ACTOR);
      const { letters } = await system.planReminders({});
      const sent = await sendWaiting(
        mailer,
        {
          claim: async () => (await system.claimReminder({})).letter,
          message,
          record: ({ reminderId, claim }, outcome, addressRefused) =>
            system.recordReminder({ reminderId, claim, outcome, addressRefused }),
        },
        stopping,
      );
      if (letters + sent > 0) logger.info({ letters, sent }, 'reminders of waves');
    },
  };
}
