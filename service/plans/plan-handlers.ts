import { todayIn, toIso } from '../../shared/clock.js';
import { invalid } from '../../shared/errors.js';
import { PLAN_TEXTS } from '../api/index.js';
import type { PlanFields } from '../api/plans.js';
import { changedFields } from '../audit/changed-fields.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { searchWords } from '../names/index.js';
import { isOver, pairRowsByIds, sideOf } from '../pairs/index.js';
import { changedMeanwhile, changePlan } from './change-plan.js';
import { confirmPlan, offerPlan, returnPlan } from './confirming.js';
import { type PlanFilter, planListStore } from './list-store.js';
import { copyPlan, createPlan, listTemplates, removePlan } from './making-plans.js';
import { periodProblems, planFieldsOf } from './plan-rules.js';
import { planStore } from './plan-store.js';
import {
  isWriter,
  menteePlan,
  readPair,
  readVisiblePlan,
  versionView,
  viewPlan,
} from './plan-view.js';
import {
  addRow,
  moveRow,
  recordResult,
  removeRow,
  restoreRow,
  updateRow,
  writeActual,
} from './row-writes.js';

type Names =
  | 'listPlans'
  | 'listMyPlans'
  | 'listPairPlans'
  | 'listPlanTemplates'
  | 'createPlan'
  | 'getPlan'
  | 'planHistory'
  | 'updatePlan'
  | 'removePlan'
  | 'copyPlan'
  | 'offerPlan'
  | 'confirmPlan'
  | 'returnPlan'
  | 'addPlanRow'
  | 'updatePlanRow'
  | 'movePlanRow'
  | 'removePlanRow'
  | 'restorePlanRow'
  | 'recordPlanResult'
  | 'writePlanActual';

/** A page of plans: the rows, how many there are, and the people of their pairs, by four statements. */
async function listPlans(deps: ServiceDeps, { authority, input }: Call<'listPlans'>) {
  const { programmeId, page, pageSize } = input;
  const today = todayIn(authority.timeZone, deps.clock);
  const filter: PlanFilter = {
    programmeId,
    scopeForms: authority.scopeForms,
    words: searchWords(input.search),
    form: input.form,
    state: input.state,
    delay: input.delay,
    today,
  };
  const store = planListStore(deps.db);
  const [rows, total] = await Promise.all([
    store.page(filter, pageSize, (page - 1) * pageSize),
    store.count(filter),
  ]);
  const pairIds = [...new Set(rows.map(({ pairId }) => pairId))];
  const pairs = await pairRowsByIds(deps.db, programmeId, pairIds);
  return {
    rows: rows.map((row) => {
      const { personId, name, ...rest } = menteePlan(row, today);
      const pair = pairs.get(row.pairId);
      return {
        ...rest,
        mentee: { personId, name },
        pairId: row.pairId,
        form: row.form,
        pairState: row.pairState,
        pairStartsOn: row.pairStartsOn,
        mentors: pair?.mentors ?? [],
        shortNames: pair?.shortNames ?? { mentors: [], mentees: [] },
      };
    }),
    total,
    page,
    pageSize,
  };
}

async function listMine(deps: ServiceDeps, { authority }: Call<'listMyPlans'>) {
  const { programmeId, personId } = authority;
  const side = sideOf(authority);
  if (side === null || personId === null) return { rows: [] };
  const today = todayIn(authority.timeZone, deps.clock);
  const rows = await planListStore(deps.db).mine(programmeId, personId, side);
  return { rows: rows.map((row) => ({ ...menteePlan(row, today), pairId: row.pairId })) };
}

async function listOfPair(deps: ServiceDeps, { authority, input }: Call<'listPairPlans'>) {
  const { programmeId, pairId } = input;
  const pair = await readPair(deps.db, authority, pairId);
  const today = todayIn(authority.timeZone, deps.clock);
  const own = authority.role === 'mentee' ? (authority.personId ?? '') : undefined;
  const rows = await planListStore(deps.db).ofPair(programmeId, pairId, own);
  return {
    mayWrite: isWriter(authority) && !isOver(pair),
    rows: rows.map((row) => menteePlan(row, today)),
  };
}

