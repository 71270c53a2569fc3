import { z } from 'zod';
import { id, isoDate, isoDateTime, pairShortNames, personRef, text } from './common.js';
import { endpoint } from './endpoint.js';
import { FORMS, type ProgressPart, ROLES } from './reference.js';

const weight = z.number().int().min(0).max(100);

/**
 * Weights of the parts of the progress score, 0–100 each; only their proportion counts. Programmes that were
 * set up before plans counted have no weight for them: 0, so that no score moves by itself.
 */
export const progressWeights = z.object({
  meetings: weight,
  plan: weight.default(0),
  feedback: weight,
  closing: weight,
} satisfies Record<ProgressPart, z.ZodType>);

export const programmeSettings = z.object({
  title: text(200).pipe(z.string().min(1, 'required')),
  /** First and last day of the programme year. */
  startsOn: isoDate,
  endsOn: isoDate,
  forms: z.array(z.enum(FORMS)).min(1, 'forms.none'),
  /** A pair meets at least once in so many days (14 by the methodology §3). */
  meetingEveryDays: z.number().int().min(1, 'number.range').max(90, 'number.range'),
  /** Feedback is asked for at least once in so many days (30 by the methodology §3). */
  feedbackEveryDays: z.number().int().min(1, 'number.range').max(180, 'number.range'),
  weights: progressWeights,
});
export type ProgrammeSettings = z.infer<typeof programmeSettings>;

/** The settings as they are saved; who leaves the name out changes nothing of it. */
const savedSettings = programmeSettings.extend({
  /** The college's name in documents and letters; empty: the one with which its LMS was registered. */
  organisationName: text(300).optional(),
});

export const programme = programmeSettings.extend({
  programmeId: id,
  /** The college's name in documents and letters. */
  organisationName: z.string(),
  /** The name with which its LMS was registered. */
  registeredName: z.string(),
  /** IANA name; «today» of every rule is today there. */
  timeZone: z.string(),
  /** Not yet set up: the coordinator meets the wizard. */
  setUp: z.boolean(),
  version: z.number().int(),
});
export type Programme = z.infer<typeof programme>;

/** Names as an LMS gives them; everything may be missing. */
export const lmsPerson = z.object({
  subject: z.string().min(1).max(255),
  name: z.string().max(500).optional(),
  givenName: z.string().max(255).optional(),
  familyName: z.string().max(255).optional(),
  middleName: z.string().max(255).optional(),
  email: z.string().max(320).optional(),
});

/** What an entry of the journal is about, by the names that it has now; nulls for what does not apply. */
const journalSubject = z.object({
  pair: z.object({ pairId: id, title: z.string(), shortNames: pairShortNames }).nullable(),
  /** Null also for a meeting that is not there any more. */
  meetingId: id.nullable(),
  heldOn: isoDate.nullable(),
  /** The participant, or who asked for help. */
  person: personRef.nullable(),
});

