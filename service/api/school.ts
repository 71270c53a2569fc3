import { z } from 'zod';
import { id, idempotencyKey, isoDate, pageOf, paging, text } from './common.js';
import { line, webLink } from './contacts.js';
import { endpoint } from './endpoint.js';
import { FORMS, SCHOOL_AUDIENCES, SCHOOL_MARKS, SCHOOL_STATES } from './reference.js';
import { certificate } from './school-certificates.js';
import { schoolMaterial } from './school-materials.js';

/** Those who keep the school, and those who follow it. */
export const SCHOOL_KEEPERS = ['coordinator', 'methodist'] as const;
export const SCHOOL_READERS = ['coordinator', 'curator', 'head', 'methodist'] as const;

/** People who can be chosen for a session, or marked, at one time. */
export const MOST_MARKED = 500;

const whole = (min: number, max: number) =>
  z.number('number.format').int('number.format').min(min, 'number.range').max(max, 'number.range');

/** What is said of a session before it is held. */
export const schoolSessionFields = z.object({
  title: text(300).pipe(z.string().min(1, 'required')),
  heldOn: isoDate,
  /** `hh:mm` in the organisation's time zone. */
  startsAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'time.format')
    .nullable()
    .default(null),
  minutes: whole(5, 1440),
  place: line(500),
  link: webLink,
  topics: line(2000),
  /** In words: often somebody from outside. */
  leader: line(300),
  audience: z.enum(SCHOOL_AUDIENCES).default('all'),
  forms: z.array(z.enum(FORMS)).max(FORMS.length).default([]),
  /** Of the audience `chosen`. */
  personIds: z.array(id).max(MOST_MARKED, 'people.tooMany').default([]),
});
export type SchoolSessionFields = z.infer<typeof schoolSessionFields>;

export const schoolSession = schoolSessionFields.omit({ personIds: true }).extend({
  sessionId: id,
  state: z.enum(SCHOOL_STATES),
  cancelReason: z.string().nullable(),
  /** Mentors on its sheet, and how they were marked. */
  people: z.number().int(),
  present: z.number().int(),
  absent: z.number().int(),
  excused: z.number().int(),
  materials: z.number().int(),
  version: z.number().int(),
});
export type SchoolSession = z.infer<typeof schoolSession>;

const sheetRow = z.object({
  personId: id,
  name: z.string(),
  groupName: z.string().nullable(),
  mark: z.enum(SCHOOL_MARKS).nullable(),
  /** Their consent was withdrawn: nothing new is written of them. */
  frozen: z.boolean(),
  /** Of this row alone; 0: never marked. */
  version: z.number().int(),
});
export type SheetRow = z.infer<typeof sheetRow>;

/** What somebody has been at so far, and what the programme's rule still asks of them. */
export const schoolRecord = z.object({
  /** Sessions at which they were present, and their length in minutes. */
  sessions: z.number().int(),
  minutes: z.number().int(),
  /** What is still missing; null: the programme has no rule. */
  missing: z.object({ sessions: z.number().int(), minutes: z.number().int() }).nullable(),
  /** The rule is met, or a certificate holds; null: there is neither rule nor certificate. */
  trained: z.boolean().nullable(),
  certificate: certificate.nullable(),
});
export type SchoolRecord = z.infer<typeof schoolRecord>;

export const schoolRuleFields = z.object({
  sessions: whole(1, 100).nullable().default(null),
  minutes: whole(30, 60_000).nullable().default(null),
  /** Nobody is in the pool of mentors before they are trained. */
  poolNeedsTraining: z.boolean().default(false),
});
export type SchoolRuleFields = z.infer<typeof schoolRuleFields>;
/** `version` 0: nothing was said yet, and nothing is asked. */
export const schoolRule = schoolRuleFields.extend({ version: z.number().int() });
export type SchoolRule = z.infer<typeof schoolRule>;

const inProgramme = { programmeId: id };
const atSession = { programmeId: id, sessionId: id };
const version = z.number().int().min(0);

