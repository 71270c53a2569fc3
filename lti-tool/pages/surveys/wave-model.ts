import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { SurveyWave } from '../../../service/api/survey-waves.js';
import type { PageContext, Query } from '../../web/context.js';
import type { FormView } from '../../web/forms.js';
import { pagination } from '../../web/list-filters.js';
import { periodWords, shareOf, waveState, whomWords } from './wave-words.js';

type People = OutputOf<Contract['listWavePeople']>;

/** What a coordinator can do with a wave now, each with what will happen. */
function stateActions(ctx: PageContext, wave: SurveyWave) {
  const { t } = ctx;
  const params = { n: wave.missing, date: ctx.fmt.date(wave.endsOn) };
  if (wave.state === 'draft')
    return [{ state: 'open', label: t('waves.open'), help: t('waves.open.help', params) }];
  if (wave.state !== 'closed') {
    const kind = wave.anonymous ? 'anonymous' : 'named';
    return [{ state: 'closed', label: t('waves.close'), help: t(`waves.close.${kind}`) }];
  }
  if (wave.anonymous) return [];
  return [{ state: 'open', label: t('waves.reopen'), help: t('waves.reopen.help', params) }];
}

function lead(ctx: PageContext, wave: SurveyWave): string {
  const { t, fmt } = ctx;
  const params = { n: wave.missing };
  switch (wave.state) {
    case 'draft':
      return t('waves.leadOf.draft', params);
    case 'planned':
      return t('waves.leadOf.planned', { ...params, date: fmt.near(wave.startsOn) });
    case 'open':
      return t('waves.leadOf.open', { ...params, date: fmt.near(wave.endsOn) });
    case 'closed':
      return t('waves.leadOf.closed');
  }
}

function facts(ctx: PageContext, wave: SurveyWave): { label: string; value: string }[] {
  const { t } = ctx;
  const breakdown =
    wave.breakdown === 'none' ? '' : `, ${ctx.ref('breakdown', wave.breakdown).toLowerCase()}`;
  return [
    { label: t('waves.whom'), value: whomWords(ctx, wave) },
    { label: t('waves.dates'), value: periodWords(ctx, wave) },
    {
      label: t('waves.whose'),
      value: t(wave.anonymous ? 'waves.anonymous.yes' : 'waves.anonymous.no') + breakdown,
    },
  ];
}

function peopleModel(ctx: PageContext, wave: SurveyWave, people: People, filters: Query) {
  const { t } = ctx;
  const path = `surveys/${wave.waveId}`;
  const submitted = filters['who'] === 'submitted';
  const query = { who: submitted ? 'submitted' : undefined, search: filters['search'] };
  return {
    submitted,
    filterBar: {
      path,
      search: { name: 'search', label: t('list.search'), value: filters['search'] },
      selects: [
        {
          name: 'who',
          label: t('waves.list'),
          value: filters['who'],
          all: null,
          options: [
            { value: 'missing', label: t('waves.people.missing', { n: wave.missing }) },
            { value: 'submitted', label: t('waves.people.submitted', { n: wave.answered }) },
          ],
        },
      ],
      reset: filters['search'] !== undefined,
      download: { path: `${path}/people.xlsx`, query },
    },
    rows: people.rows.map((one) => ({
      name: one.name,
      href: ctx.url(`participants/${one.personId}`),
      group: one.groupName ?? '',
      state: wave.anonymous ? '' : ctx.ref('answerState', one.answerState),
      answers: submitted && !wave.anonymous ? ctx.url(`${path}/people/${one.personId}`) : null,
    })),
    anyState: !wave.anonymous && !submitted,
    pages: pagination(ctx, path, query, people),
  };
}

/** The page of a wave: how far it is, what can be done, who has not answered. */
export function waveModel(
  ctx: PageContext,
  wave: SurveyWave,
  people: People,
  filters: Query,
  form: FormView,
) {
  const mayEdit = ctx.role === 'coordinator';
  return {
    wave,
    lead: lead(ctx, wave),
    state: waveState(ctx, wave.state),
    share: wave.state === 'draft' ? null : shareOf(ctx, wave),
    facts: facts(ctx, wave),
    questionnaireHref: ctx.url(`questionnaires/${wave.questionnaireId}/preview`, {
      number: wave.versionNumber,
    }),
    mayEdit,
    actions: mayEdit ? stateActions(ctx, wave) : [],
    chosenAction: form.value('state'),
    form,
    people: wave.state === 'draft' ? null : peopleModel(ctx, wave, people, filters),
    mayRemind: wave.state === 'open' && wave.missing > 0,
    mayExport: !wave.anonymous && wave.answered > 0,
  };
}
