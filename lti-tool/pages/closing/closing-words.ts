import type { ClosingStepView, ClosingView, ListedClosing } from '../../../service/api/closing.js';
import { CLOSING_AHEAD_DAYS } from '../../../service/api/index.js';
import type { MyPair } from '../../../service/api/pairs.js';
import { addDays } from '../../../shared/dates.js';
import type { PageContext } from '../../web/context.js';

/** Signs of the states, beside their words. */
const SIGNS: Readonly<Record<ClosingStepView['state'], { sign: string; kind: string }>> = {
  done: { sign: '●', kind: 'state-good' },
  todo: { sign: '○', kind: 'state-out' },
  waits: { sign: '◐', kind: 'state-attention' },
  later: { sign: '◌', kind: 'state-none' },
  none: { sign: '–', kind: 'state-none' },
};

/** A link that mends a step. */
interface StepLink {
  path: string;
  label: string;
  query?: Record<string, string>;
}

/** «3 из 5» where it is asked of several, else the word of the state. */
export function stepWords(
  ctx: Pick<PageContext, 't' | 'ref'>,
  { step, state, done, of }: ClosingStepView,
  reportState: ListedClosing['reportState'] = null,
) {
  const word =
    step === 'report' && reportState !== null && state !== 'later'
      ? ctx.ref('reportState', reportState)
      : ctx.ref('closingState', state);
  const counts = of > 1 && (state === 'todo' || state === 'later' || state === 'done');
  return { ...SIGNS[state], word: counts ? ctx.t('closing.count', { done, of }) : word };
}

const isOver = (state: string): boolean => state === 'completed' || state === 'terminated';

/** The link to the closing of a pair that is at its end; null: it is not, or the reader came by a personal link. */
export function closingLink(
  { t, url, fmt, byLink }: Pick<PageContext, 't' | 'url' | 'fmt' | 'byLink'>,
  pair: Pick<MyPair, 'pairId' | 'state' | 'endsOn'>,
): { href: string; label: string } | null {
  const near = pair.state !== 'draft' && fmt.today >= addDays(pair.endsOn, -CLOSING_AHEAD_DAYS);
  if (byLink !== null || (!isOver(pair.state) && !near)) return null;
  return { href: url(`closing/${pair.pairId}`), label: t('closing.open') };
}

const isStaff = (ctx: PageContext): boolean =>
  ctx.role === 'coordinator' || ctx.role === 'curator' || ctx.role === 'head';

function surveyLink(ctx: PageContext, closing: ClosingView): StepLink | null {
  const { t } = ctx;
  const [own] = closing.people;
  if (!isStaff(ctx))
    return own?.survey === 'open' && own.waveId
      ? { path: `my-surveys/${own.waveId}`, label: t('closing.link.answer') }
      : null;
  const missing = closing.people.filter(({ survey }) => survey !== 'answered');
  const without = missing.some(({ survey }) => survey === 'none');
  if (without && ctx.role === 'coordinator')
    return { path: 'questionnaires', query: { stage: 'final' }, label: t('closing.link.wave') };
  const wave = missing.find(({ waveId }) => waveId !== null)?.waveId;
  return wave ? { path: `surveys/${wave}`, label: t('closing.link.answers') } : null;
}

function reflectionLink(ctx: PageContext, closing: ClosingView, step: ClosingStepView) {
  const { t } = ctx;
  const path = `closing/${closing.pairId}`;
  if (ctx.role === 'head') return null;
  if (isStaff(ctx))
    return step.done > 0 ? { path: `${path}/reflections`, label: t('closing.link.read') } : null;
  const label = t(step.done > 0 ? 'closing.link.myReflection' : 'closing.link.reflect');
  return step.state === 'later' ? null : { path: `${path}/reflection`, label };
}

/** Where a step is done, for this reader; null: there is nothing for them to open. */
export function linkOf(
  ctx: PageContext,
  closing: ClosingView,
  step: ClosingStepView,
): StepLink | null {
  const { t } = ctx;
  const { pairId, state } = closing;
  const path = `closing/${pairId}`;
  const later = step.state === 'later';
  switch (step.step) {
    case 'meeting':
      return step.state === 'todo' &&
        state === 'active' &&
        ctx.role !== 'mentee' &&
        ctx.role !== 'head'
        ? { path: `meetings/new/${pairId}`, label: t('closing.link.meeting') }
        : null;
    case 'survey':
      return step.state === 'done' ? null : surveyLink(ctx, closing);
    case 'reflection':
      return reflectionLink(ctx, closing, step);
    case 'report':
      return later ? null : { path: `${path}/report`, label: t('closing.link.report') };
    case 'case':
      return later || (step.state === 'none' && !closing.hasCase)
        ? null
        : { path: `${path}/case`, label: t('closing.link.case') };
    case 'papers':
      return papersLink(ctx, closing, later);
    case 'results':
      return later ? null : { path: `${path}/results`, label: t('closing.link.results') };
    case 'mentor':
      if (ctx.role === 'mentee')
        return closing.today >= addDays(closing.endsOn, -CLOSING_AHEAD_DAYS) || isOver(state)
          ? { path: `${path}/mentor`, label: t('closing.link.mentor') }
          : null;
      return ctx.role === 'coordinator' && step.of > 0
        ? { path: 'closing/wishes', label: t('closing.link.wishes') }
        : null;
  }
}

function papersLink(ctx: PageContext, closing: ClosingView, later: boolean): StepLink | null {
  const { t } = ctx;
  const [own] = closing.people;
  if (!isStaff(ctx))
    return own?.paperId
      ? { path: `closing/${closing.pairId}/my-paper.pdf`, label: t('closing.link.pdf') }
      : null;
  const query = { pairId: closing.pairId };
  return later ? null : { path: 'closing/papers', query, label: t('closing.link.papers') };
}

/** What is to be said of a step: whom it waits for, what it is for. */
export function sentenceOf(ctx: PageContext, closing: ClosingView, step: ClosingStepView): string {
  const { t, fmt } = ctx;
  const [own] = closing.people;
  const side = isStaff(ctx) ? 'staff' : ctx.role;
  const params = { done: step.done, of: step.of, date: fmt.date(closing.closingMeetingOn) };
  if (step.step === 'survey' && own && !isStaff(ctx))
    return t(`closing.survey.${own.survey}`, { date: fmt.date(own.surveyEndsOn) });
  if (step.step === 'survey') {
    const none = closing.people.filter(({ survey }) => survey === 'none').length;
    const counts = t('closing.say.survey.staff', params);
    return none > 0 ? `${counts} ${t('closing.say.survey.noWave', { n: none })}` : counts;
  }
  if (step.step === 'report' && step.state !== 'later')
    return t(`closing.say.report.${closing.reportState ?? 'none'}.${side}`, params);
  if (step.step === 'mentor' && ctx.role === 'mentee') {
    const [wish] = closing.wishes;
    const said = wish?.madeOn ? 'made' : wish?.wished ? 'wished' : 'ask';
    return t(`closing.say.mentor.${said}`, { date: fmt.date(wish?.madeOn ?? null) });
  }
  const key = `closing.say.${step.step}.${step.state}`;
  const own_ = t(`${key}.${side}`, params);
  return own_ === `${key}.${side}` ? t(key, params) : own_;
}
