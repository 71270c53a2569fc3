import { todayIn } from '../../shared/clock.js';
import { invalid } from '../../shared/errors.js';
import type { Plan } from '../api/plans.js';
import type { Call, ServiceDeps } from '../handler.js';
import { changedMeanwhile, changePlan, confirmedContent, type PlanChange } from './change-plan.js';
import { contentOf, periodProblems, stateAfterEdit } from './plan-rules.js';
import { planStore } from './plan-store.js';
import { factsOf } from './plan-view.js';

/**
 * The mentor's side confirms the plan as it is: a new version, which waits for the mentee. Offered already
 * as it is, it is answered as it is. Throws `changed_meanwhile` where it is not what the caller saw.
 */
export async function offerPlan(
  deps: ServiceDeps,
  { authority, input }: Call<'offerPlan'>,
): Promise<Plan> {
  return changePlan(deps, authority, input.planId, async ({ trx, plan, pair, rows }) => {
    if (plan.edition !== input.edition) throw changedMeanwhile();
    if (plan.state === 'offered') return null;
    if (plan.state === 'confirmed') throw invalid([{ path: '', code: 'plan.nothingToOffer' }]);
    const content = contentOf(plan, rows.map(factsOf));
    if (content.goals.length === 0) throw invalid([{ path: '', code: 'plan.noRows' }]);
    const terms = content.goals.map(({ dueOn }) => dueOn);
    const problems = periodProblems(plan, pair, terms);
    if (problems.length > 0) throw invalid([{ path: '', code: 'plan.datesOutside' }]);
    const by = {
      personId: authority.personId,
      byLink: authority.byLink === true,
      now: deps.clock.now(),
    };
    const number = await planStore(trx).offer(plan, authority, content, by);
    return {
      action: 'offered',
      before: { planState: plan.state },
      after: { planState: 'offered', planVersion: number },
    };
  });
}

/** Whether the version that the caller saw is the one that waits. @throws `changed_meanwhile` where it is not */
function checkNumber({ plan }: PlanChange, number: number): void {
  if (plan.state !== 'offered' || plan.offeredNumber !== number) throw changedMeanwhile();
}

/**
 * The mentee confirms the version that waits; staff may note that it was signed on paper. A second call is
 * answered as the first. Throws `changed_meanwhile` for an older version than the one that waits.
 */
export async function confirmPlan(
  deps: ServiceDeps,
  { authority, input }: Call<'confirmPlan'>,
): Promise<Plan> {
  const { number } = input;
  const isMentee = authority.role === 'mentee';
  const paperOn = isMentee ? null : input.paperOn;
  if (!isMentee && paperOn === null) throw invalid([{ path: 'paperOn', code: 'required' }]);
  const today = todayIn(authority.timeZone, deps.clock);
  if (paperOn !== null && paperOn > today)
    throw invalid([{ path: 'paperOn', code: 'plan.paperInFuture' }]);
  return changePlan(deps, authority, input.planId, async (change) => {
    const { trx, plan } = change;
    if (plan.state === 'confirmed' && plan.confirmedNumber === number) return null;
    checkNumber(change, number);
    const by = { personId: authority.personId, now: deps.clock.now(), paperOn };
    await planStore(trx).confirm(plan.planId, number, by);
    return {
      action: 'confirmed',
      before: { planState: plan.state },
      after: {
        planState: 'confirmed',
        planVersion: number,
        ...(paperOn === null ? {} : { paperOn }),
      },
    };
  });
}

/** The mentee gives the version back with what they would change; it is a draft again, or changed. */
export async function returnPlan(
  deps: ServiceDeps,
  { authority, input }: Call<'returnPlan'>,
): Promise<Plan> {
  const { number, note } = input;
  return changePlan(deps, authority, input.planId, async (change) => {
    const { trx, plan, rows } = change;
    checkNumber(change, number);
    const store = planStore(trx);
    const now = contentOf(plan, rows.map(factsOf));
    const state = stateAfterEdit(now, await confirmedContent(trx, plan));
    await store.giveBack(plan.planId, number, note);
    await store.setState(plan.planId, state);
    return {
      action: 'returned',
      before: { planState: plan.state },
      after: { planState: state, planVersion: number, note },
    };
  });
}