async function history(deps: ServiceDeps, { authority, input }: Call<'planHistory'>) {
  await readVisiblePlan(deps.db, authority, input.planId);
  const store = planStore(deps.db);
  const [versions, changes] = await Promise.all([
    store.versions(input.planId),
    store.changes(input.planId),
  ]);
  return {
    versions: versions.map(versionView),
    changes: changes.map((one) => ({
      ...one,
      at: toIso(Number(one.at)),
      actorName: one.actorName ?? '',
    })),
  };
}

/** The fields of a form over those that are stored: texts of the other kind stay as they were. */
function fieldsOver(stored: PlanFields, given: PlanFields): PlanFields {
  const { kind, startsOn, endsOn, mode } = given;
  const texts = Object.fromEntries(PLAN_TEXTS[kind].map((name) => [name, given[name]]));
  const kept = kind === 'personal_programme' ? mode : stored.mode;
  return { ...planFieldsOf(stored), kind, startsOn, endsOn, mode: kept, ...texts };
}

/** Changes what stands above the rows, over the version that the caller saw. */
function updatePlan(deps: ServiceDeps, { authority, input }: Call<'updatePlan'>) {
  const { planId, version } = input;
  return changePlan(deps, authority, planId, async ({ trx, plan, pair, rows }) => {
    if (plan.version !== version) throw changedMeanwhile();
    const fields = fieldsOver(plan, planFieldsOf(input));
    const terms = rows.filter((row) => row.removedAt === null).map(({ dueOn }) => dueOn);
    const problems = periodProblems(fields, pair, terms);
    if (problems.length > 0) throw invalid(problems);
    const change = changedFields({ ...planFieldsOf(plan) }, { ...fields });
    if (Object.keys(change.after).length === 0) return null;
    if (!(await planStore(trx).update(planId, version, fields))) throw changedMeanwhile();
    return { action: 'changed', ...renamed(change) };
  });
}

/** The journal knows `kind` as that of meetings. */
function renamed(change: { before: Record<string, unknown>; after: Record<string, unknown> }) {
  const rename = ({ kind, mode, ...rest }: Record<string, unknown>) => ({
    ...(kind === undefined ? {} : { planKind: kind }),
    ...(mode === undefined ? {} : { planMode: mode }),
    ...rest,
  });
  return { before: rename(change.before), after: rename(change.after) };
}

/** The handlers of plans: ИПР and personalised programmes (methodology §9.2). */
export function planHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listPlans: remembered<'listPlans'>(deps, (call) => listPlans(deps, call)),
    listMyPlans: remembered<'listMyPlans'>(deps, (call) => listMine(deps, call)),
    listPairPlans: remembered<'listPairPlans'>(deps, (call) => listOfPair(deps, call)),
    listPlanTemplates: (call) => listTemplates(deps, call),
    createPlan: (call) => createPlan(deps, call),
    getPlan: ({ authority, input }) => viewPlan(deps.db, deps, authority, input.planId),
    planHistory: (call) => history(deps, call),
    updatePlan: (call) => updatePlan(deps, call),
    removePlan: (call) => removePlan(deps, call),
    copyPlan: (call) => copyPlan(deps, call),
    offerPlan: (call) => offerPlan(deps, call),
    confirmPlan: (call) => confirmPlan(deps, call),
    returnPlan: (call) => returnPlan(deps, call),
    addPlanRow: (call) => addRow(deps, call),
    updatePlanRow: (call) => updateRow(deps, call),
    movePlanRow: (call) => moveRow(deps, call),
    removePlanRow: (call) => removeRow(deps, call),
    restorePlanRow: (call) => restoreRow(deps, call),
    recordPlanResult: (call) => recordResult(deps, call),
    writePlanActual: (call) => writeActual(deps, call),
  };
}
