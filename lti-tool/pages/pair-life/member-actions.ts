import {
  END_REASONS,
  type EndReason,
  JOINING_REASONS,
  type JoiningReason,
  MENTOR_CHANGE_REASONS,
  type MentorChangeReason,
  type NextPlace,
} from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import { fieldOrNull, fieldText } from '../../web/forms.js';
import { candidates } from '../pairs/candidates.js';
import { type Action, changeOf, type FullPair } from './action.js';
import {
  commonLabels,
  dateItem,
  nextItem,
  noteRow,
  orderOf,
  orderRow,
  reasonRow,
} from './items.js';

/** Mentors offered at once; others are found by their name. */
const MENTORS_OFFERED = 50;

const people = (list: FullPair['mentors']) =>
  list.map(({ personId, name }) => ({ value: personId, label: name }));

/** «2 места», or that they are too few for everybody of the pair. */
const placesWords = (ctx: PageContext, n: number, of: number): string =>
  ctx.t(n < of ? 'life.tooFew' : 'life.places', { n, of });

/** Mentors who have room for everybody of the pair, with their places. */
async function mentorsFor(ctx: PageContext, pair: FullPair, search: string) {
  const found = await ctx.api.listMentors({
    programmeId: ctx.programmeId,
    availability: 'available',
    pageSize: MENTORS_OFFERED,
    ...(search === '' ? {} : { search }),
  });
  const own = new Set(pair.mentors.map(({ personId }) => personId));
  return {
    more: found.total > found.rows.length,
    options: found.rows
      .filter(({ personId }) => !own.has(personId))
      .map(({ personId, name, capacity, mentees, groupName }) => ({
        value: personId,
        label: name,
        help: [placesWords(ctx, capacity - mentees, pair.mentees.length), groupName]
          .filter(Boolean)
          .join(' · '),
        disabled: capacity - mentees < pair.mentees.length,
      })),
  };
}

const mentor: Action = {
  name: 'mentor',
  states: ['active', 'paused'],
  labels: (ctx) => ({
    ...commonLabels(ctx),
    leavingId: ctx.t('life.leavingMentor'),
    comingId: ctx.t('life.comingMentor'),
  }),
  initial: (ctx, pair) => ({
    onDate: ctx.fmt.today,
    leavingId: pair.mentors[0]?.personId ?? '',
  }),
  async view(ctx, pair, life, form) {
    const { options, more } = await mentorsFor(ctx, pair, form.value('search').trim());
    const last = life.lastMeetingOn;
    const several = pair.mentors.length > 1;
    return {
      notes: [ctx.t('life.mentor.note')],
      search: {
        name: 'search',
        label: ctx.t('life.findMentor'),
        more: more ? ctx.t('life.moreMentors') : '',
      },
      rows: [
        [
          several
            ? {
                name: 'leavingId',
                label: ctx.t('life.leavingMentor'),
                type: 'select',
                required: true,
                options: people(pair.mentors),
              }
            : { name: 'leavingId', label: '', type: 'hidden' },
        ],
        [
          {
            choices: true,
            name: 'comingId',
            label: ctx.t('life.comingMentor'),
            type: 'radio',
            required: true,
            class: 'picker-list',
            options,
            ...(options.length === 0 ? { help: ctx.t('life.noMentors') } : {}),
          },
        ],
        reasonRow(ctx, 'mentorChangeReason', MENTOR_CHANGE_REASONS),
        [
          dateItem(
            ctx,
            'onDate',
            last === null ? undefined : ctx.t('life.afterLast', { date: ctx.fmt.date(last) }),
          ),
        ],
        orderRow(ctx),
        noteRow(ctx),
      ],
    };
  },
  attempt(ctx, pair) {
    const { body } = ctx.req;
    return ctx.api.changeMentor({
      ...changeOf(ctx, pair),
      leavingId: fieldText(body, 'leavingId'),
      comingId: fieldText(body, 'comingId'),
      onDate: fieldText(body, 'onDate'),
      reason: fieldText(body, 'reason') as MentorChangeReason,
      note: fieldOrNull(body, 'note'),
      ...orderOf(body),
    });
  },
};

