/** Puts what the features tell of a programme together into the facts of each pair. */
import type { ConsentOutlook } from '../consents/index.js';
import type { PairMatter } from '../meetings/index.js';
import type { PairInBrief, PairPerson } from '../pairs/index.js';
import type { OverCapacity, PairFacts, Waiting } from './pair-facts.js';

/** What the features told; days are told of moments by `dayOf`. */
export interface Told {
  pairs: readonly PairInBrief[];
  matters: readonly PairMatter[];
  consents: ReadonlyMap<string, ConsentOutlook>;
  /** Mentees that mentors said they take, by person. */
  capacities: ReadonlyMap<string, number>;
  /** Days on which staff spoke to a pair, by pair. */
  contactDays: ReadonlyMap<string, readonly string[]>;
  /** What withdrawn consents have frozen of a pair. */
  frozenOf(pair: PairInBrief): PairFacts['frozen'];
  /** The calendar day of a moment where the college is. */
  dayOf(moment: number): string;
}

const ofSide = (pair: PairInBrief, side: PairPerson['side']): PairPerson[] =>
  pair.people.filter((one) => one.side === side);

/** Of two pairs of a mentor the one that came later. */
const isNewer = (a: PairInBrief, b: PairInBrief): boolean =>
  a.startsOn === b.startsOn ? a.pairId > b.pairId : a.startsOn > b.startsOn;

/** Mentors with more mentees in open pairs than they said, by their newest pair. */
function beyondCapacity({ pairs, capacities }: Told): Map<string, OverCapacity> {
  const loads = new Map<
    string,
    { mentor: PairPerson; mentees: Set<string>; newest: PairInBrief }
  >();
  for (const pair of pairs) {
    if (pair.state !== 'active') continue;
    for (const mentor of ofSide(pair, 'mentor')) {
      if (!capacities.has(mentor.personId)) continue;
      const load = loads.get(mentor.personId) ?? { mentor, mentees: new Set(), newest: pair };
      for (const { personId } of ofSide(pair, 'mentee')) load.mentees.add(personId);
      if (isNewer(pair, load.newest)) load.newest = pair;
      loads.set(mentor.personId, load);
    }
  }
  const beyond = new Map<string, OverCapacity>();
  for (const { mentor, mentees, newest } of loads.values()) {
    const capacity = capacities.get(mentor.personId) ?? 0;
    if (mentees.size <= capacity) continue;
    const { personId, name } = mentor;
    beyond.set(newest.pairId, { mentor: { personId, name }, mentees: mentees.size, capacity });
  }
  return beyond;
}

/** The facts of all pairs that were told of. */
export function factsOf(told: Told): PairFacts[] {
  const matters = new Map<string, Partial<Record<PairMatter['what'], PairMatter>>>();
  for (const one of told.matters)
    matters.set(one.pairId, { ...matters.get(one.pairId), [one.what]: one });
  const beyond = beyondCapacity(told);
  const waiting = (matter: PairMatter | undefined): Waiting | null =>
    matter === undefined || matter.first === null
      ? null
      : { n: matter.n, since: told.dayOf(matter.first) };
  return told.pairs.map((pair) => {
    const { pairId } = pair;
    const { help, disputed, waiting: unanswered, closing } = matters.get(pairId) ?? {};
    const open = waiting(disputed);
    const meetingId = disputed?.meetingId ?? null;
    return {
      pairId,
      state: pair.state,
      frozen: told.frozenOf(pair),
      startsOn: pair.startsOn,
      endsOn: pair.endsOn,
      madeOn: told.dayOf(pair.createdAt),
      orderNumber: pair.orderNumber,
      lastMeetingOn: pair.lastMeetingOn,
      silentSince: pair.silentSince,
      resumedOn: pair.resumedOn,
      pausedUntil: pair.pausedUntil,
      lastFeedbackAt: pair.lastFeedbackAt,
      lastLoggedAt: pair.lastLoggedAt,
      people: pair.people.map(({ personId, name, side }) => ({
        personId,
        name,
        side,
        consent: told.consents.get(personId) ?? null,
      })),
      help: waiting(help),
      disputed: open === null || meetingId === null ? null : { ...open, meetingId },
      unconfirmed: waiting(unanswered),
      closingHeld: closing !== undefined,
      ratings: pair.ratings,
      overCapacity: beyond.get(pairId) ?? null,
      contactDays: told.contactDays.get(pairId) ?? [],
    };
  });
}
