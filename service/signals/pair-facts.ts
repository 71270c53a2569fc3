import type { PersonRef } from '../api/common.js';
import type { ConsentGap, PairState } from '../api/index.js';
import type { RatingFacts, Side } from '../pairs/index.js';

/** What stands of somebody's consent to taking part. Days are `YYYY-MM-DD`. */
export interface ConsentFact {
  /** Why their data may not be used; null: they may. */
  gap: ConsentGap | null;
  /** The day since which it is so, where the ledger tells one. */
  since: string | null;
  /** The last day on which the consent that holds does; null: no end, or none holds. */
  until: string | null;
}

export interface PersonFact extends PersonRef {
  side: Side;
  /** Null: they do not take part by a role any more. */
  consent: ConsentFact | null;
}

/** Some records or requests that wait, and the day of the oldest of them. */
export interface Waiting {
  n: number;
  since: string;
}

/** A mentor who has more mentees than they said they take. */
export interface OverCapacity {
  mentor: PersonRef;
  mentees: number;
  capacity: number;
}

/** All that the rules may ask of a pair; told once for a programme, by a bounded number of statements. */
export interface PairFacts {
  pairId: string;
  state: PairState;
  /** What withdrawn consents have frozen of it. */
  frozen: 'stopped' | 'some' | null;
  startsOn: string;
  endsOn: string;
  /** The day on which it was written down. */
  madeOn: string;
  orderNumber: string | null;
  lastMeetingOn: string | null;
  /** The day since which it counts as silent, the days of pauses left out; absent: there were none. */
  silentSince?: string;
  /** The first day of work after its last pause; null or absent: there was none. */
  resumedOn?: string | null;
  /** The last day of the pause in which it is; null or absent: none was said. */
  pausedUntil?: string | null;
  /** Moments, ms since 1970 UTC. */
  lastFeedbackAt: number | null;
  lastLoggedAt: number | null;
  people: readonly PersonFact[];
  help: Waiting | null;
  disputed: (Waiting & { meetingId: string }) | null;
  unconfirmed: Waiting | null;
  closingHeld: boolean;
  ratings: RatingFacts | null;
  /** Of the mentor whose newest pair this is. */
  overCapacity: OverCapacity | null;
  /** Days on which staff wrote to the pair or talked to it. */
  contactDays: readonly string[];
}
