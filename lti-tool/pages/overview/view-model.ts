import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract, Form, Rhythm } from '../../../service/api/index.js';
import type { MonthFigures } from '../../../service/api/monthly-feedback.js';
import type { PairSignal } from '../../../service/api/signals.js';
import type { PageContext } from '../../web/context.js';
import { formOptions } from '../pairs/options.js';
import { shortSides } from '../pairs/pair-words.js';
import { signalModel } from '../signals/signal-words.js';
import { overviewCharts } from './charts.js';
import { disputesModel } from './disputes.js';

export type Overview = OutputOf<Contract['getOverview']>;
/** The head of the work list. */
export type Signals = OutputOf<Contract['listSignals']>;
export type OverviewFilters = {
  form?: Form | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

/** Who may not see names gets figures without links. */
export const seesNames = (ctx: PageContext): boolean => ctx.role !== 'observer';

const pairsOf = (overview: Overview, rhythm: Rhythm): number =>
  overview.byRhythm.find((entry) => entry.rhythm === rhythm)?.pairs ?? 0;

/** The one sentence that says how it goes. */
function stateSentence(ctx: PageContext, o: Overview): string {
  if (o.openPairs === 0) return ctx.t('overview.state.empty');
  return ctx.t('overview.state.pairs', {
    good: pairsOf(o, 'in_rhythm'),
    soon: pairsOf(o, 'attention'),
    open: o.openPairs,
    out: pairsOf(o, 'out'),
    fresh: pairsOf(o, 'none'),
  });
}

const fullNames = (ctx: PageContext, people: readonly { name: string }[]): string =>
  ctx.fmt.list(people.map((person) => person.name));

interface Figure {
  label: string;
  value: string;
  note: string;
  href: string | null;
}

function figures(ctx: PageContext, o: Overview, filters: OverviewFilters): Figure[] {
  const { t, fmt } = ctx;
  const unpaired = o.mentees - o.menteesInPairs;
  const link = (path: string, query: Record<string, string | undefined>) =>
    seesNames(ctx) ? ctx.url(path, query) : null;
  const period = { from: filters.from, to: filters.to };
  return [
    {
      label: t('overview.figure.mentees'),
      value: t('overview.ofTotal', { part: o.menteesInPairs, total: o.mentees }),
      note: t('overview.figure.unpaired', { n: Math.max(0, unpaired) }),
      href: link('participants', { role: 'mentee', pairing: unpaired > 0 ? 'unpaired' : 'paired' }),
    },
    {
      label: t('overview.figure.rhythm'),
      value: t('overview.ofTotal', { part: pairsOf(o, 'in_rhythm'), total: o.openPairs }),
      note: t('overview.figure.attention', { n: pairsOf(o, 'attention') }),
      href: link('pairs', { form: filters.form, rhythm: 'in_rhythm' }),
    },
    {
      label: t('overview.figure.meetings'),
      value: fmt.number(o.meetings),
      note: t('overview.figure.hours', { hours: fmt.number(Math.round(o.minutes / 60)) }),
      href: link('meetings', { form: filters.form, ...period }),
    },
    {
      label: t('overview.figure.rating'),
      value: o.rating.mean === null ? '–' : fmt.number(o.rating.mean, 1),
      note:
        o.rating.mean === null
          ? t('overview.figure.tooFew')
          : t('overview.figure.answers', { n: o.rating.answers }),
      href: link('meetings', { form: filters.form, confirmation: 'confirmed', ...period }),
    },
  ];
}

function filterBar(ctx: PageContext, o: Overview, filters: OverviewFilters) {
  return {
    path: 'overview',
    selects: [
      {
        name: 'form',
        label: ctx.t('pairs.form'),
        value: filters.form ?? '',
        all: ctx.t('list.all'),
        options: formOptions(ctx),
      },
    ],
    dates: [
      { name: 'from', label: ctx.t('overview.from'), value: filters.from ?? o.from },
      { name: 'to', label: ctx.t('overview.to'), value: filters.to ?? o.to },
    ],
    reset: filters.form !== undefined || filters.from !== undefined || filters.to !== undefined,
  };
}

/** The pairs that need somebody most, each with the worst that calls for it; null: the reader sees no names. */
function attentionModel(ctx: PageContext, list: Signals | null, filters: OverviewFilters) {
  if (list === null) return null;
  const { t } = ctx;
  return {
    rows: list.rows.map((item) => {
      const signals = item.signals.slice(0, item.matching);
      const worst = signalModel(ctx, signals[0] as PairSignal, item);
      const n = signals.length - 1;
      const { words } = worst;
      return {
        href: ctx.url(`pairs/${item.pairId}`),
        ...shortSides(t, item),
        fullNames: `${fullNames(ctx, item.mentors)} → ${fullNames(ctx, item.mentees)}`,
        colour: worst.colour,
        sign: worst.sign,
        severity: worst.severity,
        reason: n === 0 ? words : t('overview.signals.more', { words, n }),
      };
    }),
    all:
      list.total === 0
        ? null
        : {
            href: ctx.url('signals', { form: filters.form }),
            label: t('overview.signals.all', { n: list.total }),
          },
  };
}

/** Everything that `overview/show` needs, in words. */
export function overviewModel(
  ctx: PageContext,
  o: Overview,
  { signals, months }: { signals: Signals | null; months: readonly MonthFigures[] },
  filters: OverviewFilters,
) {
  const canMakePairs = ctx.role === 'coordinator' || ctx.role === 'curator';
  return {
    lead: stateSentence(ctx, o),
    action:
      canMakePairs && o.openPairs > 0
        ? { path: 'pairs/new', label: ctx.t('pairs.new'), icon: 'plus-lg' }
        : undefined,
    filterBar: filterBar(ctx, o, filters),
    /** What is wrong with the period that was typed; '': nothing. */
    periodProblem: '',
    figures: figures(ctx, o, filters),
    isEmpty: o.openPairs === 0 && o.meetings === 0,
    filtered: filters.form !== undefined,
    canMakePairs,
    people: o.mentors + o.mentees,
    help: canMakePairs ? o.openHelpRequests : 0,
    disputes: disputesModel(ctx, o, filters),
    attention: attentionModel(ctx, signals, filters),
    silent: o.withoutFeedback,
    pausesOver: o.pausesOver,
    silentDays: o.feedbackEveryDays,
    silentHref: ctx.url('pairs', { form: filters.form, sort: 'urgency', feedback: 'missing' }),
    charts: overviewCharts(ctx, o, months, filters),
  };
}

type OverviewModel = ReturnType<typeof overviewModel>;

/** The page for a period that ends before it begins: the whole year's figures, the typed dates kept. */
export function withReversedPeriod(
  ctx: PageContext,
  model: OverviewModel,
  typed: Pick<OverviewFilters, 'from' | 'to'>,
): OverviewModel {
  const dates = model.filterBar.dates.map((date) => ({
    ...date,
    value: (date.name === 'from' ? typed.from : typed.to) ?? '',
  }));
  return {
    ...model,
    filterBar: { ...model.filterBar, dates, reset: true },
    filtered: true,
    periodProblem: ctx.t('overview.period.reversed'),
  };
}
