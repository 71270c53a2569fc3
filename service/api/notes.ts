import { z } from 'zod';
import { id, idempotencyKey, isoDateTime, personRef, text } from './common.js';
import { endpoint } from './endpoint.js';

/** Who writes notes, and reads those that are shared; never those whom they are about. */
export const NOTE_WRITERS = ['coordinator', 'curator'] as const;

const NOTE_LENGTH = 2000;
const inProgramme = { programmeId: id };
/** A pair or a person: one of the two. */
const about = { pairId: id.optional(), personId: id.optional() };
const fields = {
  text: text(NOTE_LENGTH).pipe(z.string().min(1, 'required')),
  /** False: for the author alone. True: coordinator and curators read it too. */
  shared: z.boolean().default(false),
};
const tag = 'notes';
const version = z.coerce.number().int();

const note = z.object({
  noteId: id,
  text: z.string(),
  shared: z.boolean(),
  author: personRef,
  mine: z.boolean(),
  at: isoDateTime,
  /** Null: as it was written. */
  changedAt: isoDateTime.nullable(),
  version: z.number().int(),
});
export type StaffNote = z.infer<typeof note>;

export const notes = {
  listNotes: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/notes',
    summary: 'Notes on a pair or a person: one’s own, and those of others that are shared.',
    tag,
    access: NOTE_WRITERS,
    input: z.object({ ...inProgramme, ...about }),
    output: z.object({
      /** The latest first. */
      rows: z.array(note),
      /** A consent was withdrawn: nothing is shown or written. */
      frozen: z.boolean(),
    }),
  }),

  addNote: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/notes',
    summary: 'Writes a note on a pair or a person, for oneself or shared.',
    tag,
    access: NOTE_WRITERS,
    input: z.object({ ...inProgramme, ...about, ...fields, idempotencyKey }),
    output: z.object({ noteId: id }),
  }),

  changeNote: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/notes/{noteId}',
    summary: 'Changes a note of one’s own, or with whom it is shared.',
    tag,
    access: NOTE_WRITERS,
    input: z.object({ ...inProgramme, noteId: id, ...fields, version }),
    output: z.object({ noteId: id, version: z.number().int() }),
  }),

  withdrawNote: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/notes/{noteId}/withdrawal',
    summary: 'Takes a note of one’s own away: its text is removed.',
    tag,
    access: NOTE_WRITERS,
    input: z.object({ ...inProgramme, noteId: id, version }),
    output: z.object({ noteId: id }),
  }),
};
