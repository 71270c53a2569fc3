import { Router } from 'express';
import type { ClosingView } from '../../../service/api/closing.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { idParam } from '../meetings/path-ids.js';
import { pairTitle } from '../pairs/pair-words.js';
import { linkOf, sentenceOf, stepWords } from './closing-words.js';

export const READERS = ['coordinator', 'curator', 'head', 'mentor', 'mentee'] as const;

/** Where the page of a closing leads back to. */
const backOf = (ctx: PageContext, pairId: string) =>
  ctx.role === 'mentor' || ctx.role === 'mentee'
    ? { path: `my/pairs/${pairId}`, label: ctx.t('closing.backToPair') }
    : { path: 'closing', label: ctx.t('nav.section.closing') };

/** When it ends, or how it ended. */
function periodWords({ t, fmt }: PageContext, closing: ClosingView): string {
  const { state, endsOn, closedOn, today } = closing;
  const date = fmt.date(closedOn ?? endsOn);
  if (state === 'completed' || state === 'terminated') return t(`closing.ended.${state}`, { date });
  return t(endsOn < today ? 'closing.endedBy' : 'closing.endsOn', { date });
}

function stepModel(ctx: PageContext, closing: ClosingView, step: ClosingView['steps'][number]) {
  const link = linkOf(ctx, closing, step);
  const isNext = closing.next === step.step;
  return {
    step: step.step,
    title: ctx.t(`closing.title.${step.step}`),
    sentence: sentenceOf(ctx, closing, step),
    state: stepWords(ctx, step, closing.reportState),
    isNext,
    link: link && { href: ctx.url(link.path, link.query), label: link.label },
  };
}

/** What is asked of the end of the pair itself, by who may end it. */
function endLink(ctx: PageContext, { pairId, state }: ClosingView) {
  const may = ctx.role === 'coordinator' || ctx.role === 'curator';
  return may && (state === 'active' || state === 'paused')
    ? { href: ctx.url(`pairs/${pairId}/end`), label: ctx.t('closing.endPair') }
    : null;
}

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const pairId = idParam(ctx, 'pairId');
  const closing = await ctx.api.getClosing({ programmeId: ctx.programmeId, pairId });
  const steps = closing.steps.map((step) => stepModel(ctx, closing, step));
  const next = steps.find(({ isNext }) => isNext) ?? null;
  const counted = closing.steps.filter(({ state }) => state !== 'none');
  const done = counted.filter(({ state }) => state === 'done').length;
  ctx.render('closing/show', {
    title: ctx.t('closing.titleOf', { pair: pairTitle(ctx.t, closing) }),
    lead: `${periodWords(ctx, closing)} ${ctx.t('closing.progress', { done, of: counted.length })}`,
    back: backOf(ctx, pairId),
    next,
    nothing: ctx.t(done === counted.length ? 'closing.allDone' : 'closing.nothingYours'),
    steps,
    end: endLink(ctx, closing),
    pair: isMember(ctx)
      ? null
      : { href: ctx.url(`pairs/${pairId}`), label: ctx.t('closing.pairPage') },
  });
}

const isMember = ({ role }: PageContext): boolean => role === 'mentor' || role === 'mentee';

/** «Завершение» of a pair: what is done, what is missing, and where it is mended. */
export function showRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/closing/:pairId', page(show));
  return router;
}
