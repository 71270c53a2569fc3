import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, GRADE_DIFFERENCES } from '../../../service/api/index.js';
import { type PageContext, type Query, requireRole } from '../../web/context.js';
import type { GradebookReading, ShellDeps } from '../../web/deps.js';
import { fieldList, fieldText } from '../../web/forms.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { eachPage } from '../../web/xlsx.js';

type Differences = OutputOf<Contract['compareGrades']>;
type Difference = Differences['rows'][number];

const FILTERS = { kind: z.enum(GRADE_DIFFERENCES).optional(), page: pageParameter };
const SIGNS: Readonly<Record<Difference['kind'], string>> = {
  missing: '○',
  differs: '≠',
  ungraded: '–',
  unknown: '?',
};
/** As many as the service takes in one call. */
const RESEND_AT_ONCE = 500;

async function readGradebook(
  deps: ShellDeps,
  ctx: PageContext,
  again: boolean,
): Promise<GradebookReading> {
  const readAt = new Date(deps.clock.now()).toISOString();
  return (await deps.gradebook?.read(ctx.programmeId, again)) ?? { readAt, fault: 'no_column' };
}

const compared = (
  ctx: PageContext,
  { readAt, results }: Extract<GradebookReading, { results: unknown }>,
  wanted: { kind?: Difference['kind'] | undefined; page: number; pageSize: number },
): Promise<Differences> =>
  ctx.api.compareGrades({ programmeId: ctx.programmeId, readAt, results, ...wanted });

function rowModel(ctx: PageContext, row: Difference) {
  const { fmt, t } = ctx;
  const { personId, kind, theirs } = row;
  const value = theirs && {
    score: fmt.number(theirs.score, 2),
    maximum: fmt.number(theirs.maximum, 2),
  };
  return {
    id: personId,
    name: row.name ?? t('check.stranger', { subject: row.subject ?? '' }),
    href: personId !== null && kind !== 'ungraded' ? ctx.url(`progress/${personId}`) : null,
    ours: row.score === null ? '–' : fmt.number(row.score),
    theirs: value ? t('check.value', value) : '–',
    sign: SIGNS[kind],
    words: t(`check.is.${kind}`),
    again: kind === 'missing' || kind === 'differs',
  };
}

function filterBar({ t, fmt }: PageContext, counts: Differences['counts'], kind?: string) {
  const options = GRADE_DIFFERENCES.filter((one) => counts[one] > 0 || one === kind);
  return {
    path: 'sync/check',
    selects: [
      {
        name: 'kind',
        label: t('check.kind'),
        value: kind,
        all: t('list.all'),
        options: options.map((value) => ({
          value,
          label: `${t(`check.is.${value}`)} (${fmt.number(counts[value])})`,
        })),
      },
    ],
    reset: kind !== undefined,
  };
}

/** «Сверка»: where the gradebook differs from what was sent there. Reads, and changes nothing. */
export async function showCheck(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { kind, page } = readFilters(ctx, FILTERS);
  const reading = await readGradebook(deps, ctx, false);
  if ('fault' in reading) {
    ctx.render('sync/check', { lead: null, fault: reading.fault });
    return;
  }
  const { t, fmt } = ctx;
  const found = await compared(ctx, reading, { kind, page, pageSize: LIST_PAGE_SIZE });
  const { counts, equal, pending } = found;
  const different = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const empty = equal > 0 ? 'none' : 'nothing';
  ctx.render('sync/check', {
    lead: t('check.lead', { at: fmt.dateTime(reading.readAt), equal, different, pending }),
    fault: null,
    empty: { title: t(`check.${empty}.title`), text: t(`check.${empty}.text`) },
    kinds: GRADE_DIFFERENCES.filter((one) => counts[one] > 0).map((one) => ({
      title: t(`check.about.${one}.title`, { n: fmt.number(counts[one]) }),
      text: t(`check.about.${one}.text`),
    })),
    filterBar: filterBar(ctx, counts, kind),
    rows: found.rows.map((row) => rowModel(ctx, row)),
    missing: counts.missing,
    pages: pagination(ctx, 'sync/check', { kind } satisfies Query, found),
  });
}

/** Reads the gradebook anew. */
export async function checkAgain(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  await readGradebook(deps, ctx, true);
  ctx.redirect('sync/check');
}

/** Everybody whose score was found missing. */
async function missingPeople(deps: ShellDeps, ctx: PageContext): Promise<string[]> {
  const reading = await readGradebook(deps, ctx, false);
  if ('fault' in reading) return [];
  const people: string[] = [];
  const rows = eachPage((page, pageSize) =>
    compared(ctx, reading, { kind: 'missing', page, pageSize }),
  );
  for await (const page of rows) people.push(...page.flatMap((row) => row.personId ?? []));
  return people;
}

/** Sends again what was found to differ: one person's, or all that is missing. */
export async function resendFound(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const personIds =
    fieldText(body, 'kind') === 'missing'
      ? await missingPeople(deps, ctx)
      : fieldList(body, 'personId');
  const { programmeId } = ctx;
  let n = 0;
  for (let from = 0; from < personIds.length; from += RESEND_AT_ONCE) {
    const some = personIds.slice(from, from + RESEND_AT_ONCE);
    n += (await ctx.api.resendGrades({ programmeId, personIds: some })).queued;
  }
  ctx.redirect('sync/check', { kind: 'success', key: 'check.queued', params: { n } });
}
