/** Since when a consent has been missing, and until when the one that holds does. */
import { addDays, earliest, latest } from '../../shared/dates.js';
import type { ConsentGap } from '../api/index.js';
import { comesOfAgeOn } from '../people/age-rules.js';
import {
  isValidOn,
  type LedgerEntry,
  mainKind,
  participationGap,
  type Subject,
} from './consent-rules.js';

/** What stands of the consent that participation rests on; days are `YYYY-MM-DD`. */
export interface ConsentOutlook {
  /** Why the data may not be used; null: they may. */
  gap: ConsentGap | null;
  /** The day since which it is so, where the ledger or the birth date tells one. */
  since: string | null;
  /** The last day on which the consent that holds does; null: none holds, or it has no end. */
  until: string | null;
}

const main = (entries: readonly LedgerEntry[], act: LedgerEntry['act'], day: string) =>
  entries.filter((one) => one.act === act && one.kind !== 'publication' && one.on <= day);

const latestOf = (days: readonly string[]): string | null =>
  days[0] === undefined ? null : latest(days[0], ...days.slice(1));

function missingSince(
  gap: ConsentGap,
  subject: Subject,
  entries: readonly LedgerEntry[],
  day: string,
): string | null {
  if (gap === 'consent_withdrawn')
    return latestOf(main(entries, 'withdrawn', day).map((one) => one.on));
  if (gap === 'no_own_consent_since_18')
    return subject.birthDate === null ? null : comesOfAgeOn(subject.birthDate);
  if (gap !== 'consent_expired') return null;
  const last = latestOf(
    main(entries, 'given', day).flatMap(({ validUntil }) =>
      validUntil !== null && validUntil < day ? [validUntil] : [],
    ),
  );
  return last === null ? null : addDays(last, 1);
}

/** The last day of the consents that hold; a representative's word ends with the minority. */
function holdsUntil(subject: Subject, entries: readonly LedgerEntry[], day: string): string | null {
  const kind = mainKind(subject, day);
  const terms = entries
    .filter((one) => one.kind === kind && isValidOn(one, entries, subject, day))
    .map((one) => one.validUntil);
  const ends = terms.includes(null) ? null : latestOf(terms.filter((end) => end !== null));
  if (kind !== 'parent' || subject.birthDate === null) return ends;
  const lastMinor = addDays(comesOfAgeOn(subject.birthDate), -1);
  return ends === null ? lastMinor : earliest(lastMinor, ends);
}

/** How it stands with somebody's consent to taking part on a day (152-ФЗ art. 9; methodology §9.3, §10). */
export function consentOutlook(
  subject: Subject,
  entries: readonly LedgerEntry[],
  day: string,
): ConsentOutlook {
  const gap = participationGap(subject, entries, day);
  if (gap === null) return { gap, since: null, until: holdsUntil(subject, entries, day) };
  return { gap, since: missingSince(gap, subject, entries, day), until: null };
}
