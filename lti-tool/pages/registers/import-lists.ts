import { Router } from 'express';
import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { RegisterImport } from '../../../service/api/register-imports.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { idParam } from '../meetings/path-ids.js';
import { columnName, inWords } from './import-model.js';

type Person = OutputOf<Contract['listImportPeople']>['rows'][number];
type Change = OutputOf<Contract['listImportChanges']>['rows'][number];
type Kind = 'new' | 'known';

const KINDS = ['new', 'known'] as const;
/** People shown on the page of an import itself; all of them have a page of their own. */
const FIRST_PEOPLE = 10;

/** Path of the list of those whom a file names. */
const listPath = (importId: string): string => `registers/imports/${importId}/people`;

/** How the other side is called among whom a bare name is sought. */
const bySide = ({ register }: RegisterImport): 'mentors' | 'mentees' =>
  register === 'mentees' ? 'mentors' : 'mentees';

function personLine(ctx: PageContext, one: RegisterImport, person: Person) {
  const { t } = ctx;
  const { personId, name, knownName, birthYear, by, rows, rowCount } = person;
  const reason =
    by === 'name' ? t(`registers.by.name.${bySide(one)}`) : by && t(`registers.by.${by}`);
  return {
    name,
    href: personId === null ? null : ctx.url(`participants/${personId}`),
    known: knownName !== null && knownName !== name ? knownName : '',
    born: birthYear === null ? '' : t('registers.doubt.born', { year: String(birthYear) }),
    rows: t('registers.people.rows', {
      n: rowCount,
      rows: rows.join(', '),
      more: rowCount - rows.length,
    }),
    reason: reason ?? '',
    filled: person.filled.map((field) => ctx.ref('profileField', field)).join(', '),
  };
}
export type PersonLine = ReturnType<typeof personLine>;

/** The first of those who are new, or were recognised, with where all of them stand; null: there are none. */
export async function firstPeople(ctx: PageContext, one: RegisterImport, kind: Kind) {
  const { programmeId } = ctx;
  const { importId } = one;
  const found = await ctx.api.listImportPeople({
    programmeId,
    importId,
    kind,
    page: 1,
    pageSize: FIRST_PEOPLE,
  });
  if (found.total === 0) return null;
  return {
    kind,
    title: ctx.t(`registers.people.${kind}`, { n: found.total }),
    rows: found.rows.map((person) => personLine(ctx, one, person)),
    more: found.total > FIRST_PEOPLE ? ctx.url(listPath(importId), { kind }) : null,
    moreWords: ctx.t('registers.people.all', { n: found.total }),
  };
}

/** One value that differs, in words, with what can be done about it. */
export function changeLine(ctx: PageContext, one: RegisterImport, change: Change, index: number) {
  const { key, row, personId, pairId, name, field, here, there, obstacle, taken } = change;
  const href =
    obstacle === 'pair' || obstacle === 'dates'
      ? pairId && ctx.url(`pairs/${pairId}`)
      : personId && ctx.url(`participants/${personId}`);
  return {
    index,
    key,
    row,
    name,
    person: personId === null ? null : ctx.url(`participants/${personId}`),
    column: columnName(one, field),
    here: inWords(ctx, here),
    there: inWords(ctx, there),
    obstacle: obstacle === null ? '' : ctx.t(`registers.obstacle.${obstacle}`),
    href: obstacle === null || obstacle === 'row' ? null : href || null,
    taken,
  };
}

async function people(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { programmeId } = ctx;
  const importId = idParam(ctx, 'importId');
  const { page, kind } = readFilters(ctx, {
    page: pageParameter,
    kind: z.enum(KINDS).default('new'),
  });
  const one = await ctx.api.getRegisterImport({ programmeId, importId });
  const of = { programmeId, importId, kind, page, pageSize: LIST_PAGE_SIZE };
  const found = await ctx.api.listImportPeople(of);
  ctx.render('registers/import-people', {
    title: ctx.t(`registers.people.${kind}`, { n: found.total }),
    lead: ctx.t('registers.page.lead', {
      register: ctx.t(`registers.${one.register}`),
      n: one.totalRows,
    }),
    back: { path: `registers/imports/${importId}`, label: ctx.t(`registers.page.${one.state}`) },
    kind,
    rows: found.rows.map((person) => personLine(ctx, one, person)),
    pages: pagination(ctx, listPath(importId), { kind }, found),
  });
}

/** Whom a file names, in full. */
export function importListRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/registers/imports/:importId/people', page(people));
  return router;
}
