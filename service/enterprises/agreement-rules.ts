import type { FieldProblem } from '../../shared/errors.js';
import type { AgreementState } from '../api/reference.js';

export interface Agreement {
  agreementNumber: string | null;
  agreementOn: string | null;
  agreementUntil: string | null;
}

/**
 * How an enterprise stands with its agreement on a day: it counts with a number or a date, from the day
 * it was made to its last day.
 */
export function agreementOn(agreement: Agreement, today: string): AgreementState {
  const { agreementNumber, agreementOn: from, agreementUntil: until } = agreement;
  if (agreementNumber === null && from === null) return 'none';
  if (until !== null && until < today) return 'ended';
  if (from !== null && from > today) return 'none';
  return 'valid';
}

/** What cannot be of an agreement. */
export function agreementProblems(agreement: Agreement): FieldProblem[] {
  const { agreementNumber, agreementOn: from, agreementUntil: until } = agreement;
  if (until === null) return [];
  if (agreementNumber === null && from === null) {
    return [{ path: 'agreementUntil', code: 'agreement.endAlone' }];
  }
  return from !== null && until < from ? [{ path: 'agreementUntil', code: 'dates.order' }] : [];
}
