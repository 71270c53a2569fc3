import type { GoalState, PlanState } from '../../../service/api/index.js';
import type { MenteePlan, Plan, PlanBrief } from '../../../service/api/plans.js';
import type { PageContext } from '../../web/context.js';

const PLAN_SIGNS = { draft: '◌', offered: '◐', confirmed: '✓', changed: '◐' } as const;
const PLAN_TONES = {
  draft: 'state-none',
  offered: 'state-attention',
  confirmed: 'state-good',
  changed: 'state-attention',
} as const;
const GOAL_SIGNS: Readonly<Record<GoalState, string>> = {
  planned: '◌',
  in_progress: '◐',
  done: '✓',
  partly: '◐',
  not_done: '✗',
  dropped: '–',
};
const GOAL_TONES: Readonly<Record<GoalState, string>> = {
  planned: 'state-none',
  in_progress: 'state-attention',
  done: 'state-good',
  partly: 'state-attention',
  not_done: 'state-out',
  dropped: 'state-none',
};

export interface StateWords {
  sign: string;
  kind: string;
  word: string;
}

/** A plan's state with its sign and colour. */
export const planStateWords = (ctx: Pick<PageContext, 'ref'>, state: PlanState): StateWords => ({
  sign: PLAN_SIGNS[state],
  kind: PLAN_TONES[state],
  word: ctx.ref('planState', state),
});

/** A goal's state with its sign and colour; late goals say so. */
export function goalStateWords(
  ctx: Pick<PageContext, 'ref' | 't'>,
  { state, overdue }: Pick<Plan['rows'][number], 'state' | 'overdue'>,
): StateWords {
  if (overdue) return { sign: '○', kind: 'state-out', word: ctx.t('plan.goalLate') };
  return { sign: GOAL_SIGNS[state], kind: GOAL_TONES[state], word: ctx.ref('goalState', state) };
}

type Figures = Pick<PlanBrief, 'goals' | 'done' | 'nextDueOn'> & { overdue: boolean };

/** «3 из 7, следующий срок 12.03.2026». */
export function figureWords(ctx: Pick<PageContext, 't' | 'fmt'>, plan: Figures): string {
  const { t, fmt } = ctx;
  const counted = t('plan.figures', { done: plan.done, goals: plan.goals });
  if (plan.nextDueOn === null) return counted;
  const next = t(plan.overdue ? 'plan.lateSince' : 'plan.nextDue', {
    date: fmt.date(plan.nextDueOn),
  });
  return `${counted}, ${next}`;
}

/** What there is to say of a plan whose state is not the whole story; '' of a confirmed one. */
const waitingWords = (ctx: PageContext, state: PlanState): string =>
  state === 'confirmed'
    ? ''
    : ctx.t(`plan.waits.${state}.${ctx.role === 'mentee' ? 'mentee' : 'mentor'}`);

/** A plan in one line, as cards and the pair's page have it. */
export interface PlanLine {
  text: string;
  /** Where it is read, or begun; null: there is nothing to open. */
  href: string | null;
  /** Something waits for this reader, or is late. */
  urgent: boolean;
  /** The plan waits for this reader's confirmation. */
  asks: boolean;
}

/** The plan of one mentee in a line; `create`: the reader may begin one. */
export function planLine(
  ctx: PageContext,
  pairId: string,
  { personId, plan, unconfirmedDays }: MenteePlan,
  create: boolean,
): PlanLine {
  const { t } = ctx;
  const late = unconfirmedDays !== null;
  if (plan === null) {
    const key = create ? 'plan.line.make' : 'plan.line.none';
    const href = create ? ctx.url(`plans/new/${pairId}/${personId}`) : null;
    return { text: t(key), href, urgent: late && create, asks: false };
  }
  const waits = waitingWords(ctx, plan.state);
  const figures = figureWords(ctx, plan);
  const words = plan.confirmedNumber === null ? waits : [figures, waits].filter(Boolean).join('; ');
  const asks = ctx.role === 'mentee' && plan.state === 'offered';
  return {
    text: t('plan.line', { words: words || figures }),
    href: ctx.url(`plans/${plan.planId}`),
    urgent: asks || plan.overdue || late,
    asks,
  };
}

/** All plans of a group in a line: «Планы: подтверждены 2 из 3». */
export function groupLine(
  ctx: PageContext,
  pairPath: string,
  mentees: readonly MenteePlan[],
): PlanLine {
  const confirmed = mentees.filter(({ plan }) => plan !== null && plan.confirmedNumber !== null);
  const late = mentees.some(
    ({ plan, unconfirmedDays }) => unconfirmedDays !== null || plan?.overdue,
  );
  return {
    text: ctx.t('plan.line.group', { n: confirmed.length, of: mentees.length }),
    href: ctx.url(pairPath),
    urgent: late,
    asks: false,
  };
}

/** «ИПР» or «Персонализированная программа» of somebody. */
export const planTitle = (ctx: Pick<PageContext, 't'>, plan: Pick<Plan, 'kind' | 'mentee'>) =>
  ctx.t(`plan.titleOf.${plan.kind}`, { name: plan.mentee.name });
