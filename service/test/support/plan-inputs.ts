import type { MentoringClient } from '../../api/index.js';
import type { BuiltPair } from './builders.js';
import type { Ids, Inputs, World } from './permission-world.js';

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

/** What a world has of plans. */
export interface PlanIds {
  planId: string;
  rowId: string;
}

/** A goal within the dates of a built pair. */
export const GOAL = {
  task: 'Закрыть задолженности',
  dueOn: '2026-12-20',
  planned: 'Долгов нет',
} as const;
/** The part above the rows. */
export const HEAD = {
  kind: 'individual_plan',
  startsOn: '2026-09-01',
  endsOn: '2027-06-30',
  difficulties: 'Пробелы за школьный курс',
  directions: 'Мотивация и учебные результаты',
} as const;

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const ofPair = (w: World, ids: Ids) => ({ ...inProgramme(w), pairId: ids.pair.pairId });
const ofMentee = (w: World, ids: Ids) => ({
  ...ofPair(w, ids),
  personId: ids.pair.menteeIds[0] ?? '',
});
const atPlan = (w: World, ids: Ids) => ({ ...inProgramme(w), planId: ids.planId });
const atRow = (w: World, ids: Ids) => ({ ...inProgramme(w), rowId: ids.rowId });

/** Well-formed inputs of the endpoints of plans. */
export const PLAN_INPUTS: Pick<Inputs, Names> = {
  listPlans: inProgramme,
  listMyPlans: inProgramme,
  listPairPlans: ofPair,
  listPlanTemplates: ofMentee,
  createPlan: (w, ids) => ({ ...ofMentee(w, ids), source: 'empty' }),
  getPlan: atPlan,
  planHistory: atPlan,
  updatePlan: (w, ids) => ({ ...atPlan(w, ids), ...HEAD, version: 1 }),
  removePlan: (w, ids) => ({ ...atPlan(w, ids), edition: 1 }),
  copyPlan: atPlan,
  offerPlan: (w, ids) => ({ ...atPlan(w, ids), edition: 2 }),
  confirmPlan: (w, ids) => ({ ...atPlan(w, ids), number: 1, paperOn: '2026-11-09' }),
  returnPlan: (w, ids) => ({ ...atPlan(w, ids), number: 1, note: 'Не успею' }),
  addPlanRow: (w, ids) => ({ ...atPlan(w, ids), ...GOAL }),
  updatePlanRow: (w, ids) => ({ ...atRow(w, ids), ...GOAL, version: 1 }),
  movePlanRow: (w, ids) => ({ ...atRow(w, ids), to: 'up' }),
  removePlanRow: (w, ids) => ({ ...atRow(w, ids), version: 1 }),
  restorePlanRow: (w, ids) => ({ ...atRow(w, ids), version: 2 }),
  recordPlanResult: (w, ids) => ({ ...atRow(w, ids), state: 'done', version: 1 }),
  writePlanActual: (w, ids) => ({ ...atRow(w, ids), actual: 'Сдано', version: 1 }),
};

/** The tables that these endpoints write. */
export const PLAN_TABLES = ['plans', 'plan_rows', 'plan_versions'] as const;

/** A draft of the first mentee of a pair, with one row. */
export async function buildPlan(client: MentoringClient, pair: BuiltPair): Promise<PlanIds> {
  const { programmeId, pairId, menteeIds } = pair;
  const of = { programmeId, pairId, personId: menteeIds[0] ?? '' };
  const { planId } = await client.createPlan({ ...of, source: 'empty' });
  const { rows } = await client.addPlanRow({ programmeId, planId, ...GOAL });
  return { planId, rowId: rows[0]?.rowId ?? '' };
}
