import type { Plan } from '../../api/plans.js';
import { planHandlers } from '../../plans/plan-handlers.js';
import { progressHandlers } from '../../progress/progress-handlers.js';
import { consentWorld } from './consent-world.js';
import {
  type BuiltPair,
  type BuiltPerson,
  buildPair,
  buildPerson,
  type Feature,
  type OpenDb,
} from './harness.js';
import { GOAL, HEAD } from './plan-inputs.js';
import { problemsOf, rejection } from './rejection.js';

/** A pair and a group with their people, whose consents hold; new for each test. Today is 10 November 2026. */
export function planWorld(openDb: OpenDb, more: readonly Feature[] = []) {
  const w = consentWorld(openDb, [planHandlers, progressHandlers, ...more]);
  const people = {} as Record<'mentor' | 'other' | 'anna' | 'boris' | 'vera' | 'head', BuiltPerson>;
  const pairs = {} as Record<'pair' | 'group', BuiltPair>;

  beforeEach(async () => {
    const adult = async (role: 'mentor' | 'mentee', family: string) => {
      const made = await w.person('1990-03-05', [role], family);
      await w.give(made);
      return made;
    };
    people.mentor = await adult('mentor', 'Наставникова');
    people.other = await adult('mentor', 'Чужова');
    people.anna = await adult('mentee', 'Абрамова');
    people.boris = await adult('mentee', 'Борисов');
    people.vera = await adult('mentee', 'Верина');
    people.head = await buildPerson(w.db, w.programme, { roles: ['head'] });
    pairs.pair = await buildPair(
      w.db,
      w.programme,
      { mentors: [people.mentor], mentees: [people.anna] },
      { form: 'student_student', roleVariant: 'achiever-underachiever' },
    );
    pairs.group = await buildPair(w.db, w.programme, {
      mentors: [people.mentor],
      mentees: [people.boris, people.vera],
    });
  });

  const here = () => ({ programmeId: w.programme.programmeId });
  const at = (plan: Pick<Plan, 'planId'>) => ({ ...here(), planId: plan.planId });
  const mentor = () => w.api(people.mentor);
  const get = (plan: Pick<Plan, 'planId'>, who = people.mentor) => w.api(who).getPlan(at(plan));

  /** A plan of the pair's mentee with so many goals, a month apart. */
  async function draft(goals = 2, pair = pairs.pair, mentee = people.anna): Promise<Plan> {
    const of = { ...here(), pairId: pair.pairId, personId: mentee.personId };
    const { planId } = await mentor().createPlan({ ...of, source: 'empty' });
    let plan = await mentor().updatePlan({ ...here(), planId, ...HEAD, version: 1 });
    for (let n = 0; n < goals; n += 1) {
      const dueOn = `2026-${String(10 + n).padStart(2, '0')}-01`;
      plan = await mentor().addPlanRow({ ...at(plan), ...GOAL, task: `Цель ${n + 1}`, dueOn });
    }
    return plan;
  }

  /** Such a plan, confirmed by both. */
  async function confirmed(goals = 2, pair = pairs.pair, mentee = people.anna): Promise<Plan> {
    const plan = await draft(goals, pair, mentee);
    const offered = await mentor().offerPlan({ ...at(plan), edition: plan.edition });
    return w.api(mentee).confirmPlan({ ...at(plan), number: offered.offered?.number ?? 0 });
  }

  const rowOf = (plan: Plan, number = 1) => {
    const row = plan.rows[number - 1];
    if (!row) throw new Error(`the plan has no row ${number}`);
    return row;
  };
  /** What names a row as this plan shows it. */
  const row = (plan: Plan, number = 1) => {
    const { rowId, version } = rowOf(plan, number);
    return { ...here(), rowId, version };
  };
  const codes = async (work: Promise<unknown>) => problemsOf(await rejection(work));

  return { w, people, pairs, here, at, mentor, get, draft, confirmed, rowOf, row, codes };
}
