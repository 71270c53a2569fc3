import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { FEWEST_SHOWN } from '../../../service/api/survey-results.js';
import type { SurveyWave } from '../../../service/api/survey-waves.js';
import type { PageContext, Query } from '../../web/context.js';
import type { FormView } from '../../web/forms.js';
import { pagination } from '../../web/list-filters.js';
import { type Askable, remindDaysWords } from './wave-form.js';
import { amongWords, periodWords, shareOf, waveState, wayWords, whomWords } from './wave-words.js';

type People = OutputOf<Contract['listWavePeople']>;

/** What a coordinator can do with a wave now, each with what will happen. */
function stateActions(ctx: PageContext, wave: SurveyWave) {
  const { t } = ctx;
  const { missing: n, missingGuests: guests } = wave;
  const params = { n, guests, online: n - guests, date: ctx.fmt.date(wave.endsOn) };
  if (wave.state === 'draft')
    return [{ state: 'open', label: t('waves.open'), help: t('waves.open.help', params) }];
  if (wave.state !== 'closed') {
    const kind = wave.anonymous ? 'anonymous' : 'named';
    return [{ state: 'closed', label: t('waves.close'), help: t(`waves.close.${kind}`) }];
  }
  if (wave.anonymous) return [];
  return [{ state: 'open', label: t('waves.reopen'), help: t('waves.reopen.help', params) }];
}

/** Nobody is asked, so nobody has answered either: those who were may have left the programme. */
const asksNobody = ({ answered, missing }: SurveyWave): boolean => answered + missing === 0;

function lead(ctx: PageContext, wave: SurveyWave): string {
  const { t, fmt } = ctx;
  const { missing: n, missingGuests: guests } = wave;
  const params = { n, guests, online: n - guests };
  switch (wave.state) {
    case 'draft':
      return t('waves.leadOf.draft', params);
    case 'planned':
      return t('waves.leadOf.planned', { ...params, date: fmt.near(wave.startsOn) });
    case 'open':
      return t(asksNobody(wave) ? 'waves.leadOf.nobody' : 'waves.leadOf.open', {
        ...params,
        date: fmt.near(wave.endsOn),
      });
    case 'closed':
      return t('waves.leadOf.closed');
  }
}

function facts(ctx: PageContext, wave: SurveyWave): { label: string; value: string }[] {
  const { t } = ctx;
  const breakdown =
    wave.breakdown === 'none' ? '' : `, ${ctx.ref('breakdown', wave.breakdown).toLowerCase()}`;
  return [
    {
      label: t('waves.whom'),
      value: [whomWords(ctx, wave), wave.listed ? t('waves.listed') : amongWords(ctx, wave)]
        .filter(Boolean)
        .join(', '),
    },
    { label: t('waves.dates'), value: periodWords(ctx, wave) },
    {
      label: t('waves.whose'),
      value: t(wave.anonymous ? 'waves.anonymous.yes' : 'waves.anonymous.no') + breakdown,
    },
    { label: t('waves.remindDays'), value: remindDaysWords(ctx, wave.remindDays) },
  ];
}

/** Whom a draft will not ask although they hold its role, and why; `choice`: a choice of the wave has it so. */
function leftOutWords(
  ctx: PageContext,
  wave: SurveyWave,
  askable: Askable | null,
): { words: string; choice: boolean }[] {
  const of = (which: SurveyWave['among']) => {
    const { online = 0, guests = 0 } = askable?.counts.find(({ among }) => among === which) ?? {};
    return { all: online + guests, guests };
  };
  const over = wave.among === 'current' ? of('everyone').all - of('current').all : 0;
  const guests = wave.guests ? 0 : of(wave.among).guests;
  const withdrawn = askable?.withdrawn ?? 0;
  return [
    { words: over > 0 ? ctx.t('waves.leftOut.over', { n: over }) : '', choice: true },
    { words: guests > 0 ? ctx.t('waves.leftOut.guests', { n: guests }) : '', choice: true },
    {
      words: withdrawn > 0 ? ctx.t('waves.leftOut.withdrawn', { n: withdrawn }) : '',
      choice: false,
    },
  ].filter(({ words }) => words !== '');
}

/** What to think of before a draft is opened. */
function warnings(ctx: PageContext, wave: SurveyWave, askable: Askable | null): string[] {
  if (wave.missing === 0) return [ctx.t('waves.warn.nobody')];
  if (wave.anonymous && wave.missing < FEWEST_SHOWN) return [ctx.t('waves.warn.few')];
  return (askable?.close ?? []).map(({ title, endsOn, differ }) =>
    ctx.t('waves.warn.close', { title, date: ctx.fmt.date(endsOn), n: differ }),
  );
}

