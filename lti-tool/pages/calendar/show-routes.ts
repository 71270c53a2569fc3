import { Router } from 'express';
import { CANCEL_REASONS, isOpenPlanned, type PlannedAnswer } from '../../../service/api/index.js';
import type { PlannedMeeting } from '../../../service/api/planned-meetings.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { createForm, type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { backPath } from '../meetings/form-model.js';
import { idParam } from '../meetings/path-ids.js';
import { storedTitle } from '../pairs/pair-words.js';
import { plannedOf } from './planned-routes.js';
import { nearWords, plannedState, whenWords } from './planned-words.js';

const BOTH_SIDES = ['mentor', 'mentee', 'coordinator', 'curator'] as const;
const LEADERS = ['mentor', 'coordinator', 'curator'] as const;
const ANSWER_MARKS = { agrees: '✓', declines: '✗', none: '◌' } as const;
const ANSWER_TONES = { agrees: 'good', declines: 'out', none: 'none' } as const;

const isMember = (ctx: PageContext) => ctx.role === 'mentor' || ctx.role === 'mentee';
const includes = (roles: readonly string[], role: string) => roles.includes(role);

const labelsOf = ({ t }: PageContext) => ({
  reason: t('planned.cancel.reason'),
  words: t('planned.cancel.words'),
  scope: t('planned.scope'),
  answer: t('planned.answer'),
});

function factsOf(ctx: PageContext, one: PlannedMeeting): { label: string; text: string }[] {
  const { t, fmt, ref } = ctx;
  const name = one.proposedByName || t(`planned.side.${one.proposedSide}`);
  const proposed = one.byLink ? `${name}, ${t('journal.byLink')}` : name;
  return [
    { label: t('planned.kind'), text: ref('meetingKind', one.kind) },
    { label: t('planned.length'), text: fmt.minutes(one.minutes) },
    { label: t('planned.format'), text: ref('meetingFormat', one.format) },
    { label: t('planned.topic'), text: ref('topic', one.topic) },
    { label: t('planned.place'), text: one.place ?? '' },
    { label: t('planned.note'), text: one.note ?? '' },
    { label: t('planned.proposed'), text: proposed },
    {
      label: t('planned.cancel.reason'),
      text: one.cancelled
        ? [ref('cancelReason', one.cancelled.code), one.cancelled.words].filter(Boolean).join(': ')
        : '',
    },
    {
      label: t('planned.series'),
      text: one.following > 1 ? t('planned.following', { n: one.following }) : '',
    },
  ].filter((fact) => fact.text !== '');
}

const answersOf = (ctx: PageContext, one: PlannedMeeting) =>
  !isOpenPlanned(one.state) || (one.answers.length === 1 && one.state === 'agreed')
    ? []
    : one.answers.map(({ name, answer, words }) => {
        const kind = answer ?? 'none';
        return {
          name,
          words,
          mark: ANSWER_MARKS[kind],
          tone: ANSWER_TONES[kind],
          word: ctx.t(`planned.answer.${kind}`),
        };
      });

/** What this reader may do with it now. */
function actionsOf(ctx: PageContext, one: PlannedMeeting) {
  const unsettled = isOpenPlanned(one.state);
  const open = unsettled && one.pairState === 'active';
  const leads = includes(LEADERS, ctx.role);
  const ours = open && includes(BOTH_SIDES, ctx.role);
  const past = one.onDate < ctx.fmt.today;
  const said = one.answers.find(({ personId }) => personId === ctx.me.personId)?.answer ?? null;
  return {
    held: open && leads && one.onDate <= ctx.fmt.today,
    agree: one.awaitsMe && open && !past,
    decline:
      open &&
      !past &&
      (one.awaitsMe ||
        (ctx.role === 'mentee' && said !== 'declines' && one.proposedBy !== ctx.me.personId)),
    settle: open && leads && one.state === 'proposed' && !one.awaitsMe && !past,
    change: ours,
    // Also while the pair rests.
    cancel: unsettled && includes(BOTH_SIDES, ctx.role),
  };
}

