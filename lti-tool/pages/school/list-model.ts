import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, FORMS, SCHOOL_STATES } from '../../../service/api/index.js';
import type { SchoolSession } from '../../../service/api/school.js';
import type { PageContext, Query } from '../../web/context.js';
import { isFiltered, pageParameter, pagination, searchParameter } from '../../web/list-filters.js';
import type { Column } from '../../web/xlsx.js';
import { formOptions } from '../pairs/options.js';
import { isKeeper } from './roles.js';
import { audienceWords, presentWords, stateWords, whenWords } from './session-words.js';

type List = OutputOf<Contract['listSchoolSessions']>;
type Mentors = OutputOf<Contract['listSchoolMentors']>;
type Needs = OutputOf<Contract['getSchoolNeeds']>['survey'];

export const SESSION_FILTERS = {
  search: searchParameter,
  state: z.enum(SCHOOL_STATES).optional(),
  form: z.enum(FORMS).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  page: pageParameter,
};

/** Wishes that the school's page shows. */
const TOP_WISHES = 5;

function filterBar(ctx: PageContext, filters: Query) {
  const { t } = ctx;
  return {
    path: 'school',
    search: { name: 'search', label: t('school.search'), value: filters['search'] },
    selects: [
      {
        name: 'state',
        label: t('school.state'),
        value: filters['state'],
        all: t('list.all'),
        options: SCHOOL_STATES.map((value) => ({ value, label: ctx.ref('schoolState', value) })),
      },
      {
        name: 'form',
        label: t('school.form'),
        value: filters['form'],
        all: t('list.all'),
        options: formOptions(ctx),
      },
    ],
    dates: [
      { name: 'from', label: t('school.from'), value: filters['from'] },
      { name: 'to', label: t('school.to'), value: filters['to'] },
    ],
    reset: isFiltered(filters),
  };
}

/** «Обучены 3 наставника из 6», or that nothing is asked of them. */
function leadOf(ctx: PageContext, { counts, rule }: Mentors): string {
  const asked = rule.sessions !== null || rule.minutes !== null;
  return ctx.t(asked ? 'school.lead' : 'school.leadNoRule', {
    n: counts.trained,
    of: counts.mentors,
  });
}

export function needsModel(ctx: PageContext, needs: Needs) {
  if (needs === null) return null;
  const { t, fmt } = ctx;
  return {
    waveHref: ctx.role === 'methodist' ? null : ctx.url(`surveys/${needs.waveId}`),
    words: t(needs.open ? 'school.needs.open' : 'school.needs.closed', {
      n: needs.answered,
      of: needs.answered + needs.missing,
      date: fmt.date(needs.endsOn),
    }),
    open: needs.open,
    why: needs.shown === 'yes' ? '' : t(`school.needs.${needs.shown}`),
    wishes: needs.wishes.slice(0, TOP_WISHES),
  };
}

/** «Школа наставников»: how far everybody is, and the sessions. */
export function schoolList(
  ctx: PageContext,
  list: List,
  about: { mentors: Mentors; needs: Needs },
  filters: Query,
) {
  const bar = filterBar(ctx, filters);
  const { t } = ctx;
  return {
    lead: bar.reset ? t('school.found', { n: list.total }) : leadOf(ctx, about.mentors),
    filterBar: bar,
    download: { path: 'school.xlsx', query: { ...filters, page: undefined } },
    mayEdit: isKeeper(ctx.role),
    mayAsk: ctx.role === 'coordinator',
    needs: needsModel(ctx, about.needs),
    counts: about.mentors.counts,
    rows: list.rows.map((session) => ({
      title: session.title,
      href: ctx.url(`school/sessions/${session.sessionId}`),
      when: whenWords(ctx, session),
      minutes: ctx.fmt.minutes(session.minutes),
      place: [session.place, session.leader].filter(Boolean).join(' · '),
      audience: audienceWords(ctx, session),
      state: stateWords(ctx, session.state),
      present: session.state === 'held' ? presentWords(ctx, session) : '',
      today: session.heldOn === ctx.fmt.today && session.state !== 'cancelled',
    })),
    pages: pagination(ctx, 'school', filters, list),
  };
}

export function sessionColumns(ctx: PageContext): Column<SchoolSession>[] {
  const { t } = ctx;
  return [
    { title: t('school.heldOn'), value: (s) => ({ date: s.heldOn }) },
    { title: t('school.startsAt'), value: (s) => s.startsAt },
    { title: t('school.title'), width: 40, value: (s) => s.title },
    { title: t('school.minutes'), value: (s) => s.minutes },
    { title: t('school.topics'), width: 50, value: (s) => s.topics },
    { title: t('school.leader'), width: 30, value: (s) => s.leader },
    { title: t('school.place'), width: 30, value: (s) => s.place },
    { title: t('school.link'), width: 30, value: (s) => s.link },
    { title: t('school.audience'), width: 30, value: (s) => audienceWords(ctx, s) },
    { title: t('school.state'), value: (s) => ctx.ref('schoolState', s.state) },
    { title: t('school.invited'), value: (s) => s.people },
    { title: t('ref.schoolMark.present'), value: (s) => s.present },
    { title: t('ref.schoolMark.absent'), value: (s) => s.absent },
    { title: t('ref.schoolMark.excused'), value: (s) => s.excused },
  ];
}
