import { z } from 'zod';
import { id, pageOf, paging, text } from './common.js';
import { line } from './contacts.js';
import { endpoint } from './endpoint.js';
import { AVAILABILITIES, FORMS, PARTICIPATION_STATES, SELECTION_STATES } from './reference.js';

/** Those who work with the base of mentors: the methodist trains them. */
const READERS = ['coordinator', 'curator', 'head', 'methodist'] as const;

/** Mentees that a mentor takes when nothing was said. */
export const USUAL_CAPACITY = 1;
export const CAPACITY_AT_MOST = 30;

/** What a mentor says of themself (register of mentors, columns 5–9; methodology §5.2, §5.3). */
export const mentorFields = z.object({
  competences: line(2000),
  achievements: line(2000),
  interests: line(2000),
  preferredAge: line(255),
  timeResource: line(255),
  /** Mentees that they take at one time. */
  capacity: z
    .number('number.format')
    .int('number.format')
    .min(0, 'number.range')
    .max(CAPACITY_AT_MOST, 'number.range')
    .default(USUAL_CAPACITY),
  /** Forms in which they work; empty: nothing was said. */
  forms: z.array(z.enum(FORMS)).max(FORMS.length).default([]),
  /** Takes no new mentee for a time. */
  paused: z.boolean().default(false),
  pausedReason: line(500),
});
export type MentorFields = z.infer<typeof mentorFields>;

export const mentor = mentorFields.extend({
  personId: id,
  name: z.string(),
  /** `candidate`: not yet decided on. */
  state: z.enum(PARTICIPATION_STATES),
  /** How far the selection is; mentors themselves are told only that they are in the register. */
  selection: z.enum(SELECTION_STATES).nullable(),
  groupName: z.string().nullable(),
  workplace: z.string().nullable(),
  position: z.string().nullable(),
  enterprise: z.object({ enterpriseId: id, name: z.string() }).nullable(),
  availability: z.enum(AVAILABILITIES),
  /** Mentees in the open pairs of the programme. */
  mentees: z.number().int(),
  /** By the mentors' school; null: the programme asks nothing and gave no certificate. */
  trained: z.boolean().nullable(),
  /** 0: nothing was written down yet. */
  version: z.number().int(),
});
export type Mentor = z.infer<typeof mentor>;

const version = z.number().int().min(0);

export const mentors = {
  listMentors: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentors',
    summary: 'The base of mentors: what they bring, whether they take a mentee; filters, pages.',
    tag: 'mentors',
    access: READERS,
    input: z.object({
      programmeId: id,
      search: text(100).optional(),
      availability: z.enum(AVAILABILITIES).optional(),
      form: z.enum(FORMS).optional(),
      enterpriseId: id.optional(),
      /** `incomplete`: competences or time are not known, which the register asks for. */
      profile: z.enum(['complete', 'incomplete']).optional(),
      selection: z.enum(SELECTION_STATES).optional(),
      training: z.enum(['trained', 'untrained']).optional(),
      ...paging,
    }),
    output: pageOf(mentor).extend({
      counts: z.object({
        mentors: z.number().int(),
        available: z.number().int(),
        full: z.number().int(),
        paused: z.number().int(),
        /** Mentees that all who are available can still take. */
        places: z.number().int(),
        incomplete: z.number().int(),
        selection: z.record(z.string(), z.number().int()),
        /** Not trained where the programme asks for it. */
        untrained: z.number().int(),
      }),
    }),
  }),

  getMentor: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentors/{personId}',
    summary: 'One mentor of the programme.',
    tag: 'mentors',
    access: READERS,
    input: z.object({ programmeId: id, personId: id }),
    output: mentor,
  }),

  updateMentor: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/mentors/{personId}',
    summary:
      'Writes down what a mentor brings. The version says what it was based on; 0: none yet.',
    tag: 'mentors',
    access: ['coordinator'],
    input: mentorFields.extend({
      programmeId: id,
      personId: id,
      enterpriseId: id.nullable().default(null),
      version,
    }),
    output: mentor,
  }),

  getMyMentorProfile: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/mentor',
    summary: 'What the caller brings as a mentor.',
    tag: 'mentors',
    access: ['mentor'],
    input: z.object({ programmeId: id }),
    output: mentor,
  }),

  updateMyMentorProfile: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/my/mentor',
    summary: 'Mentors write down themselves what they bring; the enterprise is the coordinator’s.',
    tag: 'mentors',
    access: ['mentor'],
    input: mentorFields.extend({ programmeId: id, version }),
    output: mentor,
  }),
};
