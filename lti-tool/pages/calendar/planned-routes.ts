import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, isOpenPlanned } from '../../../service/api/index.js';
import type { PlannedMeeting } from '../../../service/api/planned-meetings.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { backPath } from '../meetings/form-model.js';
import { keepingTyped } from '../meetings/meeting-fields.js';
import { idParam } from '../meetings/path-ids.js';
import { storedTitle } from '../pairs/pair-words.js';
import {
  newPlannedValues,
  plannedInWords,
  plannedLabels,
  plannedOptions,
  plannedValues,
  readPlanned,
} from './planned-form.js';
import { whenWords } from './planned-words.js';

type PairPage = OutputOf<Contract['getPair']>;
const PLANNERS = ['mentor', 'mentee', 'coordinator', 'curator'] as const;

const isMember = (ctx: PageContext) => ctx.role === 'mentor' || ctx.role === 'mentee';
/** A mentee proposes; a mentor and staff may say that it is agreed already. */
const mayAgree = (ctx: PageContext) => ctx.role !== 'mentee';

const pairOf = (ctx: PageContext): Promise<PairPage> =>
  ctx.api.getPair({ programmeId: ctx.programmeId, pairId: idParam(ctx, 'pairId') });

export const plannedOf = (ctx: PageContext): Promise<PlannedMeeting> =>
  ctx.api.getPlannedMeeting({
    programmeId: ctx.programmeId,
    plannedMeetingId: idParam(ctx, 'plannedMeetingId'),
  });

/** That somebody has another meeting then was told: it can be planned all the same. */
const overlapTold = (form: FormView) =>
  form.errors['overlapOk'] !== undefined || form.has('overlapOk', 'yes');

function showNew(ctx: PageContext, pair: PairPage, form: FormView, status = 200): void {
  const people = ctx.role === 'mentee' ? pair.mentors : pair.mentees;
  ctx.render(
    'calendar/edit',
    {
      title: ctx.t('planned.new'),
      lead: isMember(ctx)
        ? ctx.fmt.list(people.map((one) => one.name))
        : storedTitle(ctx.t, pair.title),
      back: backPath('pair', pair, isMember(ctx)),
      backLabel: ctx.t('planned.backToPair'),
      path: `calendar/new/${pair.pairId}`,
      save: ctx.t(mayAgree(ctx) ? 'planned.do' : 'planned.propose'),
      isNew: true,
      following: 1,
      mayAgree: mayAgree(ctx),
      overlapTold: overlapTold(form),
      form,
      ...plannedOptions(ctx),
    },
    status,
  );
}

async function openNew(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...PLANNERS);
  const pair = await pairOf(ctx);
  const form = await openForm(ctx, newPlannedValues(ctx, pair), { labels: plannedLabels(ctx) });
  showNew(ctx, pair, form);
}

async function plan(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...PLANNERS);
  const { body } = ctx.req;
  const pairId = idParam(ctx, 'pairId');
  await submitForm(ctx, {
    labels: plannedLabels(ctx),
    attempt: () =>
      keepingTyped(ctx, () =>
        ctx.api.planMeeting({
          programmeId: ctx.programmeId,
          pairId,
          ...readPlanned(body),
          idempotencyKey: fieldText(body, 'idempotencyKey') || ctx.idempotencyKey(),
        }),
      ),
    done: ({ plannedMeetingId, planned }) =>
      ctx.redirect(`calendar/${plannedMeetingId}`, {
        kind: 'success',
        key:
          fieldText(body, 'agreed') === 'yes' ? 'planned.flash.agreed' : 'planned.flash.proposed',
        params: { n: planned },
      }),
    again: async (form) => showNew(ctx, await pairOf(ctx), form, 422),
  });
}

function showEdit(ctx: PageContext, one: PlannedMeeting, form: FormView, status = 200): void {
  const path = `calendar/${one.plannedMeetingId}`;
  ctx.render(
    'calendar/edit',
    {
      title: ctx.t('planned.change'),
      lead: [storedTitle(ctx.t, one.pairTitle), whenWords(ctx, one)].join(' · '),
      back: path,
      backLabel: ctx.t('planned.back'),
      path: `${path}/edit`,
      save: ctx.t('planned.save'),
      isNew: false,
      version: one.version,
      following: one.following,
      mayAgree: mayAgree(ctx),
      overlapTold: overlapTold(form),
      form,
      ...plannedOptions(ctx),
    },
    status,
  );
}

async function openEdit(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...PLANNERS);
  const one = await plannedOf(ctx);
  // Held, or cancelled meanwhile: its page says what there is.
  if (!isOpenPlanned(one.state)) return ctx.redirect(`calendar/${one.plannedMeetingId}`);
  showEdit(ctx, one, await openForm(ctx, plannedValues(one), { labels: plannedLabels(ctx) }));
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...PLANNERS);
  const { body } = ctx.req;
  const plannedMeetingId = idParam(ctx, 'plannedMeetingId');
  const { repeat: _repeat, ...fields } = readPlanned(body);
  await submitForm(ctx, {
    labels: plannedLabels(ctx),
    attempt: () =>
      keepingTyped(ctx, () =>
        ctx.api.changePlannedMeeting({
          programmeId: ctx.programmeId,
          plannedMeetingId,
          ...fields,
          scope: fieldText(body, 'scope') === 'following' ? 'following' : 'one',
          version: Number(fieldText(body, 'version')),
        }),
      ),
    done: (one) =>
      ctx.redirect(`calendar/${plannedMeetingId}`, {
        kind: 'success',
        key: one.state === 'proposed' ? 'planned.flash.proposed' : 'planned.flash.changed',
        params: { n: 1 },
      }),
    again: async (form) => showEdit(ctx, await plannedOf(ctx), form, 422),
    stored: async (typed) => {
      const now = await plannedOf(ctx);
      return {
        version: now.version,
        shown: plannedInWords(ctx, plannedValues(now)),
        typed: plannedInWords(ctx, typed),
        back: `calendar/${plannedMeetingId}`,
      };
    },
  });
}

/** «Propose a meeting» without a pair: with one pair straight to its form, with several to the choice. */
async function chooseNew(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...PLANNERS);
  if (!isMember(ctx)) return ctx.redirect('pairs');
  const { pairs } = await ctx.api.myPairs({ programmeId: ctx.programmeId });
  const open = pairs.filter((pair) => pair.mySide === ctx.role && pair.state === 'active');
  if (open.length === 1) return ctx.redirect(`calendar/new/${open[0]?.pairId}`);
  ctx.render('calendar/choose', {
    pairs: open.map((pair) => ({
      href: ctx.url(`calendar/new/${pair.pairId}`),
      title: ctx.fmt.list(
        (ctx.role === 'mentee' ? pair.mentors : pair.mentees).map((one) => one.name),
      ),
    })),
  });
}

/** Forms that propose and change planned meetings. */
export function plannedRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/calendar/new', page(chooseNew));
  router.get('/calendar/new/:pairId', page(openNew));
  router.post('/calendar/new/:pairId', page(plan));
  router.get('/calendar/:plannedMeetingId/edit', page(openEdit));
  router.post('/calendar/:plannedMeetingId/edit', page(save));
  return router;
}