const join: Action = {
  name: 'join',
  states: ['active', 'paused'],
  offered: (pair) => pair.format !== 'individual',
  labels: (ctx) => ({ ...commonLabels(ctx), personId: ctx.t('life.who') }),
  initial: (ctx) => ({ onDate: ctx.fmt.today }),
  async view(ctx, pair, _life, form) {
    const found = await candidates(ctx, 'mentee', {
      menteeSearch: form.value('search'),
      menteeIds: form.value('personId'),
    });
    const there = new Set(pair.mentees.map(({ personId }) => personId));
    return {
      notes: [ctx.t('life.join.note')],
      search: {
        name: 'search',
        label: ctx.t('life.findMentee'),
        more: found.more ? ctx.t('pairs.moreMentees') : '',
      },
      rows: [
        [
          {
            choices: true,
            name: 'personId',
            label: ctx.t('life.who'),
            type: 'radio',
            required: true,
            class: 'picker-list',
            options: found.options.filter(({ value }) => !there.has(value)),
          },
        ],
        reasonRow(ctx, 'joiningReason', JOINING_REASONS),
        [dateItem(ctx, 'onDate')],
        noteRow(ctx),
      ],
    };
  },
  attempt(ctx, pair) {
    const { body } = ctx.req;
    return ctx.api.addMentee({
      ...changeOf(ctx, pair),
      personId: fieldText(body, 'personId'),
      onDate: fieldText(body, 'onDate'),
      reason: fieldText(body, 'reason') as JoiningReason,
      note: fieldOrNull(body, 'note'),
    });
  },
};

const leave: Action = {
  name: 'leave',
  states: ['active', 'paused'],
  offered: (pair) => pair.format !== 'individual' || pair.mentees.length > 1,
  labels: (ctx) => ({
    ...commonLabels(ctx),
    personId: ctx.t('life.whoLeaves'),
    next: ctx.t('life.next'),
    endPair: ctx.t('life.endPair'),
  }),
  initial: (ctx, pair) => ({
    onDate: ctx.fmt.today,
    personId: pair.mentees.length === 1 ? (pair.mentees[0]?.personId ?? '') : '',
  }),
  async view(ctx, pair) {
    const last = pair.mentees.length === 1;
    return {
      notes: [ctx.t(last ? 'life.leave.last' : 'life.leave.note')],
      rows: [
        [
          {
            choices: true,
            name: 'personId',
            label: ctx.t('life.whoLeaves'),
            type: 'radio',
            required: true,
            options: people(pair.mentees),
          },
        ],
        reasonRow(ctx, 'endReason', END_REASONS),
        [dateItem(ctx, 'onDate')],
        [nextItem(ctx, 'next', ctx.t('life.next'))],
        noteRow(ctx),
        ...(last
          ? [
              [
                {
                  choices: true as const,
                  name: 'endPair',
                  label: ctx.t('life.endPair'),
                  type: 'checkbox',
                  required: true,
                  options: [{ value: 'yes', label: ctx.t('life.endPairYes') }],
                },
              ],
            ]
          : []),
      ],
    };
  },
  attempt(ctx, pair) {
    const { body } = ctx.req;
    return ctx.api.removeMentee({
      ...changeOf(ctx, pair),
      personId: fieldText(body, 'personId'),
      onDate: fieldText(body, 'onDate'),
      reason: fieldText(body, 'reason') as EndReason,
      note: fieldOrNull(body, 'note'),
      next: fieldText(body, 'next') as NextPlace,
      endPair: fieldText(body, 'endPair') === 'yes',
    });
  },
};

export const MEMBER_ACTIONS: readonly Action[] = [mentor, join, leave];
