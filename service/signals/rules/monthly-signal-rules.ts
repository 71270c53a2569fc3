/** What both sides say of their months, and whether they say anything. */
import { addDays, daysBetween } from '../../../shared/dates.js';
import type { MonthlyFact } from '../../monthly-feedback/index.js';
import { closesOn, LOW_STEP, opensOn } from '../../monthly-feedback/monthly-rules.js';
import type { Rule } from './rule-rules.js';

/** Steps of the scale 1–5 by which a relation falls. */
const FALL_STEPS = 2;

interface Low {
  person: MonthlyFact;
  month: string;
  from: number;
  to: number;
}

function lowOf(person: MonthlyFact): Low[] {
  const last = person.relations.at(-1);
  if (last === undefined) return [];
  const { month, relation: to } = last;
  const from = person.relations.at(-2)?.relation ?? 0;
  return to <= LOW_STEP || from - to >= FALL_STEPS ? [{ person, month, from, to }] : [];
}

/**
 * Somebody says of their latest month that the work together goes badly (1 or 2 of 5), or two steps worse than the
 * time before; «very badly» is urgent. What is between two people tells of the end before the number of meetings does
 * (Spencer 2020; pre-match expectations, STAR). Another answer is judged anew, as an episode of its own.
 */
export const relationLow: Rule = {
  code: 'relation_low',
  weight: 78,
  standings: ['active'],
  judge({ monthly }, _settings, today) {
    const found = monthly.flatMap(lowOf);
    const worst = found.toSorted((a, b) => a.to - b.to || (a.month < b.month ? 1 : -1))[0];
    if (worst === undefined) return null;
    const since = opensOn(worst.month);
    return {
      severity: worst.to === 1 ? 3 : 2,
      since,
      days: Math.max(0, daysBetween(since, today)),
      // 0: there was no month before.
      n: worst.from === 0 ? 0 : 1,
      from: worst.from,
      to: worst.to,
      people: [{ personId: worst.person.personId, name: worst.person.name }],
      steps: ['write', 'plan_talk', 'open_pair', 'rematch'],
    };
  },
};

/** Months in a row that somebody leaves unanswered. */
const SILENT_MONTHS = 2;

/**
 * Somebody of a pair that works has answered neither of the last two months (methodology §3: feedback once a month at
 * least); after a third it weighs more.
 */
export const monthlySilent: Rule = {
  code: 'monthly_silent',
  weight: 42,
  standings: ['active'],
  judge({ monthly }, _settings, today) {
    const silent = monthly.filter(({ missed }) => missed.length >= SILENT_MONTHS);
    const [since] = silent
      .map(({ missed }) => addDays(closesOn(missed[SILENT_MONTHS - 1] as string), 1))
      .sort();
    if (since === undefined) return null;
    const n = Math.max(...silent.map(({ missed }) => missed.length));
    return {
      severity: n > SILENT_MONTHS ? 2 : 1,
      since,
      days: daysBetween(since, today),
      n,
      people: silent.map(({ personId, name }) => ({ personId, name })),
      steps: ['write', 'open_pair'],
    };
  },
};
