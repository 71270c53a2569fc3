import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { PageContext, Query } from '../../web/context.js';
import type { Translate } from '../../web/i18n.js';
import { pagination } from '../../web/list-filters.js';
import { formOptions, rhythmOptions, stateOptions } from './options.js';
import { feedbackWords, frozenWords, pauseWords, RHYTHM_SIGNS, reasonWords } from './pair-words.js';

type Answer = OutputOf<Contract['listPairs']>;

function filterBar(ctx: PageContext, filters: Query) {
  const { t } = ctx;
  const select = (name: string, label: string, options: { value: string; label: string }[]) => ({
    name,
    label,
    value: filters[name],
    all: t('list.all'),
    options,
  });
  const conditions = [
    'search',
    'form',
    'state',
    'rhythm',
    'feedback',
    'consent',
    'pause',
    'personId',
  ];
  return {
    path: 'pairs',
    search: { name: 'search', label: t('pairs.search'), value: filters['search'] },
    selects: [
      select('form', t('pairs.form'), formOptions(ctx)),
      select('state', t('pairs.state'), stateOptions(ctx)),
      select('rhythm', t('pairs.rhythm'), rhythmOptions(ctx)),
      select('feedback', t('pairs.feedback'), [
        { value: 'missing', label: t('pairs.feedback.missing') },
      ]),
      select('consent', t('pairs.consent'), [
        { value: 'withdrawn', label: t('pairs.consent.withdrawn') },
      ]),
      select('pause', t('life.pauseColumn'), [{ value: 'over', label: t('life.pauseOverFilter') }]),
      {
        name: 'sort',
        label: t('list.sort'),
        value: filters['sort'],
        all: null,
        options: ['title', 'urgency', '-lastMeeting', 'lastMeeting'].map((value) => ({
          value,
          label: t(`pairs.sort.${value}`),
        })),
      },
    ],
    hidden: filters['personId'] ? [{ name: 'personId', value: filters['personId'] }] : [],
    reset: conditions.some((name) => filters[name] !== undefined),
  };
}

function leadWords(t: Translate, n: number, person: string | null, narrowed: boolean): string {
  if (person) return t('pairs.lead.person', { n, name: person });
  return t(narrowed ? 'pairs.lead.narrowed' : 'pairs.lead', { n });
}

/** @param person name of the one whose pairs are shown; null: everybody's */
export function pairListModel(
  ctx: PageContext,
  answer: Answer,
  filters: Query,
  person: string | null,
) {
  const { t, fmt } = ctx;
  const query = {
    ...filters,
    sort: filters['sort'] === 'title' ? undefined : filters['sort'],
    page: undefined,
  };
  const bar = filterBar(ctx, filters);
  return {
    lead: leadWords(t, answer.total, person, bar.reset),
    mayMake: ctx.role === 'coordinator' || ctx.role === 'curator',
    filterBar: bar,
    download: { path: 'pairs.xlsx', query },
    rows: answer.rows.map((pair) => ({
      pairId: pair.pairId,
      href: ctx.url(`pairs/${pair.pairId}`),
      mentors: fmt.list(pair.mentors.map((m) => m.name)),
      mentees:
        pair.mentees.length > 2
          ? t('pairs.group', { n: pair.mentees.length })
          : fmt.list(pair.mentees.map((m) => m.name)),
      form: ctx.ref('form', pair.form),
      watched: pair.rhythm !== 'off',
      rhythm: pair.rhythm,
      sign: RHYTHM_SIGNS[pair.rhythm],
      rhythmWord:
        pair.rhythm === 'off' ? ctx.ref('pairState', pair.state) : ctx.ref('rhythm', pair.rhythm),
      reason:
        pair.rhythm === 'off'
          ? [pauseWords(ctx, pair), pair.stateReason].filter(Boolean).join('. ')
          : reasonWords(t, pair),
      pauseOver: pair.pause?.over ?? false,
      feedback: feedbackWords(t, pair),
      frozen: frozenWords(ctx, pair),
      last: pair.lastMeetingOn,
      lastWords: fmt.near(pair.lastMeetingOn),
      lastFull: fmt.date(pair.lastMeetingOn),
      held: pair.meetingsHeld,
    })),
    pages: pagination(ctx, 'pairs', query, answer),
  };
}
