import type { ConsentFact, PairFacts, PersonFact } from '../../signals/pair-facts.js';
import type { SignalSettings } from '../../signals/rules/rule-rules.js';

export const TODAY = '2026-11-10';

export const SETTINGS: SignalSettings = {
  meetingEveryDays: 14,
  feedbackEveryDays: 30,
  timeZone: 'Europe/Moscow',
};

const GOOD: ConsentFact = { gap: null, since: null, until: null };

export const personFact = (
  personId: string,
  side: 'mentor' | 'mentee',
  consent: Partial<ConsentFact> | null = {},
): PersonFact => ({
  personId,
  name: personId,
  side,
  consent: consent === null ? null : { ...GOOD, ...consent },
});

/** A pair in which nothing is amiss on 10 November 2026; a case says what is otherwise. */
export const pairFacts = (overrides: Partial<PairFacts> = {}): PairFacts => ({
  pairId: 'pair',
  state: 'active',
  frozen: null,
  startsOn: '2026-09-01',
  endsOn: '2027-06-30',
  madeOn: '2026-08-25',
  orderNumber: '17-н',
  lastMeetingOn: '2026-11-05',
  lastFeedbackAt: Date.parse('2026-11-06T09:00:00Z'),
  lastLoggedAt: Date.parse('2026-11-05T16:00:00Z'),
  people: [personFact('mentor', 'mentor'), personFact('mentee', 'mentee')],
  help: null,
  disputed: null,
  unconfirmed: null,
  closingHeld: false,
  ratings: null,
  monthly: [],
  overCapacity: null,
  contactDays: ['2026-09-05', '2026-09-20'],
  ...overrides,
});
