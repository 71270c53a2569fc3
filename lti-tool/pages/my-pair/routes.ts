import { Router } from 'express';
import { id } from '../../../service/api/common.js';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { type FormView, fieldOrNull, fieldText, openForm, submitForm } from '../../web/forms.js';
import { cardPlanned } from '../calendar/planned-words.js';
import { closingLink } from '../closing/closing-words.js';
import { contactWords, nextStep, stoppedWords } from '../home/pair-words.js';
import { keepingTyped } from '../meetings/meeting-fields.js';
import { idParam } from '../meetings/path-ids.js';
import { pairTimeline } from '../meetings/timeline-model.js';
import { historyModel, thanksModel } from '../pair-life/history-words.js';
import { myThanks } from '../pair-life/thanks-routes.js';
import { pairPlans } from '../plans/plan-lines.js';
import { helpModel } from './help-model.js';

type PairPage = OutputOf<Contract['getPair']>;

/** Progress of the only mentee, or of the caller; a group's is a page for each person. */
async function progressOf(ctx: PageContext, pair: PairPage) {
  // Who has left a pair reads what was theirs: how the others do is not.
  if (pair.leftOn !== null && ctx.role === 'mentor') return null;
  if (ctx.byLink !== null) return null;
  const [only] = pair.mentees;
  const personId =
    ctx.role === 'mentee'
      ? ctx.me.personId
      : pair.mentees.length === 1
        ? only?.personId
        : undefined;
  if (!personId) return null;
  return ctx.api.getProgress({ programmeId: ctx.programmeId, personId });
}

function factsOf(ctx: PageContext, pair: PairPage): { label: string; text: string }[] {
  const { t, fmt, ref } = ctx;
  const order = pair.orderNumber
    ? t('home.pair.orderText', {
        number: pair.orderNumber,
        date: fmt.date(pair.orderDate) || 'none',
      })
    : '';
  return [
    { label: t('home.pair.form'), text: ref('form', pair.form) },
    { label: t('home.pair.variant'), text: ref('roleVariant', pair.roleVariant) },
    { label: t('home.pair.format'), text: ref('pairFormat', pair.format) },
    {
      label: t('home.pair.dates'),
      text: [
        `${fmt.date(pair.startsOn)} – ${fmt.date(pair.endsOn)}`,
        pair.prolongedFrom && t('life.prolongedTo', { date: fmt.date(pair.endsOn) }),
      ]
        .filter(Boolean)
        .join(', '),
    },
    { label: t('home.pair.order'), text: order },
    {
      label: t('home.pair.held'),
      text: t('home.pair.heldText', { n: pair.meetingsHeld, time: fmt.minutes(pair.minutesTotal) }),
    },
  ].filter((fact) => fact.text !== '');
}

async function showPair(ctx: PageContext): Promise<void> {
  const pairId = idParam(ctx, 'pairId');
  if (ctx.role !== 'mentor' && ctx.role !== 'mentee') return ctx.redirect(`pairs/${pairId}`);
  const pair = await ctx.api.getPair({ programmeId: ctx.programmeId, pairId });
  const [progress, timeline, plans, life] = await Promise.all([
    progressOf(ctx, pair),
    pairTimeline(ctx, pair),
    // Plans are of those who are in the pair.
    pair.leftOn === null ? pairPlans(ctx, pair) : [],
    ctx.api.getPairLife({ programmeId: ctx.programmeId, pairId }),
  ]);
  const mentor = ctx.role === 'mentor';
  const others = mentor ? pair.mentees : pair.mentors;
  const group = mentor && pair.mentees.length > 1;
  const stopped = stoppedWords(ctx, pair);
  ctx.render('my-pair/show', {
    pair,
    mentor,
    title: group
      ? ctx.t('home.group', { n: pair.mentees.length })
      : ctx.fmt.list(others.map((person) => person.name)),
    people: others,
    group,
    next: nextStep(ctx, pair),
    canLog: mentor && stopped === '',
    stopped,
    planned: stopped === '' ? cardPlanned(ctx, pair, { leads: mentor, back: 'pair' }) : null,
    facts: factsOf(ctx, pair),
    contacts: ctx.byLink === null ? contactWords(pair.contacts) : [],
    left:
      pair.leftOn === null
        ? ''
        : ctx.t(`life.left.${mentor ? 'mentor' : 'mentee'}`, { date: ctx.fmt.date(pair.leftOn) }),
    history: historyModel(ctx, life),
    thanks: thanksModel(ctx, life, false),
    mine: pair.leftOn === null && ctx.byLink === null ? myThanks(ctx, pairId, life) : null,
    closing: pair.leftOn === null ? closingLink(ctx, pair) : null,
    progress,
    timeline,
    plans,
  });
}

async function showHelp(ctx: PageContext, form: FormView, status = 200): Promise<void> {
  const pairId = idParam(ctx, 'pairId');
  const pair = await ctx.api.getPair({ programmeId: ctx.programmeId, pairId });
  const help = await helpModel(ctx, [pair], {
    form,
    back: form.value('back') || 'home',
    meetingId: form.value('meetingId'),
  });
  ctx.render('my-pair/help', { help }, status);
}

async function openHelp(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentee');
  const { meeting } = ctx.req.query;
  const meetingId = id.safeParse(meeting).success ? String(meeting) : '';
  await showHelp(ctx, await openForm(ctx, { meetingId }));
}

async function askForHelp(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentee');
  const pairId = idParam(ctx, 'pairId');
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: { text: ctx.t('home.help.text') },
    attempt: () =>
      keepingTyped(ctx, () =>
        ctx.api.askForHelp({
          programmeId: ctx.programmeId,
          pairId,
          meetingId: fieldOrNull(body, 'meetingId'),
          text: fieldText(body, 'text'),
          idempotencyKey: fieldText(body, 'idempotencyKey') || ctx.idempotencyKey(),
        }),
      ),
    done: () => ctx.redirect('my', { kind: 'success', key: 'home.help.sent' }),
    again: (form) => showHelp(ctx, form, 422),
  });
}

/** The page of one's own pair and the mentee's request for help. */
export function myPairRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/my/pairs/:pairId', page(showPair));
  router.get('/my/pairs/:pairId/help', page(openHelp));
  router.post('/my/pairs/:pairId/help', page(askForHelp));
  return router;
}
