import { z } from 'zod';

function exists(date: string): boolean {
  const moment = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date);
}

/** A calendar date as `YYYY-MM-DD` that exists (no 30 February). */
export const isoDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'date.format')
  .refine(exists, 'date.format');

/** A moment in UTC, ISO 8601. */
export const isoDateTime = z.iso.datetime();

export const id = z.uuid('id.format');

/** A whole number that may come as text from a query string. */
export const intFromQuery = (min: number, max: number) =>
  z.coerce
    .number('number.format')
    .int('number.format')
    .min(min, 'number.range')
    .max(max, 'number.range');

/** Joiners, fillers and blanks of Braille alone would be shown as nothing. */
const SEEN = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether anything of a text is seen when it is shown. */
export const isSeen = (s: string): boolean => SEEN.test(s);

/** Text as it is kept: trimmed, no control characters but line breaks; '' where nothing of it is seen. */
export const cleanText = (s: string): string => {
  const clean = s
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .trim();
  return isSeen(clean) ? clean : '';
};

/** Free text: trimmed, no control characters but line breaks, with a greatest length in characters. */
export const text = (max: number) =>
  z.string().transform(cleanText).pipe(z.string().max(max, 'text.tooLong'));

/** Every write that a form makes carries one: sent twice, written once. */
export const idempotencyKey = z
  .string()
  .min(8)
  .max(64)
  .regex(/^[\w-]+$/)
  .optional();

export const MAX_PAGE_SIZE = 1000;

/** The paging part of every list's input. Pages start at 1. */
export const paging = {
  page: intFromQuery(1, 100_000).default(1),
  pageSize: intFromQuery(1, MAX_PAGE_SIZE).default(50),
};

/** The output of every list: the rows of the page, and how many rows there are in all. */
export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({
    rows: z.array(row),
    total: z.number().int(),
    page: z.number().int(),
    pageSize: z.number().int(),
  });
}

/** A person as others see one: never more than a name and where to find them. */
export const personRef = z.object({ personId: id, name: z.string() });
export type PersonRef = z.infer<typeof personRef>;

/** The short names of a pair's people, of which pages compose its title in their language. */
export const pairShortNames = z.object({
  mentors: z.array(z.string()),
  mentees: z.array(z.string()),
});

export const ok = z.object({ ok: z.literal(true) });
