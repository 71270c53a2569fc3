import { PAUSE_REASONS, type PauseReason } from '../../../service/api/index.js';
import { fieldOrNull, fieldText } from '../../web/forms.js';
import { type Action, changeOf } from './action.js';
import { commonLabels, dateItem, noteRow, orderOf, orderRow, reasonRow } from './items.js';

const pause: Action = {
  name: 'pause',
  states: ['active'],
  labels: commonLabels,
  initial: (ctx) => ({ fromOn: ctx.fmt.today }),
  async view(ctx, _pair, life) {
    const last = life.lastMeetingOn;
    return {
      notes: [ctx.t('life.pause.note')],
      rows: [
        reasonRow(ctx, 'pauseReason', PAUSE_REASONS),
        [
          dateItem(
            ctx,
            'fromOn',
            last === null ? undefined : ctx.t('life.afterLast', { date: ctx.fmt.date(last) }),
          ),
          dateItem(ctx, 'untilOn', ctx.t('life.untilHelp'), false),
        ],
        noteRow(ctx),
      ],
    };
  },
  attempt(ctx, pair) {
    const { body } = ctx.req;
    return ctx.api.pausePair({
      ...changeOf(ctx, pair),
      reason: fieldText(body, 'reason') as PauseReason,
      note: fieldOrNull(body, 'note'),
      fromOn: fieldText(body, 'fromOn'),
      untilOn: fieldOrNull(body, 'untilOn'),
    });
  },
};

const resume: Action = {
  name: 'resume',
  states: ['paused'],
  labels: commonLabels,
  initial: (ctx) => ({ onDate: ctx.fmt.today }),
  view: async (ctx) => ({
    notes: [ctx.t('life.resume.note')],
    rows: [[dateItem(ctx, 'onDate', ctx.t('life.resume.help'))]],
  }),
  attempt: (ctx, pair) =>
    ctx.api.resumePair({ ...changeOf(ctx, pair), onDate: fieldText(ctx.req.body, 'onDate') }),
};

const prolong: Action = {
  name: 'prolong',
  states: ['active', 'paused'],
  labels: commonLabels,
  initial: () => ({}),
  view: async (ctx, pair) => ({
    notes: [ctx.t('life.prolong.note', { date: ctx.fmt.date(pair.endsOn) })],
    rows: [[dateItem(ctx, 'endsOn')], orderRow(ctx), noteRow(ctx)],
  }),
  attempt(ctx, pair) {
    const { body } = ctx.req;
    return ctx.api.prolongPair({
      ...changeOf(ctx, pair),
      endsOn: fieldText(body, 'endsOn'),
      note: fieldOrNull(body, 'note'),
      ...orderOf(body),
    });
  },
};

export const PAUSE_ACTIONS: readonly Action[] = [pause, resume, prolong];
