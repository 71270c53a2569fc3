import type { MentoringApi } from '../../service/api/index.js';
import type { ReminderLetter } from '../../service/api/reminding.js';
import type { Logger } from '../../shared/logger.js';
import type { Mailer, MailMessage } from '../mail/index.js';
import { sendWaiting } from './letter-sender.js';
import type { Job } from './scheduler.js';

const ACTOR = { kind: 'system', name: 'reminders' } as const;
const EVERY_MS = 60_000;

/**
 * Looks for what is due, in any number of processes, and sends the letters that may leave. Without a mail server
 * reminders stand in the tool alone.
 */
export function remindJob(deps: {
  api: MentoringApi;
  mailer: Mailer;
  logger: Logger;
  /** Words of a letter. */
  message: (letter: ReminderLetter) => MailMessage;
}): Job {
  const { api, mailer, logger, message } = deps;
  return {
    name: 'remind',
    everyMs: EVERY_MS,
    async run(stopping) {
      const system = api.as(ACTOR);
      let written = 0;
      for (let first = true; !stopping(); first = false) {
        const done = await system.planNextReminders({ mail: mailer.configured, first });
        written += done.written;
        if (!done.worked) break;
      }
      if (written > 0) logger.info({ written }, 'reminders were written down or settled');
      if (!mailer.configured) return;
      const sent = await sendWaiting(
        mailer,
        {
          claim: async () => (await system.claimReminderMail({})).letter,
          message,
          record: ({ letterId, claim }, outcome, addressRefused) =>
            system.recordReminderMail({ letterId, claim, outcome, addressRefused }),
        },
        stopping,
      );
      if (sent > 0) logger.info({ sent }, 'letters of reminders');
    },
  };
}