export const school = {
  listSchoolSessions: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/school/sessions',
    summary: 'Sessions of the mentors’ school in the order of the calendar.',
    tag: 'school',
    access: SCHOOL_READERS,
    input: z.object({
      ...inProgramme,
      search: text(100).optional(),
      state: z.enum(SCHOOL_STATES).optional(),
      /** Those that are for mentors of this form. */
      form: z.enum(FORMS).optional(),
      from: isoDate.optional(),
      to: isoDate.optional(),
      ...paging,
    }),
    output: pageOf(schoolSession),
  }),

  getSchoolSession: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/school/sessions/{sessionId}',
    summary: 'One session with its sheet of attendance, and the mentors who are not on it.',
    tag: 'school',
    access: SCHOOL_READERS,
    input: z.object(atSession),
    output: schoolSession.extend({
      personIds: z.array(id),
      sheet: z.array(sheetRow),
      others: z.array(z.object({ personId: id, name: z.string() })),
    }),
  }),

  createSchoolSession: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/school/sessions',
    summary: 'Plans a session.',
    tag: 'school',
    access: SCHOOL_KEEPERS,
    input: schoolSessionFields.extend({ ...inProgramme, idempotencyKey }),
    output: schoolSession,
  }),

  updateSchoolSession: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/school/sessions/{sessionId}',
    summary: 'Changes a session; one that was held is not moved into the future.',
    tag: 'school',
    access: SCHOOL_KEEPERS,
    input: schoolSessionFields.extend({ ...atSession, version }),
    output: schoolSession,
  }),

  setSchoolSessionState: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/school/sessions/{sessionId}/state',
    summary: 'Held, cancelled (with a reason), or planned again; none is held before its day.',
    tag: 'school',
    access: SCHOOL_KEEPERS,
    input: z.object({
      ...atSession,
      state: z.enum(SCHOOL_STATES),
      reason: text(500).default(''),
      version,
    }),
    output: schoolSession,
  }),

  markSchoolAttendance: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/school/sessions/{sessionId}/attendance',
    summary:
      'Marks who was there; a planned session is held then. Each mark says the version that it was ' +
      'based on: where somebody else was faster nothing is written.',
    tag: 'school',
    access: SCHOOL_KEEPERS,
    input: z.object({
      ...atSession,
      marks: z
        .array(z.object({ personId: id, mark: z.enum(SCHOOL_MARKS).nullable(), version }))
        .max(MOST_MARKED, 'people.tooMany'),
      idempotencyKey,
    }),
    output: z.object({ changed: z.number().int() }),
  }),

  getSchoolRule: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/school/rule',
    summary: 'What the programme asks of a mentor to be trained.',
    tag: 'school',
    access: SCHOOL_READERS,
    input: z.object(inProgramme),
    output: schoolRule,
  }),

  updateSchoolRule: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/school/rule',
    summary: 'Says what is asked; without sessions and time there is no rule.',
    tag: 'school',
    access: SCHOOL_KEEPERS,
    input: schoolRuleFields.extend({ ...inProgramme, version }),
    output: schoolRule,
  }),

  listSchoolMentors: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/school/mentors',
    summary: 'Mentors with what they have been at, what is missing, and their certificate.',
    tag: 'school',
    access: SCHOOL_READERS,
    input: z.object({
      ...inProgramme,
      search: text(100).optional(),
      /** `ready`: the rule is met and there is no certificate yet. */
      training: z.enum(['trained', 'untrained', 'ready']).optional(),
      ...paging,
    }),
    output: pageOf(
      schoolRecord.extend({
        personId: id,
        name: z.string(),
        groupName: z.string().nullable(),
        ready: z.boolean(),
      }),
    ).extend({
      rule: schoolRule,
      counts: z.object({
        mentors: z.number().int(),
        trained: z.number().int(),
        ready: z.number().int(),
        certified: z.number().int(),
      }),
    }),
  }),

  getSchoolRecord: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/school/mentors/{personId}',
    summary: 'What one mentor has been at, what is missing, and their certificate.',
    tag: 'school',
    access: SCHOOL_READERS,
    input: z.object({ ...inProgramme, personId: id }),
    output: schoolRecord.extend({ rule: schoolRule }),
  }),

  getSchoolNeeds: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/school/needs',
    summary: 'The latest survey of what mentors want to learn, with the most wanted topics.',
    tag: 'school',
    access: SCHOOL_READERS,
    input: z.object(inProgramme),
    output: z.object({
      survey: z
        .object({
          waveId: id,
          startsOn: isoDate,
          endsOn: isoDate,
          open: z.boolean(),
          answered: z.number().int(),
          missing: z.number().int(),
          /** Why there are no wishes: anonymous and not closed yet, or too few have answered. */
          shown: z.enum(['yes', 'not_closed', 'too_few']),
          wishes: z.array(z.object({ text: z.string(), n: z.number().int() })),
        })
        .nullable(),
    }),
  }),

  getMySchool: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/school',
    summary: 'The school as the mentor who asks has it: sessions, materials, certificate.',
    tag: 'school',
    access: ['mentor'],
    input: z.object(inProgramme),
    output: schoolRecord.extend({
      rule: schoolRule,
      /** Sessions that are for them, in the order of the calendar. */
      programme: z.array(
        schoolSession
          .omit({ people: true, present: true, absent: true, excused: true, materials: true })
          .extend({ mark: z.enum(SCHOOL_MARKS).nullable() }),
      ),
      materials: z.array(schoolMaterial),
    }),
  }),
};
