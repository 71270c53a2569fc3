import type { Knex } from 'knex';
import type { PlannedFields } from '../../service/api/planned-meetings.js';
import { addDays } from '../../service/pairs/index.js';
import { plannedStore } from '../../service/planned-meetings/planned-store.js';
import { pairOf } from './pair-of.js';
import type { SeededPerson } from './rows.js';

interface Place {
  organisationId: string;
  programmeId: string;
  today: string;
  now: number;
}

interface DemoPlan {
  mentor: string;
  /** One of the pair, which has a pair with that mentor alone. */
  mentee: string;
  by: 'mentor' | 'mentee';
  state: 'proposed' | 'agreed';
  /** Days ahead, one meeting each. */
  inDays: number[];
  fields: Omit<PlannedFields, 'onDate'>;
  /** The last of them was cancelled. */
  cancelled?: 'holiday';
}

const USUAL = { topic: null, link: null, note: null, minutes: 45, format: 'in_person' } as const;

const PLANS: readonly DemoPlan[] = [
  {
    mentor: 'mentor1',
    mentee: 'mentee2',
    by: 'mentee',
    state: 'proposed',
    inDays: [2],
    fields: {
      ...USUAL,
      kind: 'regular',
      startsAt: '15:30',
      place: 'Библиотека',
      note: 'После третьей пары',
    },
  },
  {
    mentor: 'mentor2',
    mentee: 'mentee3',
    by: 'mentor',
    state: 'agreed',
    inDays: [0],
    fields: { ...USUAL, kind: 'regular', startsAt: '15:00', place: 'ауд. 214' },
  },
  {
    mentor: 'mentor2',
    mentee: 'mentee3',
    by: 'mentor',
    state: 'agreed',
    inDays: [7, 14, 21, 28],
    fields: { ...USUAL, kind: 'regular', startsAt: '15:00', place: 'ауд. 214' },
    cancelled: 'holiday',
  },
];

/** Gives the demo college meetings that are planned: one that waits for an answer, one of today, a series. */
export async function seedPlannedMeetings(
  trx: Knex.Transaction,
  place: Place,
  people: ReadonlyMap<string, SeededPerson>,
): Promise<void> {
  const { organisationId, programmeId, today, now } = place;
  const idOf = (key: string): string => {
    const person = people.get(key);
    if (!person) throw new Error(`the demo has no person ${key}`);
    return person.personId;
  };
  const store = plannedStore(trx);
  for (const plan of PLANS) {
    const pair = await pairOf(trx, programmeId, [idOf(plan.mentor), idOf(plan.mentee)], 'active');
    const days = plan.inDays.map((n) => addDays(today, n));
    const ids = await store.insert(
      { organisationId, programmeId, pairId: pair.id, pairForm: pair.form },
      { ...plan.fields, onDate: days[0] ?? today },
      days,
      { state: plan.state, side: plan.by, by: idOf(plan[plan.by]), byLink: false, now },
    );
    const last = ids.at(-1);
    if (plan.cancelled && last)
      await store.write(last, 1, { state: 'cancelled', cancel_code: plan.cancelled }, now);
  }
}