async function show(ctx: PageContext, form?: FormView): Promise<void> {
  const one = await plannedOf(ctx);
  const view = form ?? (await openForm(ctx, { scope: 'one' }, { labels: labelsOf(ctx) }));
  ctx.render(
    'calendar/show',
    {
      one,
      title: whenWords(ctx, one),
      lead: storedTitle(ctx.t, one.pairTitle),
      near: nearWords(ctx, { ...one, startsAt: null }),
      back: { path: 'calendar', label: ctx.t('calendar.title') },
      pair: {
        path: backPath('pair', { pairId: one.pairId }, isMember(ctx)),
        label: ctx.t('planned.toPair'),
      },
      path: `calendar/${one.plannedMeetingId}`,
      state: plannedState(ctx, one.state),
      waits: one.awaitsMe ? ctx.t('planned.line.awaitsYou') : '',
      facts: factsOf(ctx, one),
      answers: answersOf(ctx, one),
      actions: actionsOf(ctx, one),
      record: one.meetingId ? `meetings/${one.meetingId}` : null,
      reasons: CANCEL_REASONS.map((value) => ({ value, label: ctx.ref('cancelReason', value) })),
      form: view,
    },
    form ? 422 : 200,
  );
}

const at = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  plannedMeetingId: idParam(ctx, 'plannedMeetingId'),
  version: Number(fieldText(ctx.req.body, 'version')),
});

const scopeOf = (ctx: PageContext) =>
  fieldText(ctx.req.body, 'scope') === 'following' ? ('following' as const) : ('one' as const);

/** Somebody was faster: the page is shown as it is now, with a word on that. */
const changedForm = (ctx: PageContext) =>
  createForm(
    ctx.t,
    {},
    { labels: labelsOf(ctx), problems: [{ path: '', code: 'planned.changed' }] },
  );

/** Runs one of the actions of the page; where somebody was faster it is shown anew. */
async function act<T>(
  ctx: PageContext,
  attempt: () => Promise<T>,
  done: (result: T) => void,
): Promise<void> {
  let changed = false;
  await submitForm<T | null>(ctx, {
    labels: labelsOf(ctx),
    attempt: async () => {
      try {
        return await attempt();
      } catch (error) {
        if ((error as { code?: string }).code !== 'changed_meanwhile') throw error;
        changed = true;
        return null;
      }
    },
    done: (result) => (changed ? show(ctx, changedForm(ctx)) : done(result as T)),
    again: (form) => show(ctx, form),
  });
}

/** Where an answer from a card leads back to. */
const afterwards = (ctx: PageContext, one: PlannedMeeting) =>
  fieldText(ctx.req.body, 'back') === 'home' ? 'my' : `calendar/${one.plannedMeetingId}`;

async function answer(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...BOTH_SIDES);
  const { body } = ctx.req;
  const said = fieldText(body, 'answer') as PlannedAnswer;
  const input = { ...at(ctx), answer: said, words: fieldText(body, 'words'), scope: scopeOf(ctx) };
  await act(
    ctx,
    () => ctx.api.answerPlannedMeeting(input),
    (one) =>
      ctx.redirect(afterwards(ctx, one), {
        kind: 'success',
        key: said === 'agrees' ? `planned.flash.yes.${one.state}` : 'planned.flash.no',
      }),
  );
}

async function cancel(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...BOTH_SIDES);
  const { body } = ctx.req;
  const reason = fieldText(body, 'reason') as (typeof CANCEL_REASONS)[number];
  const input = { ...at(ctx), reason, words: fieldText(body, 'words'), scope: scopeOf(ctx) };
  await act(
    ctx,
    () => ctx.api.cancelPlannedMeeting(input),
    (one) =>
      ctx.redirect(`calendar/${one.plannedMeetingId}`, {
        kind: 'success',
        key: 'planned.flash.cancelled',
      }),
  );
}

/** One tap: it is in the log, and the log's form stands open to say what was done. */
async function hold(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...LEADERS);
  await act(
    ctx,
    () => ctx.api.holdPlannedMeeting(at(ctx)),
    (meeting) =>
      ctx.redirect(`meetings/${meeting.meetingId}/edit`, {
        kind: 'success',
        key: 'planned.flash.held',
      }),
  );
}

/** The record of a meeting is that of this planned one. */
async function close(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...LEADERS);
  const meetingId = fieldText(ctx.req.body, 'meetingId');
  await act(
    ctx,
    () => ctx.api.closePlannedMeeting({ ...at(ctx), meetingId }),
    () => ctx.redirect(`meetings/${meetingId}`, { kind: 'success', key: 'planned.flash.closed' }),
  );
}

/** One planned meeting, and what is done with it. */
export function showRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/calendar/:plannedMeetingId',
    page((ctx) => show(ctx)),
  );
  router.post('/calendar/:plannedMeetingId/answer', page(answer));
  router.post('/calendar/:plannedMeetingId/cancel', page(cancel));
  router.post('/calendar/:plannedMeetingId/held', page(hold));
  router.post('/calendar/:plannedMeetingId/close', page(close));
  return router;
}
