import type { Knex } from 'knex';
import type { GoalState } from '../../service/api/index.js';
import type { PlanFields } from '../../service/api/plans.js';
import { bulkInsert } from '../../service/db/bulk.js';
import { addDays } from '../../service/pairs/index.js';
import { putFigures } from '../../service/plans/change-plan.js';
import { contentOf, goalFieldsOf } from '../../service/plans/plan-rules.js';
import { planStore } from '../../service/plans/plan-store.js';
import { factsOf } from '../../service/plans/plan-view.js';
import { rowStore, type StoredRow } from '../../service/plans/row-store.js';
import { datedGoals, emptyFields, templatesFor } from '../../service/plans/template-rules.js';
import { PLAN_TEMPLATES } from '../../service/plans/templates/index.js';
import { newId } from '../../shared/ids.js';
import { type FoundPair, pairOf } from './pair-of.js';
import type { SeededPerson } from './rows.js';

interface Place {
  organisationId: string;
  programmeId: string;
  today: string;
  now: number;
}

/** What came of the goals of a plan, the first first. */
type Results = readonly [state: GoalState, mark: number | null, actual: string][];

/** A plan of the demo: how far it is, and what came of its goals. */
interface DemoPlan {
  mentor: string;
  mentee: string;
  /** `changed`: confirmed, and a goal was moved after it. */
  state: 'draft' | 'offered' | 'confirmed' | 'changed';
  results: Results;
}

const DAY_MS = 86_400_000;
/** A plan is written so long after its pair's start, offered and confirmed a day later each. */
const WRITTEN_AFTER_DAYS = 6;
const MOVED_BY_DAYS = 7;

/** Plans in every state; some pairs have none, as it is in life. */
export const DEMO_PLANS: readonly DemoPlan[] = [
  {
    mentor: 'mentor1',
    mentee: 'mentee1',
    state: 'confirmed',
    results: [
      ['done', 5, 'График составлен, его подписали четыре преподавателя'],
      ['partly', 4, 'Пропусков стало вдвое меньше, два опоздания'],
    ],
  },
  { mentor: 'mentor1', mentee: 'mentee2', state: 'offered', results: [] },
  {
    mentor: 'mentor2',
    mentee: 'mentee3',
    state: 'changed',
    results: [['done', 4, 'Три сильные стороны записаны вместе']],
  },
  {
    mentor: 'mentor3',
    mentee: 'mentee4',
    state: 'confirmed',
    results: [
      ['done', 5, 'Прошли все кабинеты, знает, куда обращаться'],
      ['done', 5, 'Сам находит задания в курсе'],
      ['in_progress', null, 'Познакомился с двумя однокурсниками'],
    ],
  },
  { mentor: 'mentor3', mentee: 'mentee5', state: 'draft', results: [] },
  {
    mentor: 'master',
    mentee: 'student1',
    state: 'confirmed',
    results: [
      ['done', 5, 'Техническое задание согласовано с начальником участка'],
      ['done', 4, 'Выбран второй вариант'],
    ],
  },
  {
    mentor: 'teacher',
    mentee: 'novice',
    state: 'confirmed',
    results: [
      ['done', null, 'Рабочая программа и календарный план утверждены'],
      ['done', 5, 'Три листа анализа'],
      ['done', 4, 'Занятие проведено, карта и самоанализ сданы'],
    ],
  },
];

interface Noted {
  by: string;
  role: 'mentor' | 'mentee';
  at: number;
  action: string;
  after: Record<string, unknown>;
}

/** A plan on its way through the demo's past: what was written of it, and the journal's notes of that. */
interface Making {
  trx: Knex.Transaction;
  place: Place;
  pair: FoundPair;
  planId: string;
  rows: StoredRow[];
  mentorId: string;
  personId: string;
  past: Noted[];
}

/** A note of the journal about this plan. */
function note(
  { past, pair, mentorId, personId }: Making,
  role: Noted['role'],
  at: number,
  action: string,
  after: Record<string, unknown>,
): void {
  const by = role === 'mentor' ? mentorId : personId;
  past.push({ by, role, at, action, after: { pairId: pair.id, ...after } });
}

