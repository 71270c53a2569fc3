import {
  CONTINUATIONS,
  type Continuation,
  END_DECISIONS,
  END_REASONS,
  type EndDecision,
  type EndReason,
  INITIATIVES,
  type Initiative,
  type NextPlace,
} from '../../../service/api/index.js';
import { addDays } from '../../../shared/dates.js';
import type { PageContext } from '../../web/context.js';
import { fieldOrNull, fieldText } from '../../web/forms.js';
import { type Action, changeOf, codes, type Item } from './action.js';
import {
  commonLabels,
  dateItem,
  nextItem,
  noteRow,
  orderOf,
  orderRow,
  reasonRow,
} from './items.js';

const endedOn = (ctx: PageContext): Item => ({
  ...dateItem(ctx, 'onDate'),
  label: ctx.t('life.endedOn'),
});

/** The end of the programme, where it is later than that of the pair. */
const laterEnd = (ctx: PageContext, endsOn: string): string => {
  const last = ctx.me.programme.endsOn;
  return last > endsOn ? last : '';
};

const decisionItem = (ctx: PageContext): Item => ({
  choices: true,
  name: 'decision',
  label: ctx.t('life.decision'),
  type: 'radio',
  required: true,
  options: END_DECISIONS.map((value) => ({
    value,
    label: ctx.ref('endDecision', value),
    help: ctx.t(`life.decisionHelp.${value}`),
  })),
});

const end: Action = {
  name: 'end',
  states: ['active', 'paused'],
  labels: (ctx) => ({
    ...commonLabels(ctx),
    onDate: ctx.t('life.endedOn'),
    decision: ctx.t('life.decision'),
    noClosing: ctx.t('life.noClosing'),
    continuation: ctx.t('life.continuation'),
    nextStartsOn: ctx.t('life.nextStartsOn'),
    nextEndsOn: ctx.t('life.nextEndsOn'),
  }),
  initial: (ctx, pair) => ({
    onDate: ctx.fmt.today,
    continuation: 'prolonged',
    nextStartsOn: addDays(ctx.fmt.today, 1),
    nextEndsOn: laterEnd(ctx, pair.endsOn),
  }),
  async view(ctx, _pair, life) {
    const { closingMeetingOn } = life;
    const closing = closingMeetingOn === null ? 'none' : 'held';
    const date = ctx.fmt.date(closingMeetingOn);
    return {
      notes: [ctx.t(`life.closing.${closing}`, { date })],
      rows: [
        [decisionItem(ctx)],
        [endedOn(ctx)],
        ...(closingMeetingOn === null
          ? [
              [
                {
                  name: 'noClosing',
                  label: ctx.t('life.noClosing'),
                  type: 'text',
                  help: ctx.t('life.noClosingHelp'),
                  autocomplete: 'off',
                },
              ],
            ]
          : []),
        noteRow(ctx),
        [
          {
            choices: true,
            name: 'continuation',
            label: ctx.t('life.continuation'),
            type: 'radio',
            mark: ctx.t('life.ifContinues'),
            options: codes(ctx, 'continuation', CONTINUATIONS),
          },
        ],
        [
          { ...dateItem(ctx, 'nextEndsOn', undefined, false), mark: ctx.t('life.ifContinues') },
          { ...dateItem(ctx, 'nextStartsOn', undefined, false), mark: ctx.t('life.ifFollows') },
        ],
        orderRow(ctx),
      ],
    };
  },
  attempt(ctx, pair) {
    const { body } = ctx.req;
    const goesOn = fieldText(body, 'decision') === 'continue';
    const follows = goesOn && fieldText(body, 'continuation') === 'following';
    return ctx.api.endPair({
      ...changeOf(ctx, pair),
      decision: fieldText(body, 'decision') as EndDecision,
      onDate: fieldText(body, 'onDate'),
      note: fieldOrNull(body, 'note'),
      noClosing: fieldOrNull(body, 'noClosing'),
      continuation: goesOn ? (fieldOrNull(body, 'continuation') as Continuation | null) : null,
      nextStartsOn: follows ? fieldOrNull(body, 'nextStartsOn') : null,
      nextEndsOn: goesOn ? fieldOrNull(body, 'nextEndsOn') : null,
      ...orderOf(body),
    });
  },
};

const early: Action = {
  name: 'early-end',
  states: ['active', 'paused'],
  labels: (ctx, pair) => ({
    ...commonLabels(ctx),
    onDate: ctx.t('life.endedOn'),
    initiative: ctx.t('life.initiative'),
    talkHeld: ctx.t('life.talkHeld'),
    talkOn: ctx.t('life.talkOn'),
    ...Object.fromEntries(
      pair.mentees.map(({ personId, name }) => [
        `next.${personId}`,
        ctx.t('life.nextOf', { name }),
      ]),
    ),
  }),
  initial: (ctx) => ({ onDate: ctx.fmt.today }),
  view: async (ctx, pair) => ({
    notes: [ctx.t('life.early-end.note')],
    read: { path: `pairs/${pair.pairId}/closing-talk`, label: ctx.t('life.talk.open') },
    rows: [
      reasonRow(ctx, 'endReason', END_REASONS),
      [
        {
          choices: true,
          name: 'initiative',
          label: ctx.t('life.initiative'),
          type: 'radio',
          required: true,
          inline: true,
          options: codes(ctx, 'initiative', INITIATIVES),
        },
      ],
      [endedOn(ctx)],
      [
        {
          choices: true,
          name: 'talkHeld',
          label: ctx.t('life.talkHeld'),
          type: 'radio',
          required: true,
          inline: true,
          options: ['yes', 'no'].map((value) => ({ value, label: ctx.t(`life.talk.${value}`) })),
        },
        dateItem(ctx, 'talkOn', undefined, false),
      ],
      ...pair.mentees.map(({ personId, name }) => [
        nextItem(ctx, `next.${personId}`, ctx.t('life.nextOf', { name })),
      ]),
      noteRow(ctx, ctx.t('life.early-end.noteHelp')),
    ],
  }),
  attempt(ctx, pair) {
    const { body } = ctx.req;
    const held = fieldText(body, 'talkHeld');
    return ctx.api.endPairEarly({
      ...changeOf(ctx, pair),
      onDate: fieldText(body, 'onDate'),
      reason: fieldText(body, 'reason') as EndReason,
      initiative: fieldText(body, 'initiative') as Initiative,
      note: fieldOrNull(body, 'note'),
      // Nothing chosen is no answer: the service says so at the field.
      talkHeld: (held === '' ? undefined : held === 'yes') as boolean,
      talkOn: fieldOrNull(body, 'talkOn'),
      next: pair.mentees
        .map(({ personId }) => ({
          personId,
          next: fieldText(body, `next.${personId}`) as NextPlace,
        }))
        .filter(({ next }) => (next as string) !== ''),
    });
  },
};

export const END_ACTIONS: readonly Action[] = [end, early];
