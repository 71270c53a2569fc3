import { z } from 'zod';
import { id, idempotencyKey, isoDate, personRef } from './common.js';
import { endpoint } from './endpoint.js';
import { PAIR_STATES } from './reference.js';

const WRITERS = ['mentor', 'coordinator', 'curator'] as const;

/** Rows of a sheet: what one side of A4 holds, written by hand. */
export const DIARY_ROWS = 8;
/** Sheets that are made in one go: a tray of a printer. */
export const MOST_DIARY_SHEETS = 40;

const sheet = z.object({
  /** Eight digits. */
  code: z.string(),
  pairId: id,
  /** As stored: a group is named in Russian; `titleInWords` says it in another language. */
  pairTitle: z.string(),
  mentors: z.array(personRef),
  mentees: z.array(personRef),
  rowCount: z.number().int(),
});
export type DiarySheet = z.infer<typeof sheet>;

export const diarySheets = {
  makeDiarySheets: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/diary-sheets',
    summary:
      'Makes a sheet of paper with a code for each of these pairs, on which meetings are written by hand. A ' +
      'mentor for their own pairs, staff for those that they see.',
    tag: 'meetings',
    access: WRITERS,
    input: z.object({
      programmeId: id,
      pairIds: z.array(id).min(1, 'diary.none').max(MOST_DIARY_SHEETS, 'diary.tooMany'),
      idempotencyKey,
    }),
    output: z.object({ batchId: id }),
  }),

  getDiarySheets: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/diary-sheets/batches/{batchId}',
    summary: 'Sheets that were made together, for printing.',
    tag: 'meetings',
    access: WRITERS,
    input: z.object({ programmeId: id, batchId: id }),
    output: z.object({ sheets: z.array(sheet) }),
  }),

  findDiarySheet: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/diary-sheets/{code}',
    summary:
      'The sheet of a code that was typed off it, and which of its rows the log has. A code with a wrong or ' +
      'swapped digit is told from one that does not exist.',
    tag: 'meetings',
    access: WRITERS,
    input: z.object({
      programmeId: id,
      /** Digits, spaces and dashes. */
      code: z.string().max(40),
    }),
    output: sheet.extend({
      pairState: z.enum(PAIR_STATES),
      entered: z.array(z.object({ row: z.number().int(), meetingId: id, heldOn: isoDate })),
    }),
  }),
};
