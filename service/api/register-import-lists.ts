import { z } from 'zod';
import { id, pageOf, paging } from './common.js';
import { endpoint } from './endpoint.js';
import { REGISTER_FIELDS } from './register-columns.js';
import { CHANGE_OBSTACLES, RECOGNISED_BY, registerImport } from './register-imports.js';

const one = { programmeId: id, importId: id };
const access = ['coordinator'] as const;

/** First values of a column that are shown, and rows in which they are looked for. */
export const SAMPLES_SHOWN = 3;
export const SAMPLE_ROWS = 50;

const changeKey = z.string().max(160);

export const registerImportLists = {
  listImportSamples: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/register-imports/{importId}/samples',
    summary: 'The first values of each column of the file, to say which column is which.',
    tag: 'registers',
    access,
    input: z.object(one),
    /** In the order of the file’s columns. */
    output: z.object({ columns: z.array(z.array(z.string())) }),
  }),

  listImportPeople: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/register-imports/{importId}/people',
    summary: 'Whom the file names: who is new, or who was recognised and by what.',
    tag: 'registers',
    access,
    input: z.object({ ...one, kind: z.enum(['new', 'known']), ...paging }),
    output: pageOf(
      z.object({
        /** Of somebody new: once they are written. */
        personId: id.nullable(),
        /** As the file has it. */
        name: z.string(),
        /** As the programme has it. */
        knownName: z.string().nullable(),
        birthYear: z.number().int().nullable(),
        by: z.enum(RECOGNISED_BY).nullable(),
        /** The first rows in which they stand, of so many. */
        rows: z.array(z.number().int()),
        rowCount: z.number().int(),
        /** What is added to what is known of them, or changed. */
        filled: z.array(z.string()),
      }),
    ),
  }),

  listImportChanges: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/register-imports/{importId}/changes',
    summary:
      'Values of people who are known that differ in the file; once it is written, those that were taken.',
    tag: 'registers',
    access,
    input: z.object({ ...one, ...paging }),
    output: pageOf(
      z.object({
        key: changeKey,
        row: z.number().int(),
        personId: id.nullable(),
        pairId: id.nullable(),
        name: z.string(),
        field: z.enum(REGISTER_FIELDS),
        here: z.string(),
        there: z.string(),
        obstacle: z.enum(CHANGE_OBSTACLES).nullable(),
        taken: z.boolean(),
      }),
    ),
  }),

  chooseImportChanges: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/register-imports/{importId}/choices',
    summary: 'Says of values that differ whether the file’s are to be taken; without it ours stay.',
    tag: 'registers',
    access,
    input: z.object({
      ...one,
      choices: z.array(z.object({ key: changeKey, take: z.boolean() })).max(200),
      /** Of all that can be taken, instead: all the file’s values, or none. */
      all: z.enum(['take', 'keep']).nullable().default(null),
      version: z.number().int().min(1),
    }),
    output: registerImport,
  }),
};
