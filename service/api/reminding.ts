import { z } from 'zod';
import { cleanText, id, isoDateTime, pageOf, paging } from './common.js';
import { endpoint } from './endpoint.js';
import { REMINDER_STATES, ROLES } from './reference.js';
import {
  LETTER_KINDS,
  LETTER_LANGUAGES,
  REMIND_GROUPS,
  REMIND_KINDS,
  REMIND_WAYS,
} from './remind-reference.js';

const tag = 'reminders';
const inProgramme = { programmeId: id };
const facts = z.record(z.string(), z.union([z.string(), z.number()]));
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'time.format');
const version = z.coerce.number().int().min(0);
const limited = (max: number) =>
  z.string().transform(cleanText).pipe(z.string().max(max, 'text.tooLong'));
const mailToken = z.string().max(64);

/** By group; a group that is missing: as usual. */
const choices = z.partialRecord(z.enum(REMIND_GROUPS), z.enum(REMIND_WAYS));

const myReminder = z.object({
  reminderId: id,
  kind: z.enum(REMIND_KINDS),
  /** The role in which it concerns the caller. */
  role: z.enum(ROLES),
  /** The exact place, as a path below the session. */
  place: z.string(),
  /** Days, numbers and titles of which the words are made. */
  facts,
  pairTitle: z.string().nullable(),
  createdAt: isoDateTime,
  read: z.boolean(),
  /** It is no longer to be done. */
  done: z.boolean(),
});
export type MyReminder = z.infer<typeof myReminder>;

const settings = z.object({
  /** Of the clock on the wall where the college is; equal: no quiet hours. */
  quietFrom: time,
  quietTo: time,
  weekends: z.boolean(),
  /** 1 Monday … 7 Sunday */
  digestDay: z.coerce.number('number.format').int('number.format').min(1).max(7),
  digestHour: z.coerce
    .number('number.format')
    .int('number.format')
    .min(0, 'number.range')
    .max(23, 'number.range'),
});

const ownText = z.object({ subjectLine: z.string(), body: z.string() });

const letter = z.object({
  letterId: id,
  claim: z.string(),
  to: z.string(),
  kind: z.enum(LETTER_KINDS),
  duty: z.boolean(),
  language: z.enum(LETTER_LANGUAGES),
  organisationName: z.string(),
  programmeTitle: z.string(),
  /** Carried by the letter's addresses. */
  token: z.string(),
  /** The college's own words; null: the built-in ones. */
  own: ownText.nullable(),
  items: z.array(z.object({ reminderId: id, kind: z.enum(REMIND_KINDS), facts })),
  /** Further ones that are not named. */
  more: z.number().int(),
});
export type ReminderLetter = z.infer<typeof letter>;

/** What is kept of somebody's choices; version 0: nothing. */
const kept = z.object({ choices, language: z.enum(LETTER_LANGUAGES).nullable(), version });

