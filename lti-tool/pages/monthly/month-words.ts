import type { MonthFigures, OwnMonth } from '../../../service/api/monthly-feedback.js';
import type { PageContext } from '../../web/context.js';
import { monthName } from '../calendar/day-words.js';

/** «октябрь 2026», as it stands inside a sentence. */
export const monthWords = ({ locale }: Pick<PageContext, 'locale'>, month: string): string => {
  const name = monthName(locale, month);
  return locale === 'ru' ? name.toLowerCase() : name;
};

/** The five steps of a question as big buttons: the figure with its word below. */
export const stepOptions = (
  { ref }: Pick<PageContext, 'ref'>,
  list: 'monthlyRelation' | 'monthlyUseful',
) =>
  [1, 2, 3, 4, 5].map((step) => ({
    value: String(step),
    label: String(step),
    help: ref(list, String(step)),
  }));

/** «4, хорошо». */
export const stepWords = (
  { ref }: Pick<PageContext, 'ref'>,
  list: 'monthlyRelation' | 'monthlyUseful',
  step: number,
): string => `${step}, ${ref(list, String(step))}`;

/** The months of the reader’s pairs that wait for an answer. */
export const unanswered = (rows: readonly OwnMonth[]): OwnMonth[] =>
  rows.filter(({ answer }) => answer === null);

/** How the months went, as a chart with its table; null: nobody has said anything yet. */
export function monthChart(ctx: PageContext, months: readonly MonthFigures[]) {
  if (months.length === 0) return null;
  const { t, fmt } = ctx;
  const mean = (value: number | null) => (value === null ? '–' : fmt.number(value, 1));
  const reads = ctx.role === 'coordinator' || ctx.role === 'curator';
  return {
    id: 'chart-months',
    title: t('monthly.chart.title'),
    note: t('monthly.chart.note'),
    kind: 'columns' as const,
    labels: months.map(({ month }) => monthWords(ctx, month).split(' ')[0] as string),
    series: [
      {
        name: t('monthly.chart.mentors'),
        values: months.map(({ relation }) => relation.mentor ?? 0),
      },
      {
        name: t('monthly.chart.mentees'),
        values: months.map(({ relation }) => relation.mentee ?? 0),
      },
    ],
    head: [
      t('monthly.month'),
      t('monthly.chart.mentors'),
      t('monthly.chart.mentees'),
      t('monthly.useful'),
      t('monthly.chart.answered'),
    ],
    rows: months.toReversed().map((one) => [
      {
        text: monthWords(ctx, one.month),
        href: reads ? ctx.url('monthly', { month: one.month }) : undefined,
      },
      { text: mean(one.relation.mentor) },
      { text: mean(one.relation.mentee) },
      { text: mean(one.useful) },
      { text: t('overview.ofTotal', { part: one.answered, total: one.asked }) },
    ]),
  };
}
