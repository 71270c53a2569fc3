import { z } from 'zod';
import { id, isoDate } from './common.js';
import { email, line, phone } from './contacts.js';
import { endpoint } from './endpoint.js';
import { AGES } from './reference.js';

/** What somebody may change of themself: how to reach them, where they work or study. */
const ownFields = z.object({
  phone,
  contactEmail: email,
  workplace: line(255),
  position: line(255),
  /** A case or a photograph of theirs is to be published: a consent to it is asked for. */
  publicationWanted: z.boolean().default(false),
});

/** What decides who has to consent, and what the registers ask for (methodology §5). */
const profileFields = ownFields.extend({
  birthDate: isoDate.nullable().default(null),
  /** Known to be of age without a birth date: a teacher, somebody from an enterprise. */
  adult: z.boolean().default(false),
  groupName: line(100),
  course: z.number().int().min(1, 'number.range').max(6, 'number.range').nullable().default(null),
  speciality: line(255),
  /** Whom to turn to for a minor (register of mentees, column 3). */
  representativeName: line(600),
  representativeContact: line(320),
});

export const profile = profileFields.extend({
  personId: id,
  name: z.string(),
  /** As a register that was taken in said it, of whom no birth date is known; nobody's age follows from it. */
  birthYear: z.number().int().nullable(),
  /** On this day, in the organisation's zone. */
  age: z.enum(AGES),
  /** The day of coming of age; null: the birth date is not known. */
  comesOfAgeOn: isoDate.nullable(),
  /** 0: nothing was written down yet. */
  version: z.number().int(),
});
export type Profile = z.infer<typeof profile>;

const version = z.number().int().min(0);

export const profiles = {
  getProfile: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/participants/{personId}/profile',
    summary: 'What is known of a person for consents and registers: birth date, group, contacts.',
    tag: 'people',
    access: ['coordinator'],
    input: z.object({ programmeId: id, personId: id }),
    output: profile,
  }),

  updateProfile: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/participants/{personId}/profile',
    summary: 'Writes a person’s profile down. The version says what it was based on; 0: none yet.',
    tag: 'people',
    access: ['coordinator'],
    input: profileFields.extend({ programmeId: id, personId: id, version }),
    output: profile,
  }),

  getMyProfile: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/profile',
    summary: 'The caller’s own profile.',
    tag: 'people',
    access: ['mentor', 'mentee'],
    input: z.object({ programmeId: id }),
    output: profile,
  }),

  updateMyProfile: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/my/profile',
    summary:
      'What people may change of their own profile; the birth date decides who has to consent, ' +
      'and is the coordinator’s.',
    tag: 'people',
    access: ['mentor', 'mentee'],
    input: ownFields.extend({ programmeId: id, version }),
    output: profile,
  }),
};
