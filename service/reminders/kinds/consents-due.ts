import { addDays, mondayOf } from '../../../shared/dates.js';
import { readConsentOutlooks } from '../../consents/index.js';
import { type Due, type Look, reminderKind, type Thing } from '../kind.js';
import { weekdayOf } from '../quiet-rules.js';

/** How many consents are missing, have ended, or end soon. */
export interface ConsentsDue extends Thing {
  count: number;
}

const DAYS_AHEAD = 30;

/** Consents to see to, for coordinators: once a week, from the day of the weekly letter on. */
export function consentsDue(
  { count }: ConsentsDue,
  { today, reminding, staff }: Pick<Look, 'today' | 'reminding' | 'staff'>,
): Due[] {
  if (count === 0 || weekdayOf(today) < reminding.digestDay) return [];
  return staff
    .filter(({ role }) => role === 'coordinator')
    .map(({ personId, role }) => ({
      personId,
      role,
      thing: mondayOf(today),
      place: 'consents',
      facts: { count },
    }));
}

export const consentsDueKind = reminderKind<ConsentsDue>({
  kind: 'consents_due',
  schedule: { dailyAt: '06:00' },
  async things(db, { programmeId, today, reminding }, ask) {
    if ('after' in ask && ask.after !== null) return [];
    // The whole programme is read for it: not on days on which nothing would come of it.
    if ('after' in ask && weekdayOf(today) < reminding.digestDay) return [];
    const outlooks = [...(await readConsentOutlooks(db, { programmeId, today })).values()];
    const soon = addDays(today, DAYS_AHEAD);
    const count = outlooks.filter(
      ({ gap, until }) =>
        (gap !== null && gap !== 'consent_withdrawn') || (until !== null && until <= soon),
    ).length;
    return [{ subject: '', position: 'all', pairId: null, count }];
  },
  judge: consentsDue,
});
