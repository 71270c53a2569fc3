/** When waves remind those who have not answered. */
import { addDays } from '../../shared/dates.js';

/** Letters go out from this hour of the college's day on. */
export const FIRST_HOUR = 9;
interface Reminding {
  startsOn: string;
  endsOn: string;
  remindDays: readonly number[];
}

/**
 * The first day on which a wave reminds, from a day on; null: none is left.
 * @param from the day itself counts
 */
export function nextReminder({ startsOn, endsOn, remindDays }: Reminding, from: string) {
  const days = remindDays
    .map((before) => addDays(endsOn, -before))
    .filter((day) => day >= startsOn && day >= from)
    .sort();
  return days[0] ?? null;
}
