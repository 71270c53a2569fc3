import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, SURVEY_ROLES, WAVE_STATES } from '../../../service/api/index.js';
import type { SurveyWave } from '../../../service/api/survey-waves.js';
import type { PageContext, Query } from '../../web/context.js';
import { pagination } from '../../web/list-filters.js';
import { formOptions } from '../pairs/options.js';
import { periodWords, shareOf, waveState, whomWords } from './wave-words.js';

type Answer = OutputOf<Contract['listWaves']>;

function filterBar(ctx: PageContext, filters: Query) {
  const { t } = ctx;
  const select = (name: string, label: string, options: { value: string; label: string }[]) => ({
    name,
    label,
    value: filters[name],
    all: t('list.all'),
    options,
  });
  return {
    path: 'surveys',
    selects: [
      select(
        'state',
        t('waves.state'),
        WAVE_STATES.map((value) => ({ value, label: ctx.ref('waveState', value) })),
      ),
      select(
        'role',
        t('waves.whom'),
        SURVEY_ROLES.map((value) => ({ value, label: t(`waves.whom.${value}`) })),
      ),
      select('form', t('pairs.form'), formOptions(ctx)),
    ],
    reset: ['state', 'role', 'form'].some((name) => filters[name] !== undefined),
  };
}

/** The one sentence: how far those are that go on now. */
function leadWords(ctx: PageContext, open: Answer, total: number): string {
  const { t, fmt } = ctx;
  const { rows } = open;
  if (rows.length === 0) return total === 0 ? t('waves.lead.none') : t('waves.lead.quiet');
  const answered = rows.reduce((sum, wave) => sum + wave.answered, 0);
  const asked = rows.reduce((sum, wave) => sum + wave.answered + wave.missing, 0);
  const soonest = rows.map((wave) => wave.endsOn).sort()[0];
  return t('waves.lead.open', {
    n: open.total,
    answered,
    asked,
    percent: asked === 0 ? '0' : fmt.percent(answered / asked),
    date: fmt.near(soonest ?? null),
  });
}

const rowOf = (ctx: PageContext, wave: SurveyWave) => ({
  href: ctx.url(`surveys/${wave.waveId}`),
  title: wave.title,
  whom: whomWords(ctx, wave),
  period: periodWords(ctx, wave),
  state: waveState(ctx, wave.state),
  anonymous: wave.anonymous,
  share: wave.state === 'draft' ? null : shareOf(ctx, wave),
});

/** @param open the waves that go on now, whatever the filters */
export function waveListModel(ctx: PageContext, answer: Answer, open: Answer, filters: Query) {
  return {
    lead: leadWords(ctx, open, answer.total),
    mayMake: ctx.role === 'coordinator',
    filterBar: filterBar(ctx, filters),
    rows: answer.rows.map((wave) => rowOf(ctx, wave)),
    pages: pagination(ctx, 'surveys', { ...filters, page: undefined }, answer),
  };
}
