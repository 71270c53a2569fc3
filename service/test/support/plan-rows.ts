import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import { bulkInsert } from '../../db/bulk.js';

/** Gives every mentee of a database's pairs a confirmed plan with so many goals; for tests and benchmarks. */
export async function fillPlans(db: Db, goals: number): Promise<void> {
  const members: {
    organisation_id: string;
    programme_id: string;
    pair_id: string;
    person_id: string;
  }[] = await db('pair_members')
    .where('side', 'mentee')
    .whereNull('left_on')
    .select('organisation_id', 'programme_id', 'pair_id', 'person_id');
  const terms = Array.from(
    { length: goals },
    (_, n) => `2026-${String(10 + (n % 3)).padStart(2, '0')}-15`,
  );
  const plans = members.map((member) => ({
    id: newId(),
    ...member,
    kind: 'individual_plan',
    starts_on: '2026-09-01',
    ends_on: '2027-06-30',
    head: '{}',
    state: 'confirmed',
    offered_number: 1,
    confirmed_number: 1,
    goals,
    next_due_on: '2026-10-15',
    counted: JSON.stringify(terms.map((dueOn) => [dueOn, 'planned'])),
    created_at: 0,
  }));
  await bulkInsert(db, 'plans', plans);
  const base = ({ organisation_id, programme_id, id }: (typeof plans)[number]) => ({
    id: newId(),
    organisation_id,
    programme_id,
    plan_id: id,
  });
  await bulkInsert(
    db,
    'plan_rows',
    plans.flatMap((plan) =>
      terms.map((dueOn, n) => ({
        ...base(plan),
        position: n + 1,
        task: `Цель ${n + 1}`,
        due_on: dueOn,
        planned: 'Сделано',
        actual: '',
        state: 'planned',
        comment: '',
        reason: '',
        confirmed_due_on: dueOn,
        created_at: 0,
      })),
    ),
  );
  await bulkInsert(
    db,
    'plan_versions',
    plans.map((plan) => ({
      ...base(plan),
      number: 1,
      content: JSON.stringify(CONTENT),
      offered_at: 0,
      confirmed_at: 0,
    })),
  );
}

const CONTENT = {
  kind: 'individual_plan',
  startsOn: '2026-09-01',
  endsOn: '2027-06-30',
  goals: [],
};
