import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { InvitedPerson } from '../../../service/api/group-meetings.js';
import {
  type Contract,
  GROUP_MEETING_MARKS,
  type GroupMeetingMark,
  SIDES,
} from '../../../service/api/index.js';
import type { PageContext, Query } from '../../web/context.js';
import { type FormView, fieldText } from '../../web/forms.js';
import { isFiltered, pageParameter, searchParameter } from '../../web/list-filters.js';
import type { Column } from '../../web/xlsx.js';
import type { MeetingPage } from './edit-routes.js';
import { totals } from './meeting-words.js';

type People = OutputOf<Contract['listGroupMeetingPeople']>;

export const SHEET_FILTERS = {
  search: searchParameter,
  side: z.enum(SIDES).optional(),
  mark: z.enum([...GROUP_MEETING_MARKS, 'none']).optional(),
  page: pageParameter,
};

/** What was typed into a sheet that could not be saved, and who stands against it. */
export interface Typed {
  body: unknown;
  /** Those whom somebody else has marked meanwhile. */
  changed: readonly string[];
  form: FormView;
}

export const asMark = (text: string): GroupMeetingMark | null =>
  GROUP_MEETING_MARKS.find((mark) => mark === text) ?? null;

export function sheetFilterBar(ctx: PageContext, path: string, filters: Query) {
  const { t } = ctx;
  return {
    path,
    search: { name: 'search', label: t('people.search'), value: filters['search'] },
    selects: [
      {
        name: 'side',
        label: t('groupMeeting.side'),
        value: filters['side'],
        all: t('list.all'),
        options: SIDES.map((value) => ({ value, label: ctx.ref('roles', value) })),
      },
      {
        name: 'mark',
        label: t('groupMeeting.mark'),
        value: filters['mark'],
        all: t('list.all'),
        options: [...GROUP_MEETING_MARKS, 'none'].map((value) => ({
          value,
          label: value === 'none' ? t('groupMeeting.notNoted') : ctx.ref('groupMeetingMark', value),
        })),
      },
    ],
    reset: isFiltered(filters),
  };
}

/** A mark by its word. */
export const markWords = (ctx: PageContext, mark: GroupMeetingMark | null): string =>
  mark === null ? ctx.t('groupMeeting.notNoted') : ctx.ref('groupMeetingMark', mark);

/** The sheet: each who is invited with the marks that can be given, as stored or as typed. */
export function sheetRows(ctx: PageContext, people: People, typed: Typed | undefined) {
  return people.rows.map((row, i) => {
    const isChanged = typed?.changed.includes(row.personId) ?? false;
    const first = people.rows[i - 1]?.side !== row.side;
    return {
      ...row,
      // A heading above the first of each side.
      heading: first ? ctx.ref('roles', row.side) : '',
      said: typed ? fieldText(typed.body, `mark.${row.personId}`) : (row.mark ?? ''),
      markWords: markWords(ctx, row.mark),
      problem: isChanged
        ? ctx.t('groupMeeting.sheet.changed', { mark: markWords(ctx, row.mark) })
        : '',
    };
  });
}

/** «Пришли 9 из 12, не пришли 2, не отмечен 1». */
export function markedWords({ t }: PageContext, meeting: MeetingPage): string {
  const { invited, present, absent, none } = totals(meeting);
  if (invited === 0) return '';
  if (present + absent === 0) return t('groupMeeting.sheet.none');
  return t('groupMeeting.sheet.counts', { present, of: invited, absent, none });
}

/** How many have answered of each side, with the list of who has not. */
export const ballotModels = (ctx: PageContext, { ballots }: MeetingPage) =>
  ballots.map(({ side, waveId, state, startsOn, endsOn, answered, missing }) => ({
    title: ctx.ref('roles', side),
    state: ctx.ref('waveState', state),
    period: `${ctx.fmt.date(startsOn)} – ${ctx.fmt.date(endsOn)}`,
    answered: ctx.t('groupMeeting.ballots.answered', { n: answered, of: answered + missing }),
    done: answered,
    of: answered + missing,
    href: ctx.url(`surveys/${waveId}`),
    missing: missing === 0 ? '' : ctx.t('groupMeeting.ballots.missing', { n: missing }),
    missingHref: ctx.url(`surveys/${waveId}`, { state: 'missing' }),
  }));

/** The list of attendance as a file. */
export function sheetColumns(ctx: PageContext): Column<InvitedPerson>[] {
  const { t } = ctx;
  return [
    { title: t('people.name'), width: 40, value: (row) => row.name },
    { title: t('groupMeeting.side'), width: 16, value: (row) => ctx.ref('role', row.side) },
    { title: t('people.group'), value: (row) => row.groupName },
    { title: t('groupMeeting.mark'), width: 20, value: (row) => markWords(ctx, row.mark) },
    { title: t('groupMeeting.signature'), width: 24, value: () => '' },
  ];
}
