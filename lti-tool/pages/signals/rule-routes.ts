import { Router } from 'express';
import { z } from 'zod';
import { isoDate } from '../../../service/api/common.js';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, FEWEST_FOR_SHARE, FORMS } from '../../../service/api/index.js';
import { type RulePrecision, SIGNAL_READERS } from '../../../service/api/signals.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { readFilters } from '../../web/list-filters.js';
import { type Column, sendXlsx } from '../../web/xlsx.js';
import { formOptions } from '../pairs/options.js';

type Precision = OutputOf<Contract['getSignalPrecision']>;

const FILTERS = {
  form: z.enum(FORMS).optional(),
  from: isoDate.optional(),
  to: isoDate.optional(),
};
type Filters = ReturnType<typeof readFilters<typeof FILTERS>>;

/** The figures asked for; of a period that runs backwards the whole year's, and the word that it does. */
async function read(
  ctx: PageContext,
  filters: Filters,
): Promise<{ found: Precision; reversed: boolean }> {
  const { programmeId } = ctx;
  try {
    return {
      found: await ctx.api.getSignalPrecision({ programmeId, ...filters }),
      reversed: false,
    };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    const { form } = filters;
    return { found: await ctx.api.getSignalPrecision({ programmeId, form }), reversed: true };
  }
}

function filterBar(ctx: PageContext, filters: Filters, found: Precision) {
  const { t } = ctx;
  return {
    path: 'signals/rules',
    selects: [
      {
        name: 'form',
        label: t('pairs.form'),
        value: filters.form ?? '',
        all: t('list.all'),
        options: formOptions(ctx),
      },
    ],
    dates: [
      { name: 'from', label: t('overview.from'), value: filters.from ?? found.from },
      { name: 'to', label: t('overview.to'), value: filters.to ?? found.to },
    ],
    reset: Object.values(filters).some((value) => value !== undefined),
  };
}

const shareWords = ({ t, fmt }: PageContext, { share, episodes }: RulePrecision): string => {
  if (share !== null) return fmt.percent(share / 100);
  return episodes === 0 ? '–' : t('signals.rules.tooFew', { n: FEWEST_FOR_SHARE });
};

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...SIGNAL_READERS);
  const filters = readFilters(ctx, FILTERS);
  const { found, reversed } = await read(ctx, filters);
  const sum = (of: (rule: RulePrecision) => number) =>
    found.rules.reduce((total, rule) => total + of(rule), 0);
  ctx.render('signals/rules', {
    lead: ctx.t('signals.rules.lead', {
      n: sum((rule) => rule.episodes),
      acted: sum((rule) => rule.acted),
    }),
    filterBar: filterBar(ctx, filters, found),
    download: { path: 'signals/rules.xlsx', query: filters },
    reversed,
    rows: found.rules.map((rule) => ({
      title: ctx.ref('signalCode', rule.code),
      what: ctx.t(`signals.rule.${rule.code}`),
      episodes: rule.episodes,
      href: ctx.url('signals', { code: rule.code }),
      acted: rule.acted,
      falseAlarms: rule.falseAlarms,
      byItself: rule.byItself,
      waiting: rule.waiting,
      share: shareWords(ctx, rule),
    })),
  });
}

function columns(ctx: PageContext): Column<RulePrecision>[] {
  const { t } = ctx;
  const number = (title: string, value: (rule: RulePrecision) => number | null) => ({
    title: t(title),
    width: 18,
    value,
  });
  return [
    { title: t('signals.code'), width: 36, value: (rule) => ctx.ref('signalCode', rule.code) },
    {
      title: t('signals.rules.what'),
      width: 70,
      value: (rule) => t(`signals.rule.${rule.code}`),
    },
    number('signals.rules.episodes', (rule) => rule.episodes),
    number('signals.rules.acted', (rule) => rule.acted),
    number('signals.rules.falseAlarms', (rule) => rule.falseAlarms),
    number('signals.rules.byItself', (rule) => rule.byItself),
    number('signals.rules.waiting', (rule) => rule.waiting),
    number('signals.rules.share', (rule) => rule.share),
  ];
}

async function exportRules(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...SIGNAL_READERS);
  const { found } = await read(ctx, readFilters(ctx, FILTERS));
  const pages = (async function* () {
    yield found.rules;
  })();
  await sendXlsx(ctx, ctx.t('signals.rules.title'), columns(ctx), pages);
}

/** How often each rule of signals was right. */
export function ruleRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/signals/rules', page(show));
  router.get('/signals/rules.xlsx', page(exportRules));
  return router;
}
