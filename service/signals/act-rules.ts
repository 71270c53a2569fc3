/** What may be done about a signal, and when. */
import { addDays } from '../../shared/dates.js';
import type { FieldProblem } from '../../shared/errors.js';
import { type SignalAction, SNOOZE_AT_MOST_DAYS } from '../api/signal-reference.js';

/** What is wrong with an action: a signal is put off with a reason, until a day after today and within 30 days. */
export function actionProblems(
  asked: { action: SignalAction; until: string | null; note: string | null },
  today: string,
): FieldProblem[] {
  const { action, until, note } = asked;
  const problems: FieldProblem[] = [];
  const last = addDays(today, SNOOZE_AT_MOST_DAYS);
  if (action === 'snoozed' && until === null) problems.push({ path: 'until', code: 'required' });
  if (until !== null && (until <= today || until > last))
    problems.push({ path: 'until', code: 'signal.until', params: { to: last } });
  if (action === 'snoozed' && !note) problems.push({ path: 'note', code: 'signal.reason' });
  return problems;
}
