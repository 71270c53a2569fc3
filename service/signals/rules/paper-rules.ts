/** What a pair rests on: consents, the order, its term, the mentor's time. */
import { addDays, daysBetween, earliest, latest } from '../../../shared/dates.js';
import type { PairFacts, PersonFact } from '../pair-facts.js';
import { GOES_ON, type Rule } from './rule-rules.js';

/** The day from which a pair is there for the college: when it was written down, or began before. */
const knownSince = (pair: PairFacts): string => earliest(pair.startsOn, pair.madeOn);

const refs = (people: readonly PersonFact[]) =>
  people.map(({ personId, name }) => ({ personId, name }));

/**
 * Somebody took their consent back (152-ФЗ art. 9; methodology §9.3): a pair without one of its sides stands
 * still until it is settled.
 */
export const consentWithdrawn: Rule = {
  code: 'consent_withdrawn',
  weight: 95,
  standings: GOES_ON,
  judge(pair, _settings, today) {
    const gone = pair.people.filter((one) => one.consent?.gap === 'consent_withdrawn');
    const days = gone.flatMap(({ consent }) => consent?.since ?? []);
    if (gone.length === 0) return null;
    const since = earliest(days[0] ?? knownSince(pair), ...days.slice(1));
    return {
      severity: pair.frozen === 'stopped' ? 3 : 2,
      since,
      days: Math.max(0, daysBetween(since, today)),
      n: gone.length,
      people: refs(gone),
      steps: ['consents', 'write', 'close'],
    };
  },
};

/**
 * Somebody of the pair has no consent that holds, and took none back (methodology §9.3). Where only the birth date is
 * missing nobody knows yet which consent it takes: that is less.
 */
export const consentMissing: Rule = {
  code: 'consent_missing',
  weight: 65,
  standings: ['draft', 'active', 'paused'],
  judge(pair, _settings, today) {
    const lacking = pair.people.filter(
      ({ consent }) =>
        consent !== null && consent.gap !== null && consent.gap !== 'consent_withdrawn',
    );
    if (lacking.length === 0) return null;
    const begun = lacking.map(({ consent }) => latest(knownSince(pair), consent?.since ?? null));
    const since = earliest(begun[0] as string, ...begun.slice(1));
    const known = lacking.some(({ consent }) => consent?.gap !== 'birth_date_unknown');
    return {
      severity: known ? 2 : 1,
      since,
      days: Math.max(0, daysBetween(since, today)),
      n: lacking.length,
      people: refs(lacking),
      steps: ['consents', 'write'],
    };
  },
};

/** So long before its end a consent, or a pair's term, is seen to (methodology §10). */
export const TERM_DAYS = 30;
const SOON_DAYS = 7;

/** A consent ends within 30 days: its term, or a parent's word with the 18th birthday. */
export const consentEnds: Rule = {
  code: 'consent_ends',
  weight: 50,
  standings: ['active', 'paused'],
  judge(pair, _settings, today) {
    const left = ({ consent }: PersonFact): number | null =>
      consent === null || consent.gap !== null || consent.until === null
        ? null
        : daysBetween(today, consent.until);
    const ending = pair.people.filter((one) => {
      const days = left(one);
      return days !== null && days >= 0 && days <= TERM_DAYS;
    });
    if (ending.length === 0) return null;
    const days = Math.min(...ending.map((one) => left(one) ?? TERM_DAYS));
    const since = latest(knownSince(pair), addDays(today, days - TERM_DAYS));
    return {
      severity: days <= SOON_DAYS ? 2 : 1,
      since,
      days,
      n: ending.length,
      people: refs(ending),
      steps: ['consents', 'write'],
    };
  },
};

/** The pair's term ends within 30 days and no closing meeting was held: few matches end formally (STAR). */
export const endsSoon: Rule = {
  code: 'ends_soon',
  weight: 55,
  standings: ['active', 'paused'],
  judge(pair, _settings, today) {
    const days = daysBetween(today, pair.endsOn);
    if (pair.closingHeld || days < 0 || days > TERM_DAYS || pair.startsOn > today) return null;
    const since = latest(pair.startsOn, addDays(pair.endsOn, -TERM_DAYS));
    return {
      severity: days <= SOON_DAYS ? 2 : 1,
      since,
      days,
      steps: ['write', 'edit_pair', 'close'],
    };
  },
};

/** The pair's term is over and it is neither closed nor prolonged. */
export const endPassed: Rule = {
  code: 'end_passed',
  weight: 60,
  standings: ['active', 'paused', 'stopped'],
  judge(pair, _settings, today) {
    const days = daysBetween(pair.endsOn, today);
    if (days <= 0) return null;
    return { severity: 2, since: addDays(pair.endsOn, 1), days, steps: ['close', 'edit_pair'] };
  },
};

/** The order is issued before the work begins (methodology §3, stage 5); a week is for writing it in. */
const ORDER_DAYS = 7;

/** A pair works without an order. */
export const noOrder: Rule = {
  code: 'no_order',
  weight: 20,
  standings: ['active'],
  judge(pair, _settings, today) {
    const days = daysBetween(pair.startsOn, today);
    if (pair.orderNumber !== null || days <= ORDER_DAYS) return null;
    const since = addDays(pair.startsOn, ORDER_DAYS + 1);
    return { severity: 1, since, days, steps: ['edit_pair'] };
  },
};

/**
 * The mentor has more mentees than they said (methodology §10), told of their newest pair: want of time ends
 * most matches (STAR). Of who said nothing nothing is told.
 */
export const overCapacity: Rule = {
  code: 'over_capacity',
  weight: 35,
  standings: ['active'],
  judge(pair, _settings, today) {
    if (pair.overCapacity === null) return null;
    const { mentor, mentees, capacity } = pair.overCapacity;
    const since = knownSince(pair);
    return {
      severity: 1,
      since,
      days: Math.max(0, daysBetween(since, today)),
      n: mentees,
      to: capacity,
      people: [mentor],
      steps: ['write', 'rematch'],
    };
  },
};
