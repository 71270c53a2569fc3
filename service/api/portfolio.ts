import { z } from 'zod';
import { id, idempotencyKey, isoDate, text } from './common.js';
import { line } from './contacts.js';
import { endpoint, givesFile, takesFile } from './endpoint.js';
import { fileFacts } from './files.js';
import { PORTFOLIO_KINDS } from './reference.js';

/** Staff read any mentor's portfolio; a mentor their own alone. */
const READERS = ['coordinator', 'curator', 'head', 'methodist', 'mentor'] as const;
/** The mentor writes their own, the coordinator anybody's. */
const WRITERS = ['coordinator', 'mentor'] as const;

/** An address that a browser opens as a page: no scripts, no files. */
const link = text(1000)
  .pipe(
    z.string().refine((value) => value === '' || /^https?:\/\/[^\s/]+/i.test(value), 'link.format'),
  )
  .nullable()
  .default(null);

export const portfolioFields = z.object({
  kind: z.enum(PORTFOLIO_KINDS),
  title: text(300).pipe(z.string().min(1, 'required')),
  happenedOn: isoDate.nullable().default(null),
  description: line(2000),
  link,
  fileId: id.nullable().default(null),
  /** The mentor lets mentees see it. */
  shown: z.boolean().default(false),
});
export type PortfolioFields = z.infer<typeof portfolioFields>;

export const portfolioEntry = portfolioFields.extend({
  entryId: id,
  file: fileFacts.nullable(),
  version: z.number().int(),
});
export type PortfolioEntry = z.infer<typeof portfolioEntry>;

const person = { programmeId: id, personId: id };
const version = z.coerce.number().int();

export const portfolio = {
  listPortfolio: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentors/{personId}/portfolio',
    summary: 'A mentor’s portfolio, newest first.',
    tag: 'selection',
    access: READERS,
    input: z.object(person),
    output: z.object({ name: z.string(), rows: z.array(portfolioEntry) }),
  }),

  addPortfolioEntry: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/mentors/{personId}/portfolio',
    summary: 'Adds to a portfolio; a file was kept within the last day.',
    tag: 'selection',
    access: WRITERS,
    input: portfolioFields.extend({ ...person, idempotencyKey }),
    output: portfolioEntry,
  }),

  updatePortfolioEntry: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/mentors/{personId}/portfolio/{entryId}',
    summary: 'Changes an entry.',
    tag: 'selection',
    access: WRITERS,
    input: portfolioFields.extend({ ...person, entryId: id, version }),
    output: portfolioEntry,
  }),

  removePortfolioEntry: endpoint({
    method: 'DELETE',
    path: '/programmes/{programmeId}/mentors/{personId}/portfolio/{entryId}',
    summary: 'Takes an entry out of a portfolio.',
    tag: 'selection',
    access: WRITERS,
    input: z.object({ ...person, entryId: id, version }),
    output: z.object({ ok: z.literal(true) }),
  }),

  keepPortfolioFile: takesFile({
    method: 'POST',
    path: '/programmes/{programmeId}/mentors/{personId}/portfolio-files',
    summary:
      'Keeps a document (pdf, jpeg or png of 10 MB at most) for the entry that will name it.',
    tag: 'selection',
    access: WRITERS,
    input: z.object(person),
    output: fileFacts.extend({ fileId: id }),
  }),

  getPortfolioFile: givesFile({
    method: 'GET',
    path: '/programmes/{programmeId}/mentors/{personId}/portfolio/{entryId}/file',
    summary: 'The document of an entry.',
    tag: 'selection',
    access: READERS,
    input: z.object({ ...person, entryId: id }),
    output: fileFacts.extend({ title: z.string() }),
  }),
};
