import { z } from 'zod';
import { PAPER_KINDS } from './closing-reference.js';
import { id, idempotencyKey, isoDate, pageOf, paging, personRef, text } from './common.js';
import { endpoint } from './endpoint.js';
import { FORMS } from './reference.js';

const tag = 'closing';
const STAFF = ['coordinator', 'curator', 'head'] as const;
const version = z.coerce.number().int().min(0);
const inProgramme = { programmeId: id };
const atPair = { programmeId: id, pairId: id };
const count = z.number().int();

/** Pairs whose papers are issued at one time. */
export const MOST_PAIRS = 500;

/** A certificate or a letter of thanks, with what stands in it. */
export const closingPaper = z.object({
  paperId: id,
  kind: z.enum(PAPER_KINDS),
  pairId: id,
  personId: id,
  /** As it stands in the paper. */
  name: z.string(),
  /** Counted within the organisation, the kind and the year. */
  number: count,
  year: count,
  issuedOn: isoDate,
  form: z.enum(FORMS),
  startsOn: isoDate,
  endsOn: isoDate,
  meetings: count,
  minutes: count,
  revokedOn: isoDate.nullable(),
  revokedReason: z.string().nullable(),
  version: count,
});
export type ClosingPaper = z.infer<typeof closingPaper>;

export const closingPapers = {
  listClosingPapers: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/closing-papers',
    summary: 'Certificates and letters of thanks, the latest first.',
    tag,
    access: STAFF,
    input: z.object({
      ...inProgramme,
      kind: z.enum(PAPER_KINDS).optional(),
      state: z.enum(['valid', 'revoked']).optional(),
      pairId: id.optional(),
      paperId: id.optional(),
      search: text(100).optional(),
      ...paging,
    }),
    output: pageOf(closingPaper),
  }),

  listMyClosingPapers: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/pairs/{pairId}/closing/my-papers',
    summary: 'The caller’s own papers of a pair that hold.',
    tag,
    access: ['mentor', 'mentee'],
    input: z.object(atPair),
    output: z.object({ rows: z.array(closingPaper) }),
  }),

  issueClosingPapers: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/closing-papers',
    summary:
      'Issues certificates to mentees and thanks to mentors of pairs that are at their end; who holds one keeps it.',
    tag,
    access: ['coordinator'],
    input: z.object({
      ...inProgramme,
      /** Left out: of all pairs of the programme that are at their end. */
      pairIds: z.array(id).min(1, 'life.noPairs').max(MOST_PAIRS, 'life.tooManyPairs').optional(),
      kinds: z.array(z.enum(PAPER_KINDS)).min(1, 'closing.noKind'),
      /** Not in the future; the number is of its year. */
      issuedOn: isoDate,
      idempotencyKey,
    }),
    output: z.object({ issued: count, unchanged: count, frozen: count }),
  }),

  renameClosingPaper: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/closing-papers/{paperId}/name',
    summary: 'The name as it is to stand in the paper.',
    tag,
    access: ['coordinator'],
    input: z.object({
      ...inProgramme,
      paperId: id,
      name: text(200).pipe(z.string().min(1, 'required')),
      version,
    }),
    output: closingPaper,
  }),

  revokeClosingPaper: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/closing-papers/{paperId}/revocation',
    summary: 'Revokes a paper; its number stays taken.',
    tag,
    access: ['coordinator'],
    input: z.object({
      ...inProgramme,
      paperId: id,
      reason: text(500).pipe(z.string().min(1, 'required')),
      version,
    }),
    output: closingPaper,
  }),

  getClosingResults: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/pairs/{pairId}/closing/results',
    summary:
      '«Результаты программы» of both registers: what stands there, what the data would say.',
    tag,
    access: STAFF,
    input: z.object(atPair),
    output: z.object({
      mayWrite: z.boolean(),
      rows: z.array(
        z.object({
          person: personRef,
          side: z.enum(['mentor', 'mentee']),
          /** What stands in the register now. */
          current: z.string(),
          proposed: z.string(),
          /** It was written from here and nobody has changed it since. */
          ours: z.boolean(),
          /** The write that can be taken back; null: there is none. */
          writeId: id.nullable(),
          /** What would stand there again. */
          earlier: z.string(),
          frozen: z.boolean(),
        }),
      ),
    }),
  }),

  writeClosingResults: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/closing/results',
    summary: 'Writes results into the registers over what the caller saw there.',
    tag,
    access: ['coordinator', 'curator'],
    input: z.object({
      ...atPair,
      rows: z
        .array(
          z.object({
            personId: id,
            text: text(2000).pipe(z.string().min(1, 'required')),
            /** What stood there when it was decided. */
            seen: z.string().max(4000),
          }),
        )
        .min(1, 'people.noneChosen')
        .max(100, 'people.tooMany'),
      idempotencyKey,
    }),
    output: z.object({ written: count }),
  }),

  undoClosingResult: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/closing/results/{writeId}/undo',
    summary: 'Takes a write back, if nobody has changed the text since.',
    tag,
    access: ['coordinator', 'curator'],
    input: z.object({ ...atPair, writeId: id }),
    output: z.object({ restored: z.string() }),
  }),
};
