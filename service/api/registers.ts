import { z } from 'zod';
import { id, isoDate, pageOf, paging, text } from './common.js';
import { line } from './contacts.js';
import { endpoint } from './endpoint.js';
import { CONSENT_GAPS, FORMS, STAFF_ROLES } from './reference.js';
import { REGISTER_MARKS, REGISTERS } from './register-columns.js';

export * from './register-columns.js';

export const register = z.enum(REGISTERS);

const registerRow = z.object({
  number: z.number().int(),
  personId: id,
  pairId: id.nullable(),
  name: z.string(),
  contacts: z.string(),
  birthYear: z.number().int().nullable(),
  request: z.string(),
  workplace: z.string(),
  competences: z.string(),
  achievements: z.string(),
  interests: z.string(),
  preferredAge: z.string(),
  timeResource: z.string(),
  enteredOn: isoDate.nullable(),
  others: z.string(),
  form: z.enum(FORMS).nullable(),
  othersWorkplace: z.string(),
  endsOn: isoDate.nullable(),
  results: z.string(),
  reviewUrl: z.string(),
  mark: z.enum(REGISTER_MARKS).nullable(),
});

/** The address of a page; nothing a browser would run. */
const webAddress = text(500)
  .pipe(z.string().regex(/^$|^https?:\/\/[^\s/]+\.[^\s]+$/i, 'link.invalid'))
  .nullable()
  .default(null);

const registerEntry = z.object({
  role: z.enum(['mentor', 'mentee']),
  /** Null: the participation itself, in no pair yet. */
  pairId: id.nullable(),
  others: z.string(),
  form: z.enum(FORMS).nullable(),
  enteredOn: isoDate.nullable(),
  endsOn: isoDate.nullable(),
  mark: z.enum(REGISTER_MARKS).nullable(),
  request: z.string().nullable(),
  results: z.string().nullable(),
  reviewUrl: z.string().nullable(),
  version: z.number().int(),
});
export type RegisterEntry = z.infer<typeof registerEntry>;

export const registers = {
  listRegister: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/registers/{register}',
    summary:
      'The register of mentees or mentors: a row for each participation, for each pairing a row of its own; ' +
      'only people whose data may be used, and who is left out.',
    tag: 'registers',
    access: STAFF_ROLES,
    input: z.object({
      programmeId: id,
      register,
      search: text(100).optional(),
      form: z.enum(FORMS).optional(),
      /** Took part on some day between these. */
      from: isoDate.optional(),
      to: isoDate.optional(),
      /** Of a group pair: all names in one cell with «;», or a row for each. */
      group: z.enum(['cell', 'rows']).default('cell'),
      ...paging,
    }),
    output: pageOf(registerRow).extend({
      /** People without a consent that holds: not in the register. */
      leftOut: z.object({
        people: z.number().int(),
        byGap: z.array(z.object({ gap: z.enum(CONSENT_GAPS), people: z.number().int() })),
      }),
      /** People in it whose contacts (of a minor: the representative's) are not known. */
      withoutContacts: z.number().int(),
    }),
  }),

  listRegisterEntries: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/participants/{personId}/register-entries',
    summary: 'What the registers say of one person: a participation in no pair, or each pairing.',
    tag: 'registers',
    access: STAFF_ROLES,
    input: z.object({ programmeId: id, personId: id }),
    output: z.object({ rows: z.array(registerEntry) }),
  }),

  updateRegisterEntry: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/participants/{personId}/register-entries/{role}',
    summary: 'Writes down what the registers ask for: request, results, link to a case or review.',
    tag: 'registers',
    access: ['coordinator', 'curator'],
    input: z.object({
      programmeId: id,
      personId: id,
      role: z.enum(['mentor', 'mentee']),
      pairId: id.nullable().default(null),
      /** Of a mentee, the same in all their rows. */
      request: line(2000),
      /** Of who is in no pair yet. */
      enteredOn: isoDate.nullable().default(null),
      results: line(2000),
      reviewUrl: webAddress,
      version: z.number().int().min(0),
    }),
    output: registerEntry,
  }),
};
