import type { MonthFigures } from '../../../service/api/monthly-feedback.js';
import { addDays } from '../../../shared/dates.js';
import type { PageContext, Query } from '../../web/context.js';
import { monthChart } from '../monthly/month-words.js';
import type { Overview, OverviewFilters } from './view-model.js';

export interface ChartCell {
  text: string;
  href?: string | undefined;
}

/** The model of `layout/chart`. */
export interface Chart {
  id: string;
  title: string;
  note?: string;
  kind: 'columns' | 'bars';
  labels: string[];
  series: { name: string; values: number[]; line?: boolean }[];
  head: string[];
  rows: ChartCell[][];
}

type Link = (path: string, query: Query) => string | undefined;

const sundayAfter = (monday: string) => addDays(monday, 6);

function weeks(ctx: PageContext, o: Overview, filters: OverviewFilters, link: Link): Chart {
  const { t, fmt } = ctx;
  return {
    id: 'chart-weeks',
    title: t('overview.chart.weeks'),
    note: t('overview.chart.weeksNote', { days: o.meetingEveryDays }),
    kind: 'columns',
    labels: o.byWeek.map((w) => fmt.date(w.week).slice(0, ctx.locale === 'ru' ? 5 : -5)),
    series: [
      { name: t('overview.meetings'), values: o.byWeek.map((w) => w.meetings) },
      {
        name: t('overview.due'),
        values: o.byWeek.map((w) => Math.round(w.due * 10) / 10),
        line: true,
      },
    ],
    head: [t('overview.week'), t('overview.meetings'), t('overview.due')],
    rows: o.byWeek.toReversed().map((w) => [
      { text: fmt.date(w.week) },
      {
        text: fmt.number(w.meetings),
        href: link('meetings', { form: filters.form, from: w.week, to: sundayAfter(w.week) }),
      },
      { text: fmt.number(w.due, 1) },
    ]),
  };
}

function states(ctx: PageContext, o: Overview, filters: OverviewFilters, link: Link): Chart {
  const { t, fmt } = ctx;
  return {
    id: 'chart-states',
    title: t('overview.chart.states'),
    kind: 'bars',
    labels: o.byState.map((s) => ctx.ref('pairState', s.state)),
    series: [{ name: t('overview.pairs'), values: o.byState.map((s) => s.pairs) }],
    head: [t('pairs.state'), t('overview.pairs')],
    rows: o.byState.map((s) => [
      { text: ctx.ref('pairState', s.state) },
      { text: fmt.number(s.pairs), href: link('pairs', { state: s.state, form: filters.form }) },
    ]),
  };
}

function forms(ctx: PageContext, o: Overview, filters: OverviewFilters, link: Link): Chart {
  const { t, fmt } = ctx;
  const period = { from: filters.from, to: filters.to };
  return {
    id: 'chart-forms',
    title: t('overview.chart.forms'),
    kind: 'bars',
    labels: o.byForm.map((f) => ctx.ref('form', f.form)),
    series: [{ name: t('overview.pairs'), values: o.byForm.map((f) => f.pairs) }],
    head: [t('pairs.form'), t('overview.pairs'), t('overview.meetings')],
    rows: o.byForm.map((f) => [
      { text: ctx.ref('form', f.form) },
      { text: fmt.number(f.pairs), href: link('pairs', { form: f.form, state: 'active' }) },
      { text: fmt.number(f.meetings), href: link('meetings', { form: f.form, ...period }) },
    ]),
  };
}

function topics(ctx: PageContext, o: Overview, filters: OverviewFilters, link: Link): Chart {
  const { t, fmt } = ctx;
  const used = o.byTopic.filter((entry) => entry.meetings > 0);
  const label = (topic: string | null) => (topic ? ctx.ref('topic', topic) : t('overview.noTopic'));
  const period = { form: filters.form, from: filters.from, to: filters.to };
  return {
    id: 'chart-topics',
    title: t('overview.chart.topics'),
    kind: 'bars',
    labels: used.map((entry) => label(entry.topic)),
    series: [{ name: t('overview.meetings'), values: used.map((entry) => entry.meetings) }],
    head: [t('overview.topic'), t('overview.meetings'), t('overview.hours')],
    rows: used.map((entry) => [
      { text: label(entry.topic) },
      {
        text: fmt.number(entry.meetings),
        href: entry.topic ? link('meetings', { topic: entry.topic, ...period }) : undefined,
      },
      { text: fmt.number(entry.minutes / 60, 1) },
    ]),
  };
}

function load(ctx: PageContext, o: Overview, link: Link): Chart {
  const { t, fmt } = ctx;
  const name = (n: number) => o.load[n]?.mentor?.name ?? t('overview.mentorNumber', { n: n + 1 });
  return {
    id: 'chart-load',
    title: t('overview.chart.load'),
    ...(o.loadTotal > o.load.length
      ? { note: t('overview.chart.loadNote', { n: o.load.length, total: o.loadTotal }) }
      : {}),
    kind: 'bars',
    labels: o.load.map((_, n) => name(n)),
    series: [{ name: t('overview.meetings'), values: o.load.map((entry) => entry.meetings) }],
    head: [
      t('overview.mentor'),
      t('overview.pairs'),
      t('overview.mentees'),
      t('overview.meetings'),
    ],
    rows: o.load.map((entry, n) => [
      {
        text: name(n),
        href: entry.mentor ? link('pairs', { personId: entry.mentor.personId }) : undefined,
      },
      { text: fmt.number(entry.pairs) },
      { text: fmt.number(entry.mentees) },
      { text: fmt.number(entry.meetings) },
    ]),
  };
}

/** The first chart stands beside what needs attention, the others below, two in a row. */
export function overviewCharts(
  ctx: PageContext,
  o: Overview,
  months: readonly MonthFigures[],
  filters: OverviewFilters,
) {
  const link: Link = (path, query) => (ctx.role === 'observer' ? undefined : ctx.url(path, query));
  return {
    weeks: weeks(ctx, o, filters, link),
    below: [
      states(ctx, o, filters, link),
      forms(ctx, o, filters, link),
      topics(ctx, o, filters, link),
      load(ctx, o, link),
      monthChart(ctx, months),
    ].filter((chart) => chart !== null && chart.rows.length > 0),
  };
}
