import { z } from 'zod';
import { id, idempotencyKey, isoDate, isoDateTime, pageOf, paging, text } from './common.js';
import { email, phone } from './contacts.js';
import { endpoint } from './endpoint.js';
import { participant } from './people.js';
import {
  ANSWER_STATES,
  ASSIGNABLE_ROLES,
  DECISIONS,
  FORMS,
  PERSON_GAPS,
  PERSON_STATES,
  ROLES,
  STANDING_DECISIONS,
  SURVEY_ROLES,
  SURVEY_STAGES,
} from './reference.js';

/** Who reads the list of participants; a curator with forms given, those of these forms. */
export const PEOPLE_READERS = [
  'coordinator',
  'curator',
  'head',
  'psychologist',
  'methodist',
] as const;

const gap = z.enum(PERSON_GAPS);
const state = z.enum(PERSON_STATES);
const side = z.enum(['mentor', 'mentee']);

/** A person of the programme as the list shows them. */
export const listedPerson = participant.extend({
  /** One for each side on which they take part. */
  participations: z.array(z.object({ role: side, state })),
  /** Forms of the pairs in which they are or were. */
  forms: z.array(z.enum(FORMS)),
  /** What is missing, most important first; without consents for who may not know of them. */
  gaps: z.array(gap),
});
export type ListedPerson = z.infer<typeof listedPerson>;

/** A participation on the card: its state, what was decided of it and what can be decided now. */
const cardParticipation = z.object({
  role: side,
  state,
  decision: z
    .object({
      kind: z.enum(STANDING_DECISIONS),
      /** Null for who may not read it. */
      reason: z.string().nullable(),
      decidedAt: isoDateTime,
      decidedBy: z.string().nullable(),
      /** The psychologist supports them while they wait. */
      supported: z.boolean(),
    })
    .nullable(),
  possible: z.array(z.enum(DECISIONS)),
});

const inProgramme = { programmeId: id };
const ofPerson = { programmeId: id, personId: id };
const reason = text(500).default('');
const required = (max: number) => text(max).pipe(z.string().min(1, 'required'));
const optional = (max: number) => text(max).nullable().default(null);

export const standing = {
  listPeople: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/people',
    summary: 'People with roles, form, group, state and what is missing; filters, sorting, pages.',
    tag: 'people',
    access: PEOPLE_READERS,
    input: z.object({
      ...inProgramme,
      search: text(100).optional(),
      role: z.enum(ROLES).optional(),
      form: z.enum(FORMS).optional(),
      groupName: text(100).optional(),
      state: state.optional(),
      gap: gap.optional(),
      lmsStatus: z.enum(['active', 'left', 'none']).optional(),
      /** Mentors and mentees with an open pair, or without; with a role chosen, on that side. */
      pairing: z.enum(['paired', 'unpaired']).optional(),
      sort: z.enum(['name', '-name', 'group', 'state', '-state', '-gaps']).default('name'),
      ...paging,
    }),
    output: pageOf(listedPerson).extend({
      /** Of all that the caller may see, for the sentence of state and the filters. */
      counts: z.object({
        people: z.number().int(),
        /** Mentors and mentees who take part, and those of them who lack nothing. */
        takePart: z.number().int(),
        complete: z.number().int(),
        byRole: z.record(z.string(), z.number().int()),
        byForm: z.record(z.string(), z.number().int()),
        byState: z.record(z.string(), z.number().int()),
        byGap: z.record(z.string(), z.number().int()),
      }),
      /** Names of groups, in order. */
      groups: z.array(z.string()),
    }),
  }),

  getPerson: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/people/{personId}',
    summary:
      'The card of a person: state, what is missing, decisions; not beyond what one may see.',
    tag: 'people',
    access: PEOPLE_READERS,
    input: z.object(ofPerson),
    output: listedPerson.omit({ participations: true }).extend({
      participations: z.array(cardParticipation),
    }),
  }),

  listSurveysOfPerson: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/people/{personId}/surveys',
    summary: 'Which waves a person has answered; of anonymous ones only that they did.',
    tag: 'people',
    access: ['coordinator', 'curator', 'head', 'psychologist'],
    input: z.object(ofPerson),
    output: z.object({
      rows: z.array(
        z.object({
          waveId: id,
          title: z.string(),
          stage: z.enum(SURVEY_STAGES),
          role: z.enum(SURVEY_ROLES),
          anonymous: z.boolean(),
          endsOn: isoDate,
          answerState: z.enum(ANSWER_STATES),
        }),
      ),
    }),
  }),

  listPersonHistory: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/people/{personId}/history',
    summary: 'What was done with a person’s record, when and by whom; never what stands in it.',
    tag: 'people',
    access: ['coordinator', 'curator', 'head'],
    input: z.object({ ...ofPerson, ...paging }),
    output: pageOf(
      z.object({
        journalId: id,
        at: isoDateTime,
        actorName: z.string(),
        actorRole: z.string(),
        action: z.string(),
      }),
    ),
  }),

  decide: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/people/{personId}/decisions',
    summary: 'Admits, declines, withdraws, puts on the waiting list; each can be taken back.',
    tag: 'people',
    access: ['coordinator'],
    input: z.object({
      ...ofPerson,
      role: side,
      decision: z.enum(DECISIONS),
      /** Asked for where somebody is declined, leaves or waits. */
      reason,
      /** On the waiting list: the psychologist supports them meanwhile. */
      supported: z.boolean().default(false),
      /** The participant's. */
      version: z.number().int(),
      idempotencyKey,
    }),
    output: z.object({ personId: id, version: z.number().int() }),
  }),

  changeMany: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/people/changes',
    summary: 'One change of many people: admits them, gives a role, writes the group down.',
    tag: 'people',
    access: ['coordinator'],
    input: z.object({
      ...inProgramme,
      personIds: z.array(id).min(1, 'people.noneChosen').max(500, 'people.tooMany'),
      change: z.enum(['admit', 'role', 'group']),
      /** The side on which they are to take part. */
      role: side.optional(),
      /** '': no group. */
      groupName: text(100).optional(),
      idempotencyKey,
    }),
    output: z.object({
      changed: z.number().int(),
      /** Those with whom it was so already, or for whom it cannot be. */
      unchanged: z.number().int(),
    }),
  }),

  addPerson: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/people',
    summary: 'Adds somebody who has no account in the LMS, e.g. a mentor from an enterprise.',
    tag: 'people',
    access: ['coordinator'],
    input: z.object({
      ...inProgramme,
      familyName: required(255),
      givenName: required(255),
      middleName: optional(255),
      role: z.enum(ASSIGNABLE_ROLES),
      groupName: optional(100),
      birthDate: isoDate.nullable().default(null),
      adult: z.boolean().default(false),
      workplace: optional(255),
      position: optional(255),
      phone,
      contactEmail: email,
      idempotencyKey,
    }),
    output: z.object({ personId: id }),
  }),
};