async function begin(
  trx: Knex.Transaction,
  place: Place,
  ids: { mentorId: string; personId: string },
): Promise<{ making: Making; fields: PlanFields; begun: number }> {
  const pair = await pairOf(trx, place.programmeId, [ids.mentorId, ids.personId]);
  const { form, role_variant: roleVariant, starts_on: startsOn, ends_on: endsOn } = pair;
  const [fitting] = templatesFor(PLAN_TEMPLATES, { form, roleVariant });
  if (!fitting) throw new Error(`there is no template for ${form}`);
  const { kind, texts, goals } = fitting.template;
  const fields = emptyFields(kind, { startsOn, endsOn }, texts);
  const begun = Date.parse(`${startsOn}T09:00:00Z`) + WRITTEN_AFTER_DAYS * DAY_MS;
  const at = { ...place, pairId: pair.id, personId: ids.personId };
  const planId = await planStore(trx).insert(at, fields, begun);
  const store = rowStore(trx);
  await store.add({ ...place, planId }, datedGoals(goals, { startsOn, endsOn }), 0, begun);
  const rows = await store.all(planId);
  const making: Making = { trx, place, pair, planId, rows, ...ids, past: [] };
  note(making, 'mentor', begun, 'created', { planKind: kind, goals: goals.length });
  return { making, fields, begun };
}

/** What came of the goals, noted on the day of each term. */
async function noteResults(making: Making, results: Results): Promise<void> {
  for (const [index, [state, mark, actual]] of results.entries()) {
    const row = making.rows[index];
    if (!row) continue;
    const result = { state, mark, actual, comment: '', reason: '' };
    await rowStore(making.trx).setResult(row.rowId, 1, result);
    const at = Math.min(making.place.now, Date.parse(`${row.dueOn}T12:00:00Z`));
    note(making, 'mentor', at, 'result', { goal: row.task, state, mark, actual });
  }
}

/** A term that the mentor has moved since the plan was confirmed. */
async function moveTerm(making: Making): Promise<void> {
  const row = making.rows.at(-2);
  if (!row) return;
  const dueOn = addDays(row.dueOn, MOVED_BY_DAYS);
  await rowStore(making.trx).setGoal(row.rowId, 1, { ...goalFieldsOf(row), dueOn });
  await planStore(making.trx).nextEdition(making.planId, 'changed');
  note(making, 'mentor', making.place.now - DAY_MS, 'row_changed', { goal: row.task, dueOn });
}

const writeNotes = ({ trx, place, planId, past }: Making): Promise<void> =>
  bulkInsert(
    trx,
    'journal',
    past.map(({ by, role, at, action, after }) => ({
      id: newId(),
      organisation_id: place.organisationId,
      programme_id: place.programmeId,
      at,
      actor_id: by,
      actor_role: role,
      action,
      entity: 'plan',
      entity_id: planId,
      before: null,
      after: JSON.stringify(after),
    })),
  );

async function seedPlan(
  trx: Knex.Transaction,
  place: Place,
  plan: DemoPlan,
  ids: { mentorId: string; personId: string },
): Promise<void> {
  const { making, fields, begun } = await begin(trx, place, ids);
  const { planId } = making;
  const store = planStore(trx);
  if (plan.state !== 'draft') {
    const content = contentOf(fields, making.rows.map(factsOf));
    const by = { personId: ids.mentorId, byLink: false, now: begun + DAY_MS };
    await store.offer({ planId, offeredNumber: 0 }, place, content, by);
    note(making, 'mentor', by.now, 'offered', { planState: 'offered', planVersion: 1 });
  }
  const confirmed = plan.state === 'confirmed' || plan.state === 'changed';
  if (confirmed) {
    const by = { personId: ids.personId, now: begun + 2 * DAY_MS, paperOn: null };
    await store.confirm(planId, 1, by);
    note(making, 'mentee', by.now, 'confirmed', { planState: 'confirmed', planVersion: 1 });
  }
  await noteResults(making, plan.results);
  if (plan.state === 'changed') await moveTerm(making);
  const facts = (await rowStore(trx).all(planId)).map(factsOf);
  await putFigures(trx, { planId, confirmedNumber: confirmed ? 1 : null }, facts);
  await writeNotes(making);
}

/** Gives the pairs of the demo college their plans; before their progress is computed. */
export async function seedPlans(
  trx: Knex.Transaction,
  place: Place,
  people: ReadonlyMap<string, SeededPerson>,
): Promise<void> {
  const idOf = (key: string): string => {
    const person = people.get(key);
    if (!person) throw new Error(`the demo has no person ${key}`);
    return person.personId;
  };
  for (const plan of DEMO_PLANS)
    await seedPlan(trx, place, plan, { mentorId: idOf(plan.mentor), personId: idOf(plan.mentee) });
}
