import { z } from 'zod';
import { id, idempotencyKey, isoDate, pageOf, paging, personRef } from './common.js';
import { endpoint } from './endpoint.js';
import { answers, definition } from './questionnaire-definition.js';
import { ANSWER_STATES, SHEET_STATES, SURVEY_ROLES, WAVE_STATES } from './reference.js';

/** Blank sheets that are made in one go. */
export const MOST_BLANK = 200;

/** What is typed off a sheet: digits, spaces and dashes. */
const typedCode = z.string().max(40);

const sheet = z.object({
  /** Eight digits. */
  code: z.string(),
  /** Whose it is; null in an anonymous wave. */
  person: personRef.nullable(),
  groupName: z.string().nullable(),
  /** Of an anonymous wave's breakdown: a form or a group. */
  part: z.string().nullable(),
  state: z.enum(SHEET_STATES),
  /** How far the person is without paper; `none` where the sheet is nobody's. */
  online: z.enum(ANSWER_STATES),
});

/** What a sheet of a wave asks. */
const asked = z.object({
  waveId: id,
  title: z.string(),
  role: z.enum(SURVEY_ROLES),
  endsOn: isoDate,
  anonymous: z.boolean(),
  state: z.enum(WAVE_STATES),
  definition,
  people: z.object({
    mentee: z.array(personRef),
    mentor: z.array(personRef),
    curator: z.array(personRef),
  }),
});

export const paperAnswers = {
  getPaper: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waves/{waveId}/paper',
    summary:
      'A wave on paper: what its sheets ask, how many are printed and entered, and for which parts ' +
      'of its breakdown blank ones can be printed.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({ programmeId: id, waveId: id }),
    output: asked.extend({
      printed: z.number().int(),
      entered: z.number().int(),
      /** People who are asked, have not answered and have no sheet; 0 in an anonymous wave. */
      without: z.number().int(),
      /** Those of them who have no account in the course. */
      withoutGuests: z.number().int(),
      /** Forms or groups; null: the wave has no breakdown. */
      parts: z.array(z.string()).nullable(),
    }),
  }),

  makeSheets: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/waves/{waveId}/sheets',
    summary:
      'Makes the sheets of a wave: of a named one for each person who is asked, has not answered and ' +
      'has none yet; of an anonymous one so many blank sheets.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      waveId: id,
      /** Of an anonymous wave. */
      blank: z.coerce
        .number('number.format')
        .int('number.format')
        .min(1, 'sheet.blank')
        .max(MOST_BLANK, 'sheet.blank')
        .optional(),
      part: z.string().max(200).nullable().default(null),
      /** Of a named wave: only for those without an account in the course. */
      guestsOnly: z.boolean().default(false),
      idempotencyKey,
    }),
    output: z.object({ made: z.number().int() }),
  }),

  listSheets: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waves/{waveId}/sheets',
    summary: 'The sheets of a wave, in the order of names, or of codes where they are nobody’s.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      waveId: id,
      state: z.enum(SHEET_STATES).optional(),
      ...paging,
    }),
    output: pageOf(sheet),
  }),

  findSheet: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waves/{waveId}/sheet',
    summary: 'The sheet with a code that was typed; what was answered is never among it.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({ programmeId: id, waveId: id, code: typedCode }),
    output: asked.extend({ sheet }),
  }),

  enterSheet: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/waves/{waveId}/sheet',
    summary:
      'Takes in the answers of a returned sheet while the wave is open. Answers that the person gave ' +
      'before, or that were entered from the sheet, are replaced only when that is said.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      waveId: id,
      code: typedCode,
      answers,
      /** True: the sheet has no answer where one is required. */
      incomplete: z.boolean().default(false),
      /** True: over answers that are there. */
      replace: z.boolean().default(false),
      idempotencyKey,
    }),
    output: z.object({ code: z.string(), replaced: z.boolean() }),
  }),
};
