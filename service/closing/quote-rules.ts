/** Whose words may be quoted in a case, and how (methodology §9.3, 152-ФЗ art. 9 and 10.1). */
import type { QuotePermission, QuoteStanding } from '../api/closing-reference.js';
import type { Age } from '../people/age-rules.js';

export interface Author {
  quote: QuotePermission;
  age: Age;
  /** Their consent to take part was withdrawn. */
  frozen: boolean;
  /** A consent to publication holds: of a minor, the representative's. */
  allowed: boolean;
}

/**
 * How the words of somebody may be quoted. Their own word comes first. A minor's, and of whom nobody knows the
 * age, only with the representative's consent to publication. With the name only where there is a consent to
 * publication too, which is a paper of its own; without one an adult's words go without the name.
 */
export function quoteStanding({ quote, age, frozen, allowed }: Author): QuoteStanding {
  if (frozen) return 'frozen';
  if (quote === 'no') return 'refused';
  if (age !== 'adult' && !allowed) return 'needs_representative';
  return quote === 'named' && allowed ? 'named' : 'anonymous';
}

export const isQuotable = (standing: QuoteStanding): boolean =>
  standing === 'anonymous' || standing === 'named';
