import type { Knex } from 'knex';
import {
  isAsked,
  latestMonth,
  monthBefore,
  opensOn,
} from '../../service/monthly-feedback/monthly-rules.js';
import { monthlyStore } from '../../service/monthly-feedback/monthly-store.js';
import type { SeededPerson } from './rows.js';

/** Steps of the months, the latest first, of some people; all others are content. */
const STEPS: Readonly<Record<string, readonly (readonly [relation: number, useful: number])[]>> = {
  mentee3: [
    [2, 2],
    [4, 4],
    [4, 5],
  ],
  mentor1: [
    [5, 4],
    [4, 4],
    [4, 3],
  ],
  student5: [
    [3, 3],
    [4, 4],
    [5, 4],
  ],
};
const WISHES: Readonly<Record<string, string>> = {
  mentee3: 'Хотелось бы встречаться, а не переписываться: вопросы копятся.',
  mentor1: 'Больше времени на подготовку к практике.',
};
/** Who never says anything: there is a signal on it. */
const SILENT = new Set(['master']);
/** Of whose current month nothing is said yet: their home asks for it. */
const NOT_YET = new Set(['mentor1', 'mentee1', 'mentor3']);
const MONTHS = 3;

/** Fills the last months of the demo college with what both sides say of them. */
export async function seedMonths(
  trx: Knex.Transaction,
  place: { organisationId: string; programmeId: string; today: string; now: number },
  people: ReadonlyMap<string, SeededPerson>,
): Promise<void> {
  const { organisationId, programmeId, today } = place;
  const keys = new Map([...people].map(([key, { personId }]) => [personId, key]));
  const store = monthlyStore(trx);
  const places = await store.places(programmeId);
  let month = latestMonth(today);
  for (let back = 0; back < MONTHS; back += 1, month = monthBefore(month)) {
    for (const one of places) {
      const key = keys.get(one.personId) ?? '';
      if (!isAsked(one, month) || SILENT.has(key) || (back === 0 && NOT_YET.has(key))) continue;
      const [relation, useful] = STEPS[key]?.[back] ?? [back === 1 ? 4 : 5, 4];
      const said = { personId: one.personId, side: one.side, month, relation, useful };
      const rest = { needsHelp: false, helpRequestId: null };
      const wish = back === 0 ? (WISHES[key] ?? null) : null;
      await store.save(
        { organisationId, programmeId, pairId: one.pairId },
        { ...said, ...rest, wish },
        { version: 0, now: Date.parse(`${opensOn(month)}T09:00:00Z`) },
      );
    }
  }
}
