import { z } from 'zod';
import type { PageContext, Query } from './context.js';

/** An address whose parameters mean nothing: the error page names them (400). */
export class BadAddress extends Error {
  /** @param names parameters that could not be read */
  constructor(readonly names: readonly string[]) {
    super(`malformed parameters: ${names.join(', ')}`);
    this.name = 'BadAddress';
  }
}

/** A page of a list behind its last one, as an old bookmark may name: the reader is sent to the last. */
export class PastTheEnd extends Error {
  /** @param href address of the last page, with the same filters */
  constructor(readonly href: string) {
    super('a page behind the last one');
    this.name = 'PastTheEnd';
  }
}

/** Page size of the lists; the exports ask for more at a time. */
export const LIST_PAGE_SIZE = 50;

/** The `page` parameter of every list. */
export const pageParameter = z.coerce.number().int().min(1).max(100_000).default(1);

/** Free search text in an address. */
export const searchParameter = z.string().trim().max(100).optional();

/** Whether a list shows a part of what there is: any filter but page and order. */
export const isFiltered = (filters: Query): boolean =>
  Object.entries(filters).some(
    ([name, value]) => name !== 'page' && name !== 'sort' && value !== undefined,
  );

/** zod compiles a schema when it first parses: one schema for each list, not one for each request. */
const schemas = new WeakMap<z.ZodRawShape, z.ZodObject>();

function schemaOf<S extends z.ZodRawShape>(shape: S): z.ZodObject<S> {
  const known = schemas.get(shape);
  if (known) return known as z.ZodObject<S>;
  const schema = z.object(shape);
  schemas.set(shape, schema as unknown as z.ZodObject);
  return schema;
}

/**
 * Reads the filters of a list from the address. An empty value is no filter (forms send empty
 * fields), of a repeated one the last counts, unknown parameters are ignored.
 * @throws BadAddress when a value is malformed
 */
export function readFilters<S extends z.ZodRawShape>(
  ctx: PageContext,
  shape: S,
): z.output<z.ZodObject<S>> {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(shape)) {
    const raw = ctx.req.query[name];
    const value = Array.isArray(raw) ? raw.at(-1) : raw;
    if (value !== undefined && value !== '') given[name] = value;
  }
  const parsed = schemaOf(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  throw new BadAddress([...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))]);
}

export interface Pagination {
  page: number;
  pages: number;
  total: number;
  from: number;
  to: number;
  /** Pages with links; null stands for a gap. */
  links: ({ page: number; href: string; current: boolean } | null)[];
  previous: string | null;
  next: string | null;
}

const shownPages = (page: number, pages: number) =>
  [...new Set([1, page - 1, page, page + 1, pages])].filter((n) => n >= 1 && n <= pages);

/**
 * The model of `layout/pagination`.
 * @param filters the list's filters, kept in every link
 * @throws PastTheEnd when the list is not empty but has no such page
 */
export function pagination(
  ctx: PageContext,
  path: string,
  filters: Query,
  list: { page: number; pageSize: number; total: number },
): Pagination {
  const pages = Math.max(1, Math.ceil(list.total / list.pageSize));
  const href = (page: number) => ctx.url(path, { ...filters, page: page === 1 ? null : page });
  if (list.page > pages && list.total > 0) throw new PastTheEnd(href(pages));
  const links: Pagination['links'] = [];
  let last = 0;
  for (const page of shownPages(list.page, pages).sort((a, b) => a - b)) {
    if (page > last + 1) links.push(null);
    links.push({ page, href: href(page), current: page === list.page });
    last = page;
  }
  return {
    page: list.page,
    pages,
    total: list.total,
    from: list.total === 0 ? 0 : (list.page - 1) * list.pageSize + 1,
    to: Math.min(list.page * list.pageSize, list.total),
    links,
    previous: list.page > 1 ? href(list.page - 1) : null,
    next: list.page < pages ? href(list.page + 1) : null,
  };
}
