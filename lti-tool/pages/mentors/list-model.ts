import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import {
  AVAILABILITIES,
  type Contract,
  FORMS,
  SELECTION_STATES,
} from '../../../service/api/index.js';
import type { Mentor } from '../../../service/api/mentors.js';
import type { PageContext, Query } from '../../web/context.js';
import { isFiltered, pageParameter, pagination, searchParameter } from '../../web/list-filters.js';
import type { Column } from '../../web/xlsx.js';
import { formOptions } from '../pairs/options.js';

type List = OutputOf<Contract['listMentors']>;

export const MENTOR_FILTERS = {
  search: searchParameter,
  availability: z.enum(AVAILABILITIES).optional(),
  form: z.enum(FORMS).optional(),
  enterpriseId: z.uuid().optional(),
  profile: z.enum(['complete', 'incomplete']).optional(),
  selection: z.enum(SELECTION_STATES).optional(),
  training: z.enum(['trained', 'untrained']).optional(),
  page: pageParameter,
};

/** Where somebody works or studies: the enterprise, the place that was written down, the group. */
export const placeOf = ({ enterprise, workplace, groupName }: Mentor): string =>
  enterprise?.name ?? workplace ?? groupName ?? '';

/** «1 из 2», with the word before it that says whether there is room. */
const loadOf = (ctx: PageContext, { mentees, capacity }: Mentor): string =>
  ctx.t('mentors.load', { n: mentees, of: capacity });

function filterBar(ctx: PageContext, list: List, filters: Query) {
  const { t } = ctx;
  const { counts } = list;
  return {
    path: 'mentors',
    search: { name: 'search', label: t('people.search'), value: filters['search'] },
    selects: [
      {
        name: 'availability',
        label: t('mentors.availability'),
        value: filters['availability'],
        all: t('list.all'),
        options: AVAILABILITIES.map((value) => ({
          value,
          label: `${ctx.ref('availability', value)} (${ctx.fmt.number(counts[value])})`,
        })),
      },
      {
        name: 'form',
        label: t('mentors.form'),
        value: filters['form'],
        all: t('list.all'),
        options: formOptions(ctx),
      },
      {
        name: 'profile',
        label: t('mentors.profile'),
        value: filters['profile'],
        all: t('list.all'),
        options: ['complete', 'incomplete'].map((value) => ({
          value,
          label: t(`mentors.profile.${value}`),
        })),
      },
      selectionFilter(ctx, list, filters),
      {
        name: 'training',
        label: t('school.training'),
        value: filters['training'],
        all: t('list.all'),
        options: ['trained', 'untrained'].map((value) => ({
          value,
          label: t(`school.training.${value}`),
        })),
      },
    ],
    reset: isFiltered(filters),
  };
}

/** How far the selection is; a methodist is not told how interviews ended, so no such state is offered. */
function selectionFilter(ctx: PageContext, { counts }: List, filters: Query) {
  const offered = SELECTION_STATES.filter((state) => (counts.selection[state] ?? 0) > 0);
  return {
    name: 'selection',
    label: ctx.t('selection.state'),
    value: filters['selection'],
    all: ctx.t('list.all'),
    options: offered.map((value) => ({
      value,
      label: `${ctx.ref('selection', value)} (${ctx.fmt.number(counts.selection[value] ?? 0)})`,
    })),
  };
}

/** The base of mentors as a page shows it. */
export function mentorList(ctx: PageContext, list: List, filters: Query) {
  const { t } = ctx;
  const bar = filterBar(ctx, list, filters);
  const { selection: _selection, ...figures } = list.counts;
  return {
    lead: bar.reset ? t('people.lead.found', { n: list.total }) : t('mentors.lead', figures),
    filterBar: bar,
    download: { path: 'mentors.xlsx', query: { ...filters, page: undefined } },
    rows: list.rows.map((mentor) => ({
      name: mentor.name,
      href: ctx.url(`mentors/${mentor.personId}`, filters),
      place: placeOf(mentor),
      availability: mentor.availability,
      word: ctx.ref('availability', mentor.availability),
      load: loadOf(ctx, mentor),
      competences: mentor.competences ?? '',
      time: mentor.timeResource ?? '',
      selection: mentor.selection === null ? '' : ctx.ref('selection', mentor.selection),
      approved: mentor.selection === 'approved',
      candidate: mentor.state === 'candidate',
      untrained: mentor.trained === false,
    })),
    pages: pagination(ctx, 'mentors', filters, list),
  };
}

export function mentorColumns(ctx: PageContext): Column<Mentor>[] {
  const { t } = ctx;
  const words = (
    name: 'competences' | 'achievements' | 'interests' | 'preferredAge' | 'timeResource',
  ) => ({
    title: t(`mentors.${name}`),
    width: 30,
    value: (mentor: Mentor) => mentor[name],
  });
  return [
    { title: t('people.name'), width: 40, value: ({ name }) => name },
    { title: t('mentors.place'), width: 30, value: placeOf },
    { title: t('mentors.availability'), value: (m) => ctx.ref('availability', m.availability) },
    {
      title: t('selection.state'),
      width: 22,
      value: ({ selection }) => selection && ctx.ref('selection', selection),
    },
    { title: t('mentors.menteesNow'), value: ({ mentees }) => mentees },
    { title: t('mentors.capacity'), value: ({ capacity }) => capacity },
    {
      title: t('mentors.forms'),
      width: 30,
      value: (m) => m.forms.map((f) => ctx.ref('form', f)).join(', '),
    },
    {
      title: t('school.training'),
      value: ({ trained }) =>
        trained === null ? '' : t(trained ? 'school.trained' : 'school.untrained'),
    },
    words('competences'),
    words('achievements'),
    words('interests'),
    words('preferredAge'),
    words('timeResource'),
  ];
}
