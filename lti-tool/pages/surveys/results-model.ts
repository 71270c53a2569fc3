import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { Definition, Question } from '../../../service/api/questionnaire-definition.js';
import { FEWEST_SHOWN, type QuestionResult } from '../../../service/api/survey-results.js';
import type { SurveyWave } from '../../../service/api/survey-waves.js';
import type { PageContext, Query } from '../../web/context.js';
import type { Chart } from '../overview/charts.js';
import { formOptions } from '../pairs/options.js';
import { countRows } from './result-words.js';
import { inLocale, shareOf } from './wave-words.js';

export type Results = OutputOf<Contract['getWaveResults']>;
export interface ResultFilters {
  form?: SurveyWave['form'] | undefined;
  group?: string | undefined;
}

/** Their values have an order, which is read from left to right. */
const IN_ORDER: ReadonlySet<string> = new Set(['scale', 'number', 'date']);

/** People of a ranking that a chart shows; the workbook has all of them. */
const MOST_RANKED = 15;

/** «среднее 7,4 · ответили 31 из 34 (91 %)». */
function noteOf(
  ctx: PageContext,
  { n, mean, paperOnly }: QuestionResult,
  answered: number,
): string {
  const { t, fmt } = ctx;
  const rate = t('results.rate', {
    n: n ?? 0,
    of: answered,
    percent: answered === 0 ? '0 %' : fmt.percent((n ?? 0) / answered),
  });
  const words = [
    mean === null ? '' : t('results.mean', { mean: fmt.number(mean, 1) }),
    rate,
    paperOnly ? t('results.paperOnly') : '',
  ];
  return words.filter(Boolean).join(' · ');
}

function chartOf(
  ctx: PageContext,
  result: QuestionResult,
  options: Question['options'],
  head: { id: string; title: string; note: string },
): Chart | null {
  const { t, fmt } = ctx;
  if (!result.n || result.counts.length === 0) return null;
  const ranking = result.type === 'ranking';
  const all = countRows(ctx, result, options);
  const rows = ranking ? all.slice(0, MOST_RANKED) : all;
  const more = all.length - rows.length;
  return {
    ...head,
    note: more > 0 ? `${head.note} · ${t('results.moreRanked', { n: more })}` : head.note,
    kind: IN_ORDER.has(result.type) ? 'columns' : 'bars',
    labels: rows.map((row) => row.label),
    series: [
      { name: t(ranking ? 'results.named' : 'results.people'), values: rows.map((row) => row.n) },
    ],
    head: [
      t(ranking ? 'people.name' : 'results.answer'),
      t(ranking ? 'results.named' : 'results.people'),
      t(ranking ? 'results.first' : 'results.share'),
    ],
    rows: rows.map((row) => [
      { text: row.label },
      { text: fmt.number(row.n) },
      { text: ranking ? fmt.number(row.first ?? 0) : fmt.percent(row.share) },
    ]),
  };
}

/** One question: its chart, or in words why there is none. */
function questionModel(
  ctx: PageContext,
  result: QuestionResult,
  place: { at: number; answered: number; options: Question['options']; path: string; query: Query },
) {
  const title = `${place.at + 1}. ${inLocale(ctx, result.text)}`;
  const id = `q-${result.code}`;
  const hidden = result.n === null;
  const note = hidden ? '' : noteOf(ctx, result, place.answered);
  const texts = result.type === 'text' && !hidden && (result.n ?? 0) > 0;
  return {
    id,
    title,
    note,
    hidden,
    chart: chartOf(ctx, result, place.options, { id, title, note }),
    texts: texts ? ctx.url(`${place.path}/${result.code}`, place.query) : null,
    n: result.n ?? 0,
  };
}

/** The filters that a wave allows: any of a named one, its one breakdown of an anonymous one. */
export function resultFilterBar(
  ctx: PageContext,
  wave: SurveyWave,
  groups: readonly string[],
  filters: ResultFilters,
  path: string,
) {
  const { t } = ctx;
  const byForm = (!wave.anonymous || wave.breakdown === 'form') && wave.role !== 'curator';
  const byGroup = !wave.anonymous || wave.breakdown === 'group';
  const offered = [...new Set([...groups, ...(filters.group ? [filters.group] : [])])];
  const select = (name: string, label: string, options: { value: string; label: string }[]) => ({
    name,
    label,
    value: filters[name as keyof ResultFilters] ?? '',
    all: t('list.all'),
    options,
  });
  return {
    path,
    selects: [
      ...(byForm ? [select('form', t('pairs.form'), formOptions(ctx, filters.form))] : []),
      ...(byGroup && offered.length > 0
        ? [
            select(
              'group',
              t('people.group'),
              offered.map((value) => ({ value, label: value })),
            ),
          ]
        : []),
    ],
    reset: filters.form !== undefined || filters.group !== undefined,
  };
}

/** Why there are no figures, in words; '': there are. */
function whyNothing(ctx: PageContext, wave: SurveyWave, { shown, answered }: Results): string {
  if (shown === 'not_closed')
    return ctx.t('results.notClosed', { date: ctx.fmt.date(wave.endsOn) });
  if (shown === 'too_few')
    return ctx.t(answered < FEWEST_SHOWN ? 'results.tooFew' : 'results.tooFew.paper');
  return answered === 0 ? ctx.t('results.nobody') : '';
}

/** The page of a wave's results. @param definition what the wave asks, for the words of options */
export function resultsModel(
  ctx: PageContext,
  wave: SurveyWave,
  results: Results,
  definition: Definition,
  filters: ResultFilters,
  groups: readonly string[],
) {
  const path = `surveys/${wave.waveId}/results`;
  const query: Query = { form: filters.form, group: filters.group };
  const options = new Map(definition.questions.map((one) => [one.code, one.options]));
  const questions = results.questions.map((result, at) =>
    questionModel(ctx, result, {
      at,
      answered: results.answered,
      options: options.get(result.code) ?? [],
      path,
      query,
    }),
  );
  const why = whyNothing(ctx, wave, results);
  // Sheets that name nobody are not among those who are known to have answered.
  const { answered, missing, onPaper } = results;
  const share = shareOf(ctx, { answered: answered - onPaper, missing, onPaper });
  return {
    wave,
    lead: ctx.t('results.lead', {
      share: share.words,
      percent: share.percent || '0 %',
      paper: onPaper,
    }),
    filterBar: resultFilterBar(ctx, wave, groups, filters, path),
    why,
    questions: why === '' ? questions : [],
    anyHidden: questions.some((one) => one.hidden),
    parted: filters.form !== undefined || filters.group !== undefined,
    download: why === '' ? { path: `${path}.xlsx`, query } : undefined,
    answersXlsx:
      !wave.anonymous && results.answered > 0
        ? ctx.url(`surveys/${wave.waveId}/answers.xlsx`, query)
        : null,
  };
}
