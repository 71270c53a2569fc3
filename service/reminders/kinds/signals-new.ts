import { addDays, mondayOf } from '../../../shared/dates.js';
import type { Form } from '../../api/reference.js';
import { newSignals } from '../../signals/index.js';
import { type Due, type Look, reminderKind, type Thing } from '../kind.js';
import { weekdayOf } from '../quiet-rules.js';

/** Signals of the last seven days that go on, by the form of their pairs. */
export interface NewSignals extends Thing {
  byForm: readonly { form: Form; n: number }[];
}

const DAYS = 7;

/**
 * How many signals of the last week go on, for coordinators and curators, each for their forms: once a week, from
 * the day of the weekly letter on. None where there are none.
 */
export function signalsNew(
  { byForm }: NewSignals,
  { today, reminding, staff }: Pick<Look, 'today' | 'reminding' | 'staff'>,
): Due[] {
  if (weekdayOf(today) < reminding.digestDay) return [];
  return staff.flatMap(({ personId, role, scopeForms }) => {
    const count = byForm
      .filter(({ form }) => scopeForms === null || scopeForms.includes(form))
      .reduce((sum, { n }) => sum + n, 0);
    if (count === 0) return [];
    return [{ personId, role, thing: mondayOf(today), place: 'signals', facts: { count } }];
  });
}

export const signalsNewKind = reminderKind<NewSignals>({
  kind: 'signals_new',
  schedule: { dailyAt: '06:00' },
  async things(db, { programmeId, today }, ask) {
    if ('after' in ask && ask.after !== null) return [];
    const byForm = await newSignals(db, programmeId, addDays(today, -DAYS));
    return [{ subject: '', position: 'all', pairId: null, byForm }];
  },
  judge: signalsNew,
});
