import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import type { Authority } from '../authorise.js';
import { withdrawnOf } from '../consents/index.js';
import { createRevisionCache } from '../db/revision-cache.js';
import type { ServiceDeps } from '../handler.js';
import { isAsked, latestMonth, missedRun, monthBefore } from './monthly-rules.js';
import { monthlyStore, type Side, type StoredMonth, type StoredPlace } from './monthly-store.js';

/** Months that lists, trends and signals look back on: a programme’s year. */
const MONTHS_BACK = 12;

/** A year of a programme: whom its months ask, and what was said; nothing of who took their consent back. */
export interface ProgrammeMonths {
  today: string;
  /** The first month of which anybody said something; null: nobody ever did. */
  first: string | null;
  places: StoredPlace[];
  said: StoredMonth[];
}

const yearBack = (today: string): string => {
  let month = latestMonth(today);
  for (let n = 1; n < MONTHS_BACK; n += 1) month = monthBefore(month);
  return month;
};

/**
 * Reads a programme’s year: three statements, whatever its pairs.
 * @param withdrawn whose consent was withdrawn: they are asked nothing, and nothing of theirs is told
 */
async function readMonths(
  db: Db,
  { programmeId, today }: { programmeId: string; today: string },
  withdrawn: ReadonlySet<string>,
): Promise<ProgrammeMonths> {
  const store = monthlyStore(db);
  const [places, said] = await Promise.all([
    store.places(programmeId),
    store.since(programmeId, yearBack(today)),
  ]);
  const [first = null] = said.map(({ month }) => month).sort();
  const isOpen = ({ personId }: { personId: string }) => !withdrawn.has(personId);
  return { today, first, places: places.filter(isOpen), said: said.filter(isOpen) };
}

/** Programmes whose year is held, weighed by places and answers. */
const ROWS_AT_MOST = 100_000;
const PROGRAMMES_AT_MOST = 300;

export type ReadMonths = (authority: Authority) => Promise<ProgrammeMonths>;

/** The year of a programme, read once a revision and day in a process. */
export function rememberedMonths(deps: ServiceDeps): ReadMonths {
  const answers = createRevisionCache<ProgrammeMonths>({
    maxEntries: PROGRAMMES_AT_MOST,
    weigh: ({ places, said }) => places.length + said.length + 1,
    maxWeight: ROWS_AT_MOST,
  });
  return ({ programmeId, revision, timeZone }) => {
    const today = todayIn(timeZone, deps.clock);
    return answers.get({ programmeId, revision, of: today }, async () =>
      readMonths(
        deps.db,
        { programmeId, today },
        await withdrawnOf(deps.db, { programmeId, today }),
      ),
    );
  };
}

/** What signals ask of one person’s months in a pair. */
export interface MonthlyFact {
  personId: string;
  name: string;
  side: Side;
  /** How they said the work together goes (1–5), the oldest month first. */
  relations: { month: string; relation: number }[];
  /** The last closed months without a break that they left unanswered, the oldest first. */
  missed: string[];
}

/**
 * What was said of the months in each pair that works, by pair: three statements. Of a programme in which nobody
 * ever answered nothing is told: it does without.
 */
export async function readMonthlyFacts(
  db: Db,
  of: { programmeId: string; today: string },
  withdrawn: ReadonlySet<string>,
): Promise<Map<string, MonthlyFact[]>> {
  const { places, said, first } = await readMonths(db, of, withdrawn);
  const facts = new Map<string, MonthlyFact[]>();
  if (first === null) return facts;
  const ofPlace = new Map<string, StoredMonth[]>();
  for (const one of said) {
    const key = `${one.pairId} ${one.personId}`;
    ofPlace.set(key, [...(ofPlace.get(key) ?? []), one]);
  }
  for (const place of places) {
    if (place.state !== 'active' || place.leftOn !== null) continue;
    const own = ofPlace.get(`${place.pairId} ${place.personId}`) ?? [];
    const relations = own
      .map(({ month, relation }) => ({ month, relation }))
      .sort((a, b) => (a.month < b.month ? -1 : 1));
    const answered = new Set(own.map(({ month }) => month));
    const missed = missedRun(place, answered, { first, today: of.today });
    if (relations.length === 0 && missed.length === 0) continue;
    const { personId, name, side, pairId } = place;
    facts.set(pairId, [...(facts.get(pairId) ?? []), { personId, name, side, relations, missed }]);
  }
  return facts;
}

/** The places that a month asks, of pairs whose form the caller reads, and in which they do not stand themselves. */
export function askedIn(
  { places }: ProgrammeMonths,
  month: string,
  { scopeForms, personId }: Pick<Authority, 'scopeForms' | 'personId'>,
): StoredPlace[] {
  const own = new Set(
    places.filter((place) => place.personId === personId).map(({ pairId }) => pairId),
  );
  return places.filter(
    (place) =>
      (scopeForms === null || scopeForms.includes(place.form)) &&
      !own.has(place.pairId) &&
      isAsked(place, month),
  );
}
