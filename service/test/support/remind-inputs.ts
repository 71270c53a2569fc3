import { newId } from '../../../shared/ids.js';
import type { reminding } from '../../api/reminding.js';
import type { Inputs, World } from './permission-world.js';

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const TEXT = { kind: 'meeting_tomorrow', language: 'ru', version: 0 } as const;

/** Well-formed inputs of the endpoints of reminders. */
export const REMIND_INPUTS: Pick<Inputs, keyof typeof reminding> = {
  listMyReminders: inProgramme,
  countMyReminders: inProgramme,
  readMyReminder: (w) => ({ ...inProgramme(w), reminderId: newId() }),
  readMyReminders: inProgramme,
  getMyReminderChoices: inProgramme,
  saveMyReminderChoices: (w) => ({
    ...inProgramme(w),
    choices: { pair: 'none' },
    language: 'ru',
    version: 0,
  }),
  noteMyLanguage: (w) => ({ ...inProgramme(w), language: 'en' }),
  endMyMailLinks: inProgramme,
  getReminderSettings: inProgramme,
  saveReminderSettings: (w) => ({
    ...inProgramme(w),
    quietFrom: '22:00',
    quietTo: '07:00',
    weekends: true,
    digestDay: 5,
    digestHour: 10,
    version: 0,
  }),
  getReminderLog: inProgramme,
  tryAddressAgain: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  getReminderTexts: inProgramme,
  saveReminderText: (w) => ({
    ...inProgramme(w),
    ...TEXT,
    subjectLine: 'Встреча {when}',
    body: 'Ждём Вас {when}.',
  }),
  resetReminderText: (w) => ({ ...inProgramme(w), ...TEXT }),
  planNextReminders: () => ({ mail: false }),
  claimReminderMail: () => ({}),
  recordReminderMail: () => ({ letterId: newId(), claim: 'nobody', outcome: 'sent' }),
  openMailLink: () => ({ token: 'of-nobody' }),
  readMailChoices: () => ({ token: 'of-nobody' }),
  declineMail: () => ({ token: 'of-nobody', what: 'group' }),
};

/** The tables that they write. */
export const REMIND_TABLES = [
  'reminders',
  'reminder_letters',
  'reminder_settings',
  'reminder_texts',
  'reminder_choices',
  'mail_tokens',
] as const;