/** Reminders: what people are shown and written, and what is set about it. */
export const reminding = {
  listMyReminders: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/reminders',
    summary: 'What the caller is reminded of, the latest first.',
    tag,
    access: 'member',
    input: z.object({ ...inProgramme, show: z.enum(['open', 'all']).default('open'), ...paging }),
    output: pageOf(myReminder).extend({ unread: z.number().int() }),
  }),

  countMyReminders: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/reminders/unread',
    summary: 'How many open reminders the caller has not read.',
    tag,
    access: 'member',
    input: z.object(inProgramme),
    output: z.object({ unread: z.number().int() }),
  }),

  readMyReminder: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/my/reminders/{reminderId}/read',
    summary: 'Marks one as read, and says where it leads.',
    tag,
    access: 'member',
    input: z.object({ ...inProgramme, reminderId: id }),
    output: z.object({ place: z.string(), role: z.enum(ROLES) }),
  }),

  readMyReminders: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/my/reminders/read',
    summary: 'Marks all as read.',
    tag,
    access: 'member',
    input: z.object(inProgramme),
    output: z.object({ read: z.number().int() }),
  }),

  getMyReminderChoices: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/reminder-choices',
    summary: 'By which way the caller wants to be reminded, and what is usual.',
    tag,
    access: 'member',
    input: z.object(inProgramme),
    output: kept.extend({
      /** An address is known, and letters reach it. */
      address: z.enum(['known', 'none', 'refused']),
      reminding: settings,
    }),
  }),

  saveMyReminderChoices: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/my/reminder-choices',
    summary: 'Keeps the way for each group, and the language of letters.',
    tag,
    access: 'member',
    input: z.object({
      ...inProgramme,
      choices,
      language: z.enum(LETTER_LANGUAGES),
      version,
    }),
    output: kept,
  }),

  noteMyLanguage: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/my/reminder-choices/language',
    summary: 'Notes in which language the caller reads the tool: letters come in it.',
    tag,
    access: 'member',
    input: z.object({ ...inProgramme, language: z.enum(LETTER_LANGUAGES) }),
    output: z.object({ language: z.enum(LETTER_LANGUAGES) }),
  }),

  endMyMailLinks: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/my/reminder-choices/end-links',
    summary: 'Ends the addresses that letters to the caller have carried so far.',
    tag,
    access: 'member',
    input: z.object(inProgramme),
    output: z.object({ ended: z.number().int() }),
  }),

  getReminderSettings: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/reminder-settings',
    summary: 'When letters leave.',
    tag,
    access: ['coordinator'],
    input: z.object(inProgramme),
    output: settings.extend({ version }),
  }),

  saveReminderSettings: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/reminder-settings',
    summary: 'Sets quiet hours, weekends, and the day and hour of the weekly letter.',
    tag,
    access: ['coordinator'],
    input: settings.extend({ ...inProgramme, version }),
    output: settings.extend({ version }),
  }),

  getReminderLog: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/reminder-letters',
    summary:
      'Letters of the last thirty days as numbers, and the people whose address was refused.',
    tag,
    access: ['coordinator'],
    input: z.object(inProgramme),
    output: z.object({
      since: isoDateTime,
      letters: z.array(
        z.object({
          kind: z.enum(LETTER_KINDS),
          state: z.enum(REMINDER_STATES),
          n: z.number().int(),
        }),
      ),
      refused: z.array(z.object({ personId: id, name: z.string(), at: isoDateTime })),
    }),
  }),

  tryAddressAgain: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/reminder-letters/refused/{personId}/try',
    summary: 'Lets letters go to an address again that was refused.',
    tag,
    access: ['coordinator'],
    input: z.object({ ...inProgramme, personId: id }),
    output: z.object({ cleared: z.boolean() }),
  }),

  getReminderTexts: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/reminder-texts',
    summary: 'The letters that have words of the college’s own.',
    tag,
    access: ['coordinator'],
    input: z.object(inProgramme),
    output: z.object({
      texts: z.array(
        ownText.extend({
          kind: z.enum(LETTER_KINDS),
          language: z.enum(LETTER_LANGUAGES),
          version,
        }),
      ),
    }),
  }),

  saveReminderText: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/reminder-texts',
    summary:
      'Keeps words of the college’s own for a letter; a field that it does not have is refused.',
    tag,
    access: ['coordinator'],
    input: z.object({
      ...inProgramme,
      kind: z.enum(LETTER_KINDS),
      language: z.enum(LETTER_LANGUAGES),
      subjectLine: limited(200),
      body: limited(4000),
      version,
      /** True: only looked at, nothing is kept. */
      preview: z.boolean().default(false),
    }),
    output: z.object({ version }),
  }),

  resetReminderText: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/reminder-texts/reset',
    summary: 'Puts the built-in words back.',
    tag,
    access: ['coordinator'],
    input: z.object({
      ...inProgramme,
      kind: z.enum(LETTER_KINDS),
      language: z.enum(LETTER_LANGUAGES),
      version,
    }),
    output: z.object({ reset: z.boolean() }),
  }),

  planNextReminders: endpoint({
    method: 'POST',
    path: '/reminder-runs/next',
    summary: 'Goes on with one run that is due, of any college; false: none was.',
    tag,
    access: 'system',
    input: z.object({
      /** Whether there is a mail server: without one, reminders stand in the tool alone. */
      mail: z.boolean(),
      /** Looks for programmes that are new, too. */
      first: z.boolean().default(false),
    }),
    output: z.object({ worked: z.boolean(), written: z.number().int() }),
  }),

  claimReminderMail: endpoint({
    method: 'POST',
    path: '/reminder-letters/claims',
    summary: 'Gives one letter to be sent now, to one caller alone; null: none waits.',
    tag,
    access: 'system',
    input: z.object({}),
    output: z.object({ letter: letter.nullable() }),
  }),

  recordReminderMail: endpoint({
    method: 'POST',
    path: '/reminder-letters/results',
    summary: 'How the mail server took a letter.',
    tag,
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

  openMailLink: endpoint({
    method: 'POST',
    path: '/mail-links/open',
    summary:
      'Where an address of a letter leads, and for whom; `not_found` where it has ended or was never made.',
    tag,
    access: 'system',
    input: z.object({ token: mailToken, reminderId: id.nullable().default(null) }),
    output: z.object({
      organisationId: id,
      programmeId: id,
      personId: id,
      role: z.enum(ROLES),
      place: z.string(),
    }),
  }),

  readMailChoices: endpoint({
    method: 'POST',
    path: '/mail-links/choices',
    summary: 'What the holder of a letter may decline; `not_found` as above.',
    tag,
    access: 'system',
    input: z.object({ token: mailToken }),
    output: z.object({
      kind: z.enum(LETTER_KINDS),
      group: z.enum(REMIND_GROUPS).nullable(),
      duty: z.boolean(),
      language: z.enum(LETTER_LANGUAGES),
      organisationName: z.string(),
      programmeTitle: z.string(),
      choices,
    }),
  }),

  declineMail: endpoint({
    method: 'POST',
    path: '/mail-links/decline',
    summary:
      'Declines the letters of a group, or all that can be declined; or takes that back. Without signing in.',
    tag,
    access: 'system',
    input: z.object({ token: mailToken, what: z.enum(['group', 'all', 'back']) }),
    output: z.object({ choices }),
  }),
};
