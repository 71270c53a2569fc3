import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { GoalFields, PlanFields } from '../api/plans.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { lockPair, type PairWithPeople } from '../pairs/index.js';
import { changedMeanwhile, putFigures } from './change-plan.js';
import { goalFieldsOf, planFieldsOf, usualKind } from './plan-rules.js';
import { planStore, type StoredPlan } from './plan-store.js';
import { factsOf, readLockedPlan, readPair, readStop, refuseStopped } from './plan-view.js';
import { rowStore } from './row-store.js';
import { datedGoals, emptyFields, movedGoals, newPeriod, templatesFor } from './template-rules.js';
import { PLAN_TEMPLATES } from './templates/index.js';

/** What a new plan consists of. */
interface NewPlan {
  fields: PlanFields;
  goals: GoalFields[];
}

/** The goals of a plan that were neither taken out nor dropped. */
async function goalsOf(trx: Knex.Transaction | ServiceDeps['db'], planId: string) {
  const rows = await rowStore(trx).all(planId);
  return rows
    .filter(({ removedAt, state }) => removedAt === null && state !== 'dropped')
    .map(goalFieldsOf);
}

const menteeOf = (pair: PairWithPeople, personId: string) => {
  const mentee = pair.mentees.find((one) => one.personId === personId);
  if (!mentee) throw notFound('participant');
  return mentee;
};

/** What a new plan of a mentee may begin with. */
export async function listTemplates(
  deps: ServiceDeps,
  { authority, input }: Call<'listPlanTemplates'>,
): Promise<OutputOf<Contract['listPlanTemplates']>> {
  const pair = await readPair(deps.db, authority, input.pairId);
  const mentee = menteeOf(pair, input.personId);
  const period = newPeriod(pair, todayIn(authority.timeZone, deps.clock));
  const last = await planStore(deps.db).lastOf(
    authority.organisationId,
    mentee.personId,
    pair.pairId,
  );
  return {
    mentee,
    kind: usualKind(pair.form),
    templates: templatesFor(PLAN_TEMPLATES, pair).map(({ template, fits }) => ({
      code: template.code,
      kind: template.kind,
      title: template.title,
      fits,
      goals: datedGoals(template.goals, period),
    })),
    last: last && { startsOn: last.startsOn, goals: (await goalsOf(deps.db, last.planId)).length },
  };
}

async function fromLast(
  trx: Knex.Transaction,
  authority: Authority,
  pair: PairWithPeople,
  personId: string,
  today: string,
): Promise<NewPlan> {
  const { organisationId } = authority;
  const last = await planStore(trx).lastOf(organisationId, personId, pair.pairId);
  if (!last) throw invalid([{ path: 'source', code: 'plan.noLast' }]);
  const period = newPeriod(pair, today);
  const goals = movedGoals(await goalsOf(trx, last.planId), last, period);
  return { fields: { ...planFieldsOf(last), ...period }, goals };
}

async function newPlanOf(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  { authority, input }: Pick<Call<'createPlan'>, 'authority' | 'input'>,
  pair: PairWithPeople,
): Promise<NewPlan> {
  const { source, personId } = input;
  const today = todayIn(authority.timeZone, deps.clock);
  if (source === 'last') {
    const { fields, goals } = await fromLast(trx, authority, pair, personId, today);
    return { fields: { ...fields, kind: input.kind ?? fields.kind }, goals };
  }
  const period = newPeriod(pair, today);
  if (source === 'empty')
    return { fields: emptyFields(input.kind ?? usualKind(pair.form), period), goals: [] };
  const found = templatesFor(PLAN_TEMPLATES, pair).find(
    ({ template }) => template.code === input.template,
  );
  if (!found) throw invalid([{ path: 'template', code: 'value.invalid' }]);
  const { kind, texts, goals } = found.template;
  return {
    fields: emptyFields(input.kind ?? kind, period, texts),
    goals: datedGoals(goals, period),
  };
}

interface Place {
  pairId: string;
  personId: string;
}