/** The lists that can be chosen: whom a draft will ask, or who has answered and who has not. */
function listOptions(ctx: PageContext, wave: SurveyWave, who: unknown) {
  const { t } = ctx;
  const draft = wave.state === 'draft';
  const guests = wave.missingGuests > 0 || who === 'guests';
  return [
    {
      value: 'missing',
      label: t(draft ? 'waves.people.asked' : 'waves.people.missing', { n: wave.missing }),
    },
    ...(guests
      ? [{ value: 'guests', label: t('waves.people.guests', { n: wave.missingGuests }) }]
      : []),
    ...(draft
      ? []
      : [{ value: 'submitted', label: t('waves.people.submitted', { n: wave.answered }) }]),
  ];
}

/** Why a list has no rows. */
function emptyWords(ctx: PageContext, wave: SurveyWave, filters: Query): string {
  if (filters['search'] !== undefined) return ctx.t('list.nothing.text');
  if (filters['who'] === 'submitted') return ctx.t('waves.people.nobody');
  if (wave.state === 'draft' || asksNobody(wave)) return ctx.t('waves.people.noneAsked');
  return ctx.t(wave.missing > 0 ? 'list.nothing.text' : 'waves.people.everybody');
}

function personRow(ctx: PageContext, wave: SurveyWave, one: People['rows'][number]) {
  const { personId, name, groupName, hasAccount, answerState } = one;
  const mayLink = ctx.role === 'coordinator' && wave.state === 'open' && !hasAccount;
  return {
    name,
    href: ctx.url(`participants/${personId}`),
    group: groupName ?? '',
    state: wave.anonymous ? '' : ctx.ref('answerState', answerState),
    way: wayWords(ctx, one),
    link: mayLink ? ctx.url(`participants/${personId}/links/new`) : null,
    answers: wave.anonymous ? null : ctx.url(`surveys/${wave.waveId}/people/${personId}`),
  };
}

function peopleModel(ctx: PageContext, wave: SurveyWave, people: People, filters: Query) {
  const { t } = ctx;
  const path = `surveys/${wave.waveId}`;
  const { who, search } = filters;
  const submitted = who === 'submitted';
  const query = { who: who === 'missing' ? undefined : who, search };
  return {
    title: t(wave.state === 'draft' ? 'waves.people.whom' : 'waves.people'),
    submitted,
    filterBar: {
      path,
      search: { name: 'search', label: t('list.search'), value: search },
      selects: [
        {
          name: 'who',
          label: t('waves.list'),
          value: who,
          all: null,
          options: listOptions(ctx, wave, who),
        },
      ],
      reset: search !== undefined,
      download: { path: `${path}/people.xlsx`, query },
    },
    rows: people.rows.map((one) => personRow(ctx, wave, one)),
    empty: emptyWords(ctx, wave, filters),
    anyState: wave.state !== 'draft' && !wave.anonymous && !submitted,
    anyWay: !submitted && wave.state !== 'closed',
    anyAnswers: submitted && !wave.anonymous,
    pages: pagination(ctx, path, query, people),
  };
}

/** The page of a wave: how far it is, what can be done, who has not answered. */
export function waveModel(
  ctx: PageContext,
  wave: SurveyWave,
  people: People,
  { filters, form, askable }: { filters: Query; form: FormView; askable: Askable | null },
) {
  const draft = wave.state === 'draft';
  const mayEdit = ctx.role === 'coordinator';
  return {
    wave,
    lead: lead(ctx, wave),
    state: waveState(ctx, wave.state),
    share: draft ? null : shareOf(ctx, wave),
    facts: facts(ctx, wave),
    questionnaireHref: ctx.url(`questionnaires/${wave.questionnaireId}/preview`, {
      number: wave.versionNumber,
    }),
    mayEdit,
    mayKeepPaper: mayEdit && wave.state !== 'draft',
    actions: mayEdit ? stateActions(ctx, wave) : [],
    chosenAction: form.value('state'),
    form,
    leftOut: leftOutWords(ctx, wave, askable),
    warnings: draft ? warnings(ctx, wave, askable) : [],
    people: peopleModel(ctx, wave, people, filters),
    mayRemind: wave.state === 'open' && wave.missing > 0,
    mayExport: !wave.anonymous && wave.answered > 0,
  };
}
