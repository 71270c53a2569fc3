import { Router } from 'express';
import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import {
  type Contract,
  FORMS,
  SEVERITIES,
  SIGNAL_CODES,
  SIGNAL_STATES,
} from '../../../service/api/index.js';
import { type PairSignal, SIGNAL_READERS, type SignalItem } from '../../../service/api/signals.js';
import { type PageContext, type PageWrapper, type Query, requireRole } from '../../web/context.js';
import {
  isFiltered,
  LIST_PAGE_SIZE,
  pageParameter,
  pagination,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { type Column, eachPage, sendXlsx } from '../../web/xlsx.js';
import { formOptions } from '../pairs/options.js';
import { shortSides } from '../pairs/pair-words.js';
import { mayAct, severityWords, signalModel, signalWords, stateWords } from './signal-words.js';

type List = OutputOf<Contract['listSignals']>;

const FILTERS = {
  search: searchParameter,
  form: z.enum(FORMS).optional(),
  severity: z.coerce.number().int().min(1).max(3).optional(),
  code: z.enum(SIGNAL_CODES).optional(),
  state: z.enum(SIGNAL_STATES).optional(),
  page: pageParameter,
};

/** Names of people in the title of a row; the rest by their number. */
const fullNames = (ctx: PageContext, people: readonly { name: string }[]): string =>
  ctx.fmt.list(people.map(({ name }) => name));

function filterBar(ctx: PageContext, filters: Query) {
  const { t } = ctx;
  const select = (name: string, label: string, options: { value: string; label: string }[]) => ({
    name,
    label,
    value: filters[name] === undefined ? undefined : String(filters[name]),
    all: t('list.all'),
    options,
  });
  const [, ...away] = SIGNAL_STATES;
  return {
    path: 'signals',
    search: { name: 'search', label: t('pairs.search'), value: filters['search'] },
    selects: [
      select(
        'severity',
        t('signals.severity'),
        SEVERITIES.map((value) => ({ value: String(value), label: severityWords(ctx, value) })),
      ),
      select(
        'code',
        t('signals.code'),
        SIGNAL_CODES.map((value) => ({ value, label: ctx.ref('signalCode', value) })),
      ),
      select('form', t('pairs.form'), formOptions(ctx)),
      {
        ...select(
          'state',
          t('signals.state'),
          away.map((value) => ({ value, label: ctx.ref('signalState', value) })),
        ),
        all: ctx.ref('signalState', 'open'),
      },
    ],
    reset: isFiltered(filters),
  };
}

/** «Ждут Вас 12 пар: срочно – 2, важно – 5, на заметку – 5.» */
function leadOf({ t }: PageContext, { counts, total }: List, filtered: boolean): string {
  if (filtered) return t('signals.found', { n: total });
  const of = (severity: number) =>
    counts.bySeverity.find((one) => one.severity === severity)?.pairs ?? 0;
  return t('signals.lead', { n: counts.open, urgent: of(3), important: of(2), minor: of(1) });
}

/** Links to what is put aside, with how much there is. */
function asideLinks(ctx: PageContext, { counts }: List) {
  const numbers = { in_work: counts.inWork, snoozed: counts.snoozed, dismissed: counts.dismissed };
  return Object.entries(numbers)
    .filter(([, n]) => n > 0)
    .map(([state, n]) => ({
      href: ctx.url('signals', { state }),
      label: ctx.t(`signals.aside.${state}`, { n }),
    }));
}

function rowOf(ctx: PageContext, item: SignalItem) {
  const signals = item.signals.map((signal) => signalModel(ctx, signal, item));
  return {
    href: ctx.url(`pairs/${item.pairId}`),
    ...shortSides(ctx.t, item),
    fullNames: `${fullNames(ctx, item.mentors)} → ${fullNames(ctx, item.mentees)}`,
    form: ctx.ref('form', item.form),
    signals,
    steps: signals[0]?.steps.slice(0, 2) ?? [],
    act: ctx.url(`signals/${item.pairId}`),
  };
}

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...SIGNAL_READERS);
  const filters = readFilters(ctx, FILTERS);
  const { state, ...others } = filters;
  const found = await ctx.api.listSignals({
    programmeId: ctx.programmeId,
    ...others,
    state: state ?? 'open',
    pageSize: LIST_PAGE_SIZE,
  });
  const query = { ...filters, page: undefined };
  const bar = filterBar(ctx, query);
  ctx.render('signals/list', {
    lead: leadOf(ctx, found, bar.reset),
    filterBar: bar,
    download: { path: 'signals.xlsx', query },
    mayAct: mayAct(ctx),
    aside: asideLinks(ctx, found),
    rows: found.rows.map((item) => rowOf(ctx, item)),
    pages: pagination(ctx, 'signals', query, found),
  });
}

type Line = { item: SignalItem; signal: PairSignal };

function columns(ctx: PageContext): Column<Line>[] {
  const { t } = ctx;
  return [
    {
      title: t('signals.severity'),
      width: 14,
      value: ({ signal }) => severityWords(ctx, signal.severity),
    },
    { title: t('pairs.mentors'), width: 36, value: ({ item }) => fullNames(ctx, item.mentors) },
    { title: t('pairs.mentees'), width: 36, value: ({ item }) => fullNames(ctx, item.mentees) },
    { title: t('pairs.form'), width: 24, value: ({ item }) => ctx.ref('form', item.form) },
    {
      title: t('signals.code'),
      width: 30,
      value: ({ signal }) => ctx.ref('signalCode', signal.code),
    },
    {
      title: t('signals.why'),
      width: 60,
      value: ({ item, signal }) => signalWords(ctx, signal, item),
    },
    { title: t('signals.begun'), value: ({ signal }) => ({ date: signal.since }) },
    {
      title: t('signals.state'),
      width: 18,
      value: ({ signal }) => ctx.ref('signalState', signal.state),
    },
    { title: t('signals.done'), width: 50, value: ({ signal }) => stateWords(ctx, signal) },
    ...(mayAct(ctx)
      ? [
          {
            title: t('signals.note'),
            width: 50,
            value: ({ signal }: Line) => signal.done?.note ?? null,
          },
        ]
      : []),
  ];
}

async function exportList(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...SIGNAL_READERS);
  const { page: _page, state, ...filters } = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const lines = eachPage(async (page, pageSize) => {
    const found = await ctx.api.listSignals({
      programmeId,
      ...filters,
      state: state ?? 'open',
      page,
      pageSize,
    });
    return { rows: found.rows, total: found.total };
  });
  await sendXlsx(ctx, ctx.t('nav.section.signals'), columns(ctx), linesOf(lines));
}

/** A row for each of a pair's signals that meet the filter: they stand first. */
async function* linesOf(pages: AsyncIterable<readonly SignalItem[]>): AsyncGenerator<Line[]> {
  for await (const items of pages) {
    yield items.flatMap((item) =>
      item.signals.slice(0, item.matching).map((signal) => ({ item, signal })),
    );
  }
}

/** The work list. */
export function listRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/signals', page(list));
  router.get('/signals.xlsx', page(exportList));
  return router;
}