async function write(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  { pairId, personId }: Place,
  { fields, goals }: NewPlan,
): Promise<string> {
  const place = { ...authority, pairId, personId };
  const now = deps.clock.now();
  const planId = await planStore(trx).insert(place, fields, now);
  await rowStore(trx).add({ ...authority, planId }, goals, 0, now);
  const rows = (await rowStore(trx).all(planId)).map(factsOf);
  await putFigures(trx, { planId, confirmedNumber: null }, rows);
  const { kind: planKind, startsOn, endsOn } = fields;
  await recordChange(trx, deps.clock, authority, {
    action: 'created',
    entity: 'plan',
    entityId: planId,
    after: { pairId, planKind, startsOn, endsOn, goals: goals.length },
  });
  return planId;
}

/** Makes a plan for a mentee who has none in this pair; sent twice with one key, made once. */
export async function createPlan(
  deps: ServiceDeps,
  call: Call<'createPlan'>,
): Promise<{ planId: string }> {
  const { actor, authority, input } = call;
  const { pairId, personId } = input;
  return inTransaction(deps.db, async (trx) => {
    await readPair(trx, authority, pairId);
    await lockPair(trx, pairId);
    const key = {
      organisationId: authority.organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `createPlan ${pairId}`,
      key: input.idempotencyKey,
      input,
    };
    return once(trx, deps.clock, key, async () => {
      const pair = await readPair(trx, authority, pairId);
      menteeOf(pair, personId);
      await refuseStopped(trx, deps, authority, pair, personId);
      if ((await planStore(trx).ofPair(pairId, personId)).length > 0)
        throw invalid([{ path: '', code: 'plan.exists' }]);
      const made = await newPlanOf(trx, deps, call, pair);
      return { planId: await write(trx, deps, authority, input, made) };
    });
  });
}

/** Who of a pair gets a copy: those without a plan whose consent stands. */
async function receivers(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  pair: PairWithPeople,
): Promise<string[]> {
  const has = new Set((await planStore(trx).ofPair(pair.pairId)).map((one) => one.personId));
  const free: string[] = [];
  for (const { personId } of pair.mentees) {
    if (has.has(personId)) continue;
    if ((await readStop(trx, deps, authority, pair, personId)) === null) free.push(personId);
  }
  return free;
}

/** What of a plan is not about the one person: their difficulties are for nobody else's eyes. */
const sharedFields = (plan: StoredPlan): PlanFields => ({
  ...planFieldsOf(plan),
  difficulties: '',
  problem: '',
});

/**
 * The same plan, as a draft, for all others of the group who have none: the goals and what is not about the
 * one person.
 */
export async function copyPlan(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'copyPlan'>,
): Promise<{ made: number }> {
  const { planId } = input;
  return inTransaction(deps.db, async (trx) => {
    const { plan, pair } = await readLockedPlan(trx, authority, planId);
    const key = {
      organisationId: authority.organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `copyPlan ${planId}`,
      key: input.idempotencyKey,
      input,
    };
    return once(trx, deps.clock, key, async () => {
      const free = await receivers(trx, deps, authority, pair);
      if (free.length === 0) throw invalid([{ path: '', code: 'plan.nobodyToCopyTo' }]);
      const same = { fields: sharedFields(plan), goals: await goalsOf(trx, planId) };
      for (const personId of free)
        await write(trx, deps, authority, { pairId: pair.pairId, personId }, same);
      return { made: free.length };
    });
  });
}

/** Whether a plan may be taken away: nothing of it was ever offered. */
const isFresh = ({ offeredNumber }: StoredPlan): boolean => offeredNumber === 0;

/** Takes away a draft that was never offered. Throws `changed_meanwhile` where it is not what the caller saw. */
export async function removePlan(
  deps: ServiceDeps,
  { authority, input }: Call<'removePlan'>,
): Promise<{ pairId: string }> {
  const { planId, edition } = input;
  return inTransaction(deps.db, async (trx) => {
    const { plan, pair } = await readLockedPlan(trx, authority, planId);
    await refuseStopped(trx, deps, authority, pair, plan.personId);
    if (!isFresh(plan)) throw invalid([{ path: '', code: 'plan.wasOffered' }]);
    const goals = await goalsOf(trx, planId);
    if (!(await planStore(trx).remove(planId, edition))) throw changedMeanwhile();
    await recordChange(trx, deps.clock, authority, {
      action: 'removed',
      entity: 'plan',
      entityId: planId,
      before: { pairId: plan.pairId, planKind: plan.kind, tasks: goals.map(({ task }) => task) },
      after: { pairId: plan.pairId },
    });
    return { pairId: plan.pairId };
  });
}
