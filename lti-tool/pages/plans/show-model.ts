import { PLAN_TEXTS } from '../../../service/api/index.js';
import type { Plan, PlanFields } from '../../../service/api/plans.js';
import { daysBetween } from '../../../shared/dates.js';
import type { PageContext } from '../../web/context.js';
import type { FormView } from '../../web/forms.js';
import { pairPath } from './new-routes.js';
import { figureWords, goalStateWords, planStateWords, planTitle } from './plan-words.js';

/** The long texts of a plan that say something, with their labels. */
export function textsOf(
  { t, ref }: Pick<PageContext, 't' | 'ref'>,
  plan: PlanFields,
): { label: string; text: string }[] {
  const texts = PLAN_TEXTS[plan.kind].map((name) => ({
    label: t(`plan.${name}`),
    text: plan[name],
  }));
  const mode =
    plan.kind === 'personal_programme' && plan.mode !== null
      ? [{ label: t('plan.mode'), text: ref('planMode', plan.mode) }]
      : [];
  return [...texts, ...mode].filter(({ text }) => text !== '');
}

function rowModel(ctx: PageContext, plan: Plan, row: Plan['rows'][number]) {
  const { t, fmt } = ctx;
  const path = `plans/${plan.planId}/rows/${row.rowId}`;
  return {
    ...row,
    path,
    id: `row-${row.number}`,
    due: fmt.date(row.dueOn),
    near: row.state === 'planned' || row.state === 'in_progress' ? fmt.near(row.dueOn) : '',
    words: goalStateWords(ctx, row),
    markWords: row.mark === null ? '' : t('plan.markOf', { mark: row.mark }),
    // Of a plan that nobody has confirmed yet all rows are new.
    isNew: plan.confirmed !== null && !row.agreed,
    first: row.number === 1,
    last: row.number === plan.rows.length,
    resultLabel: t(plan.mine ? 'plan.row.actual' : 'plan.row.result'),
  };
}

/** The sentence of state under the title. */
function leadOf(ctx: PageContext, plan: Plan): string {
  const { t, fmt } = ctx;
  const overdue = plan.rows.some((row) => row.overdue);
  const side = ctx.role === 'mentee' ? 'mentee' : 'mentor';
  const waits = plan.state === 'confirmed' ? '' : t(`plan.lead.${plan.state}.${side}`);
  const holds = plan.confirmed
    ? t('plan.lead.confirmed', {
        date: fmt.date(plan.confirmed.paperOn ?? plan.confirmed.confirmedAt),
        figures: figureWords(ctx, { ...plan, overdue }),
      })
    : '';
  return [holds, waits].filter(Boolean).join(' ');
}

function factsOf(ctx: PageContext, plan: Plan) {
  const { t, fmt } = ctx;
  const names = plan.mentors.map(({ name }) => name);
  const lines: [string, string][] = [
    [t('plan.period'), `${fmt.date(plan.startsOn)} – ${fmt.date(plan.endsOn)}`],
    [t('plan.mentorsOf', { n: names.length }), fmt.list(names)],
    [t('plan.list.form'), ctx.ref('form', plan.form)],
    [t('plan.variant'), ctx.ref('roleVariant', plan.roleVariant)],
  ];
  return lines.filter(([, text]) => text !== '').map(([label, text]) => ({ label, text }));
}

const MONTHS_LEAST = 3;
const DAYS_MOST = 366;

/** A programme lasts from three months to a year (methodology §9.2); said, not refused: a pair may be shorter. */
function lengthWords({ t }: PageContext, plan: PlanFields): string {
  if (plan.kind !== 'personal_programme') return '';
  const from = new Date(`${plan.startsOn}T00:00:00Z`);
  const least = new Date(from);
  least.setUTCMonth(from.getUTCMonth() + MONTHS_LEAST);
  const isShort = plan.endsOn < least.toISOString().slice(0, 10);
  const isLong = daysBetween(plan.startsOn, plan.endsOn) > DAYS_MOST;
  return isShort || isLong ? t('plan.length') : '';
}

/** The page of a plan: its state, what is to be done with it, the rows, the texts. */
export function showModel(ctx: PageContext, plan: Plan, form: FormView) {
  const waiting = plan.state === 'offered' ? plan.offered : null;
  const isStaff = ctx.role === 'coordinator' || ctx.role === 'curator';
  const returned = plan.state !== 'offered' ? (plan.offered?.returnNote ?? null) : null;
  return {
    plan,
    form,
    title: planTitle(ctx, plan),
    lead: leadOf(ctx, plan),
    state: planStateWords(ctx, plan.state),
    path: `plans/${plan.planId}`,
    back: pairPath(ctx, plan.pairId),
    stopped: plan.stopped ? ctx.t(`errors.plan.stopped.${plan.stopped}`) : '',
    returned: plan.mayWrite ? returned : null,
    length: plan.mayWrite ? lengthWords(ctx, plan) : '',
    rows: plan.rows.map((row) => rowModel(ctx, plan, row)),
    texts: textsOf(ctx, plan),
    facts: factsOf(ctx, plan),
    offer:
      plan.mayWrite && (plan.state === 'draft' || plan.state === 'changed') && plan.rows.length > 0,
    confirm: plan.mine && waiting ? waiting.number : null,
    paper: plan.mayWrite && isStaff && waiting ? waiting.number : null,
    removable: plan.mayWrite && plan.offered === null,
    copies: plan.mayWrite ? plan.withoutPlan : 0,
    confirmedHref:
      plan.confirmed && plan.state !== 'confirmed'
        ? ctx.url(`plans/${plan.planId}/versions/${plan.confirmed.number}`)
        : null,
  };
}
