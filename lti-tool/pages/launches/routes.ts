import { Router } from 'express';
import { z } from 'zod';
import { ROLES } from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import type {
  JournalledLaunch,
  LaunchFilters,
  LaunchReports,
} from '../../lti/journal/launch-report.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { resultWords, signOf, todoWords } from './launch-words.js';

const PERIODS = ['1', '7', '30'] as const;
const DAY_MS = 86_400_000;
const FILTERS = {
  outcome: z.enum(['entered', 'refused']).optional(),
  role: z.enum(ROLES).optional(),
  days: z.enum(PERIODS).optional(),
  /** The number of an error page, as somebody reads it out. */
  reference: z.string().trim().max(32).optional(),
  page: pageParameter,
};
type Filters = Omit<z.output<z.ZodObject<typeof FILTERS>>, 'page'>;

function reportsOf(deps: ShellDeps): LaunchReports {
  if (!deps.launches) throw new AppError('not_found', 'no journal of launches is kept');
  return deps.launches;
}

/** The filters as the journal takes them. */
function wanted(deps: ShellDeps, { days, reference, ...rest }: Filters): LaunchFilters {
  const since = days ? new Date(deps.clock.now() - Number(days) * DAY_MS).toISOString() : undefined;
  return { ...rest, since, reference: reference?.toLowerCase() };
}

/** Where a step after the launch does not name its course, the programme's only one is meant. */
const courseOf = (launch: JournalledLaunch, courses: readonly string[]): string =>
  launch.course ?? (courses.length === 1 ? (courses[0] as string) : '');

function rowModel(
  deps: ShellDeps,
  ctx: PageContext,
  launch: JournalledLaunch,
  courses: readonly string[],
) {
  const { t, fmt } = ctx;
  return {
    at: fmt.dateTime(launch.at),
    result: resultWords(t, launch.result),
    ...signOf(launch),
    ...todoWords(t, launch.result, deps.config.publicUrl),
    // Whoever was let in has no page that says a number.
    shown: launch.result === 'entered' ? '' : launch.reference,
    role: ctx.ref('role', launch.role),
    course: courseOf(launch, courses),
    kind: launch.kind === 'pick' ? t('launches.pick') : '',
    times: launch.times > 1 ? t('launches.times', { n: launch.times }) : '',
  };
}

function filterBar(ctx: PageContext, filters: Filters) {
  const { t } = ctx;
  const select = (name: string, value: string | undefined, options: readonly string[]) => ({
    name,
    value,
    all: t('list.all'),
    label: t(`launches.filter.${name}`),
    options: options.map((one) => ({
      value: one,
      label: name === 'role' ? ctx.ref('role', one) : t(`launches.${name}.${one}`),
    })),
  });
  return {
    path: 'launches',
    search: {
      name: 'reference',
      label: t('launches.filter.reference'),
      value: filters.reference,
    },
    selects: [
      select('outcome', filters.outcome, ['entered', 'refused']),
      select('role', filters.role, ROLES),
      { ...select('days', filters.days ?? '30', PERIODS), all: undefined },
    ],
    reset: Object.values(filters).some((value) => value !== undefined),
  };
}

const emptyModel = (ctx: PageContext, filters: Filters, total: number) => {
  const key =
    total > 0
      ? 'page'
      : filters.reference
        ? 'number'
        : Object.values(filters).some(Boolean)
          ? 'filter'
          : 'all';
  return {
    title: ctx.t(`launches.empty.${key}.title`),
    text: ctx.t(`launches.empty.${key}.text`),
    ...(key === 'all' ? {} : { action: { path: 'launches', label: ctx.t('list.reset') } }),
  };
};

async function show(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { page, ...filters } = readFilters(ctx, FILTERS);
  const reports = reportsOf(deps);
  const { programmeId } = ctx;
  const asked = wanted(deps, filters);
  const [list, counts, courses] = await Promise.all([
    reports.list(programmeId, { ...asked, page, pageSize: LIST_PAGE_SIZE }),
    reports.counts(programmeId, asked.since),
    reports.courses(programmeId),
  ]);
  ctx.render('launches/list', {
    lead: ctx.t('launches.lead', { ...counts, days: Number(filters.days ?? 30) }),
    download: { path: 'launches.xlsx', query: filters },
    filterBar: filterBar(ctx, filters),
    empty: emptyModel(ctx, filters, list.total),
    rows: list.rows.map((launch) => rowModel(deps, ctx, launch, courses)),
    pages: pagination(ctx, 'launches', filters, list),
  });
}

async function exportLaunches(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const reports = reportsOf(deps);
  const { t } = ctx;
  const courses = await reports.courses(ctx.programmeId);
  const asked = wanted(deps, filters);
  const launches = eachPage((page, pageSize) =>
    reports.list(ctx.programmeId, { ...asked, page, pageSize }),
  );
  const todo = (one: JournalledLaunch) => todoWords(t, one.result, deps.config.publicUrl);
  const columns = [
    {
      title: t('launches.when'),
      width: 18,
      value: (one: JournalledLaunch) => ({ at: ctx.fmt.local(one.at) }),
    },
    {
      title: t('launches.how'),
      width: 40,
      value: (one: JournalledLaunch) => resultWords(t, one.result),
    },
    {
      title: t('launches.role'),
      width: 20,
      value: (one: JournalledLaunch) => ctx.ref('role', one.role),
    },
    {
      title: t('launches.course'),
      width: 40,
      value: (one: JournalledLaunch) => courseOf(one, courses),
    },
    { title: t('launches.number'), width: 18, value: (one: JournalledLaunch) => one.reference },
    { title: t('launches.count'), value: (one: JournalledLaunch) => one.times },
    { title: t('launches.why'), width: 60, value: (one: JournalledLaunch) => todo(one).why },
    { title: t('launches.todo'), width: 60, value: (one: JournalledLaunch) => todo(one).todo },
  ];
  await sendXlsx(ctx, t('launches.title'), columns, launches);
}

/** «Входы»: how the launches into the programme's courses ended. */
export function launchRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/launches',
    page((ctx) => show(deps, ctx)),
  );
  router.get(
    '/launches.xlsx',
    page((ctx) => exportLaunches(deps, ctx)),
  );
  return router;
}
