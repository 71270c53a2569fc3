import type { reminding } from '../api/reminding.js';
import type { Handlers, ServiceDeps } from '../handler.js';
import { mailLinkHandlers } from './mail-links.js';
import { myReminderHandlers } from './my-reminders.js';
import { planNext } from './planning.js';
import { claimMail, recordMail } from './sending.js';
import { reminderSettingHandlers } from './setting-handlers.js';

/** Reminders: looked for by rules, written down once, shown in the tool, sent by letters. */
export function remindHandlers(deps: ServiceDeps): Pick<Handlers, keyof typeof reminding> {
  return {
    ...myReminderHandlers(deps),
    ...reminderSettingHandlers(deps),
    ...mailLinkHandlers(deps),
    planNextReminders: ({ input }) => planNext(deps, input),
    claimReminderMail: () => claimMail(deps),
    recordReminderMail: (call) => recordMail(deps, call),
  };
}
