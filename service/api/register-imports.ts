import { z } from 'zod';
import { id, idempotencyKey, isoDateTime, ok, pageOf, paging } from './common.js';
import { endpoint } from './endpoint.js';
import { DUPLICATE_REASONS } from './merges.js';
import { REGISTER_FIELDS, REGISTERS } from './register-columns.js';

export * from './register-titles.js';

export const IMPORT_STATES = ['draft', 'checked', 'running', 'done', 'undone'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** People in one file at most. */
export const IMPORT_ROWS = 10_000;
/** Rows sent at a time. */
export const ROWS_AT_ONCE = 250;
/** Ranges of merged cells: one a row, and some above. */
export const MERGED_AT_MOST = 10_020;
const COLUMNS_AT_MOST = 60;

/**
 * By what somebody of a file is known to be somebody of the programme: the very row of our register, the
 * name with the year of birth, with an e-mail or with a telephone, the only one of this name on that side,
 * or the coordinator's word.
 */
export const RECOGNISED_BY = ['row', 'name_year', 'email', 'phone', 'name', 'decision'] as const;
export type RecognisedBy = (typeof RECOGNISED_BY)[number];

/**
 * Why a file's value cannot stand in the place of ours: how a pair began or ended is changed on its page
 * (`pair`), the rules for its dates speak against it (`dates`), ours is told by a group (`group`), a year
 * would replace a whole date (`date`), an earlier row of the file says otherwise (`row`).
 */
export const CHANGE_OBSTACLES = ['pair', 'dates', 'group', 'date', 'row'] as const;
export type ChangeObstacle = (typeof CHANGE_OBSTACLES)[number];

const field = z.enum(REGISTER_FIELDS);
const column = z
  .number()
  .int()
  .min(0)
  .max(COLUMNS_AT_MOST - 1);
const mapping = z.partialRecord(field, column);
const cellText = z.string().max(4000);

const counts = z.object({
  rows: z.number().int(),
  /** Rows with something wrong. */
  problems: z.number().int(),
  /** People of whom is still to be said who they are. */
  doubts: z.number().int(),
  newPeople: z.number().int(),
  knownPeople: z.number().int(),
  newPairs: z.number().int(),
  knownPairs: z.number().int(),
  /** People who are known and get something that was not there; imports of before did not count the rest. */
  filled: z.number().int().default(0),
  /** Values of people who are known that differ in the file, and how many of them are to be taken. */
  changes: z.number().int().default(0),
  taken: z.number().int().default(0),
});
export type ImportCounts = z.infer<typeof counts>;

/** Why an import cannot be undone: what was written since, and of how many. */
const obstacle = z.object({ code: z.string(), n: z.number().int(), names: z.array(z.string()) });
export type UndoObstacle = z.infer<typeof obstacle>;

/** A later import that wrote something of the same people or pairs: it has to be undone before. */
const inWay = z.object({ importId: id, register: z.enum(REGISTERS), at: isoDateTime });
export type ImportInWay = z.infer<typeof inWay>;

export const registerImport = z.object({
  importId: id,
  register: z.enum(REGISTERS),
  state: z.enum(IMPORT_STATES),
  titles: z.array(z.string()),
  mapping,
  totalRows: z.number().int(),
  /** Rows that were gone through; while it runs. */
  progress: z.number().int(),
  /** It runs, but whoever wrote was not heard of for a while: it can be begun again. */
  stalled: z.boolean(),
  /** The last try to take it in broke off; nothing of it was written. */
  failed: z.boolean(),
  /** What was chosen to be taken over has changed since it was shown; nothing was written. */
  changedSince: z.boolean(),
  counts: counts.nullable(),
  at: isoDateTime,
  by: z.string().nullable(),
  undoneAt: isoDateTime.nullable(),
  version: z.number().int(),
});
export type RegisterImport = z.infer<typeof registerImport>;

const programme = { programmeId: id };
const one = { programmeId: id, importId: id };
const access = ['coordinator'] as const;
const version = z.number().int().min(1);

export const registerImports = {
  listRegisterImports: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/register-imports',
    summary: 'Registers that were taken in from a file, newest first.',
    tag: 'registers',
    access,
    input: z.object({ ...programme, ...paging }),
    output: pageOf(registerImport),
  }),

  createRegisterImport: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/register-imports',
    summary:
      'Begins to take in a register; its rows are sent next. The columns are guessed by titles.',
    tag: 'registers',
    access,
    input: z.object({
      ...programme,
      register: z.enum(REGISTERS),
      titles: z.array(z.string().max(500)).min(1, 'import.noTitles').max(COLUMNS_AT_MOST),
      idempotencyKey,
    }),
    output: registerImport,
  }),

  addRegisterRows: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/register-imports/{importId}/rows',
    summary: 'Adds rows of the file as they were read; the same rows again change nothing.',
    tag: 'registers',
    access,
    input: z.object({
      ...one,
      rows: z
        .array(
          z.object({
            number: z.number().int().min(1),
            cells: z.array(cellText).max(COLUMNS_AT_MOST),
            /** Columns whose cells hold a formula. */
            formulas: z.array(column).max(COLUMNS_AT_MOST).default([]),
          }),
        )
        .min(1)
        .max(ROWS_AT_ONCE),
    }),
    output: z.object({ totalRows: z.number().int() }),
  }),

  noteMergedCells: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/register-imports/{importId}/merged-cells',
    summary: 'Says which cells of the file are merged, once its rows are there.',
    tag: 'registers',
    access,
    input: z.object({
      ...one,
      merged: z
        .array(
          z.object({
            row: z.number().int().min(1),
            lastRow: z.number().int().min(1),
            column,
            lastColumn: column,
          }),
        )
        .max(MERGED_AT_MOST),
    }),
    output: ok,
  }),

  getRegisterImport: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/register-imports/{importId}',
    summary: 'How far an import is.',
    tag: 'registers',
    access,
    input: z.object(one),
    output: registerImport,
  }),

  checkRegisterImport: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/register-imports/{importId}/check',
    summary: 'Says which column is which, and checks every row; nothing is written of people.',
    tag: 'registers',
    access,
    input: z.object({ ...one, mapping, version }),
    output: registerImport,
  }),

  listImportProblems: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/register-imports/{importId}/problems',
    summary: 'Rows with what is wrong in which column.',
    tag: 'registers',
    access,
    input: z.object({ ...one, ...paging }),
    output: pageOf(
      z.object({
        number: z.number().int(),
        problems: z.array(
          z.object({
            field,
            value: z.string(),
            code: z.string(),
            params: z.record(z.string(), z.union([z.string(), z.number()])),
          }),
        ),
      }),
    ),
  }),

  listImportDoubts: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/register-imports/{importId}/doubts',
    summary: 'People of the file who may be somebody who is in the programme already.',
    tag: 'registers',
    access,
    input: z.object({ ...one, ...paging }),
    output: pageOf(
      z.object({
        key: z.string(),
        name: z.string(),
        birthYear: z.number().int().nullable(),
        /** The first rows in which they stand. */
        rows: z.array(z.number().int()),
        /** Who they are, or `new`; null: not said yet. */
        decision: z.string().nullable(),
        candidates: z.array(
          z.object({
            personId: id,
            name: z.string(),
            birthYear: z.number().int().nullable(),
            groupName: z.string().nullable(),
            reasons: z.array(z.enum(DUPLICATE_REASONS)),
          }),
        ),
      }),
    ),
  }),

  decideImportDoubts: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/register-imports/{importId}/decisions',
    summary: 'Says who people of the file are: somebody who is known, or new; then checks again.',
    tag: 'registers',
    access,
    input: z.object({
      ...one,
      decisions: z
        .array(z.object({ key: z.string().max(2000), choice: z.union([id, z.literal('new')]) }))
        .max(200),
      /** For all of whom nothing is said yet: the likeliest of those whom they may be, or new. */
      rest: z.enum(['same', 'new']).nullable().default(null),
      version,
    }),
    output: registerImport,
  }),

  runRegisterImport: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/register-imports/{importId}/run',
    summary:
      'Takes everything in, all or nothing; it goes on by itself and is asked for by getRegisterImport.',
    tag: 'registers',
    access,
    input: z.object({ ...one, version }),
    output: registerImport,
  }),

  listUndoObstacles: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/register-imports/{importId}/obstacles',
    summary:
      'Why an import cannot be undone, and which later imports stand in the way, the latest first; ' +
      'nothing: it can.',
    tag: 'registers',
    access,
    input: z.object(one),
    output: z.object({ obstacles: z.array(obstacle), imports: z.array(inWay) }),
  }),

  undoRegisterImport: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/register-imports/{importId}/undo',
    summary: 'Takes away all that an import wrote; refused where later work rests on it.',
    tag: 'registers',
    access,
    input: z.object({ ...one, version }),
    output: registerImport,
  }),

  dropRegisterImport: endpoint({
    method: 'DELETE',
    path: '/programmes/{programmeId}/register-imports/{importId}',
    summary: 'Lets go of a file that was not taken in.',
    tag: 'registers',
    access,
    input: z.object(one),
    output: ok,
  }),
};