export const programmes = {
  createOrganisation: endpoint({
    method: 'POST',
    path: '/organisations',
    summary:
      'Creates an organisation (a college) when its LMS is registered. With an id: the same one ' +
      'again where it is there already.',
    tag: 'programmes',
    access: 'system',
    input: z.object({
      name: text(200).pipe(z.string().min(1)),
      timeZone: z.string().optional(),
      organisationId: id.optional(),
    }),
    output: z.object({ organisationId: id }),
  }),

  findOrganisations: endpoint({
    method: 'POST',
    path: '/find-organisations',
    summary:
      'Organisations by their ids, or those of a name, oldest first; unknown ones are left out.',
    tag: 'programmes',
    access: 'system',
    input: z
      .object({ organisationIds: z.array(id).max(500).optional(), name: text(200).optional() })
      .refine((by) => (by.organisationIds === undefined) !== (by.name === undefined), {
        path: ['organisationIds'],
        message: 'required',
      }),
    output: z.object({
      organisations: z.array(z.object({ organisationId: id, name: z.string() })),
    }),
  }),

  enterProgramme: endpoint({
    method: 'POST',
    path: '/enter',
    summary:
      'A person comes from an LMS course: opens the programme of the course where it is new, ' +
      'recognises the person by (issuer, subject), gives a role by default where none was decided.',
    tag: 'programmes',
    access: 'system',
    input: z.object({
      organisationId: id,
      /** What names the course: stable, opaque, unique in the organisation. */
      courseKey: z.string().min(1).max(128),
      courseTitle: z.string().max(300),
      issuer: z.string().min(1).max(255),
      person: lmsPerson,
      /** The role that the LMS role stands for (lti.md §2); `instructor` is resolved by the service. */
      lmsRole: z.enum(['coordinator', 'instructor', 'mentor', 'mentee', 'visitor']),
    }),
    output: z.object({
      programmeId: id,
      personId: id,
      name: z.string(),
      /** Held roles, the first is the one to act in by default. Never empty. */
      roles: z.array(z.enum(ROLES)).min(1),
      setUp: z.boolean(),
    }),
  }),

  findMyProgrammes: endpoint({
    method: 'POST',
    path: '/find-programmes',
    summary: 'The programmes of a person who came without a course (a launch without context).',
    tag: 'programmes',
    access: 'system',
    /** The person by their account of the LMS, or by their id once it is known. */
    input: z
      .object({
        organisationId: id,
        issuer: z.string().max(255).optional(),
        subject: z.string().max(255).optional(),
        personId: id.optional(),
      })
      .refine((by) => by.personId !== undefined || (by.issuer && by.subject), {
        path: ['personId'],
        message: 'required',
      }),
    output: z.object({
      /** Null: nobody of the organisation is known by that. */
      personId: id.nullable(),
      programmes: z.array(
        z.object({ programmeId: id, title: z.string(), roles: z.array(z.enum(ROLES)) }),
      ),
    }),
  }),

  getMe: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/me',
    summary: 'The caller: name, roles in the programme, and the programme itself.',
    tag: 'programmes',
    access: 'person',
    input: z.object({ programmeId: id }),
    output: z.object({
      personId: id,
      name: z.string(),
      roles: z.array(z.enum(ROLES)),
      role: z.enum(ROLES),
      candidate: z.boolean(),
      programme,
      /** Its courses belong to another programme now: people find that by launching again. */
      continuedIn: id.nullable(),
      /** Grows by one with each write in the programme; equal numbers mean equal data. */
      revision: z.number().int(),
    }),
  }),

  updateProgramme: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}',
    summary: 'Settings of the programme; the first time it also ends the set-up.',
    tag: 'programmes',
    access: ['coordinator'],
    input: savedSettings.extend({ programmeId: id, version: z.number().int() }),
    output: programme,
  }),

  previewProgramme: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/preview',
    summary:
      'What these settings would do to the scores of progress, if they were saved now. Changes ' +
      'nothing; refuses what updateProgramme would refuse.',
    tag: 'programmes',
    access: ['coordinator'],
    input: savedSettings.extend({ programmeId: id, version: z.number().int() }),
    output: z.object({
      /** How many people's scores would change, and by how many points at the least and the most. */
      people: z.number().int(),
      lowest: z.number().int(),
      highest: z.number().int(),
      /** The largest changes first, at most 50. */
      rows: z.array(personRef.extend({ before: z.number().int(), after: z.number().int() })),
    }),
  }),

  listJournal: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/journal',
    summary: 'Who changed what and when; nobody edits it.',
    tag: 'journal',
    access: ['coordinator', 'head'],
    input: z.object({
      programmeId: id,
      entity: z.string().max(32).optional(),
      entityId: id.optional(),
      page: z.coerce.number().int().min(1).default(1),
      pageSize: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({
      rows: z.array(
        z.object({
          journalId: id,
          at: isoDateTime,
          actorName: z.string(),
          actorRole: z.string(),
          action: z.string(),
          entity: z.string(),
          entityId: z.string(),
          about: journalSubject,
          before: z.record(z.string(), z.unknown()).nullable(),
          after: z.record(z.string(), z.unknown()).nullable(),
        }),
      ),
      total: z.number().int(),
      page: z.number().int(),
      pageSize: z.number().int(),
    }),
  }),
};
