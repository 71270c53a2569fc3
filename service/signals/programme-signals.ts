import { dayIn, todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import type { Authority } from '../authorise.js';
import { readConsentOutlooks } from '../consents/index.js';
import { createRevisionCache } from '../db/revision-cache.js';
import type { ServiceDeps } from '../handler.js';
import { readPairMatters } from '../meetings/index.js';
import { readCapacities } from '../mentors/index.js';
import { frozenBy, type PairInBrief, readPairsInBrief } from '../pairs/index.js';
import { type ProgrammeRules, rememberedSettings } from '../programmes/index.js';
import { factsOf } from './facts-rules.js';
import { type Standing, signalsOf, standingAfter } from './need-rules.js';
import { type Standing as PairStanding, standingOf } from './rules/rule-rules.js';
import { type StoredDeed, signalStore } from './signal-store.js';

/** A pair with what calls for attention in it today. */
export interface PairInNeed {
  pair: PairInBrief;
  /** The worst first. */
  signals: Standing<StoredDeed>[];
}

/** The pairs of a programme that have signals, in no order; whoever reads them narrows them to what they may see. */
export interface ProgrammeSignals {
  today: string;
  settings: ProgrammeRules;
  pairs: PairInNeed[];
  /** All pairs that were looked at, by id. */
  known: ReadonlyMap<string, PairInBrief>;
  /** Where each of them stands; others are closed. */
  standings: ReadonlyMap<string, PairStanding>;
}

const DID_SPEAK = new Set(['wrote', 'talk']);

function contactDays(deeds: readonly StoredDeed[]): Map<string, string[]> {
  const days = new Map<string, string[]>();
  for (const { pairId, action, on } of deeds) {
    if (DID_SPEAK.has(action)) days.set(pairId, [...(days.get(pairId) ?? []), on]);
  }
  return days;
}

function byPair(deeds: readonly StoredDeed[]): Map<string, StoredDeed[]> {
  const of = new Map<string, StoredDeed[]>();
  for (const deed of deeds) {
    const known = of.get(deed.pairId);
    if (known) known.push(deed);
    else of.set(deed.pairId, [deed]);
  }
  return of;
}

/**
 * Judges all pairs of a programme that go on, and those in which somebody waits for help: seven statements,
 * whatever the number of pairs and meetings.
 */
export async function judgeProgramme(
  db: Db,
  settings: ProgrammeRules,
  today: string,
): Promise<ProgrammeSignals> {
  const { programmeId, timeZone } = settings;
  const [matters, consents, capacities, deeds] = await Promise.all([
    readPairMatters(db, programmeId),
    readConsentOutlooks(db, { programmeId, today }),
    readCapacities(db, programmeId),
    signalStore(db).standingDeeds(programmeId),
  ]);
  const askedIn = matters.filter(({ what }) => what === 'help').map(({ pairId }) => pairId);
  const pairs = await readPairsInBrief(db, programmeId, askedIn);
  const withdrawn = new Set(
    [...consents].filter(([, one]) => one.gap === 'consent_withdrawn').map(([id]) => id),
  );
  const sides = ({ people }: PairInBrief) => ({
    mentors: people.filter((one) => one.side === 'mentor'),
    mentees: people.filter((one) => one.side === 'mentee'),
  });
  const facts = factsOf({
    pairs,
    matters,
    consents,
    capacities,
    contactDays: contactDays(deeds),
    frozenOf: (pair) =>
      withdrawn.size === 0
        ? null
        : frozenBy({ state: pair.state, ...sides(pair) }, withdrawn).frozen,
    dayOf: (moment) => dayIn(timeZone, moment),
  });
  const known = new Map(pairs.map((pair) => [pair.pairId, pair]));
  const done = byPair(deeds);
  const inNeed = facts.flatMap((one) => {
    const found = signalsOf(one, settings, today);
    if (found.length === 0) return [];
    const signals = found.map((signal) => standingAfter(signal, done.get(one.pairId) ?? [], today));
    return [{ pair: known.get(one.pairId) as PairInBrief, signals }];
  });
  const standings = new Map(facts.map((one) => [one.pairId, standingOf(one)]));
  return { today, settings, pairs: inNeed, known, standings };
}

export type ReadSignals = (authority: Authority) => Promise<ProgrammeSignals>;

/** Programmes whose signals are held, weighed by their pairs: some hundred bytes a signal. */
const PAIRS_AT_MOST = 50_000;
const PROGRAMMES_AT_MOST = 500;

function rememberedSignals(deps: ServiceDeps): ReadSignals {
  const settingsOf = rememberedSettings(deps.db);
  const answers = createRevisionCache<ProgrammeSignals>({
    maxEntries: PROGRAMMES_AT_MOST,
    weigh: ({ known }) => known.size + 1,
    maxWeight: PAIRS_AT_MOST,
  });
  return (authority) => {
    const { programmeId, revision, timeZone } = authority;
    const today = todayIn(timeZone, deps.clock);
    return answers.get({ programmeId, revision, of: today }, async () =>
      judgeProgramme(deps.db, await settingsOf(authority), today),
    );
  };
}

const shared = new WeakMap<ServiceDeps, ReadSignals>();

/** The signals of a programme, computed once a revision and day in a process, for all who ask. */
export function sharedSignals(deps: ServiceDeps): ReadSignals {
  const known = shared.get(deps) ?? rememberedSignals(deps);
  shared.set(deps, known);
  return known;
}

/** Whether a caller reads about a pair: a curator with forms given, about pairs of these. */
export const seesPair = (
  { scopeForms }: Pick<Authority, 'scopeForms'>,
  { form }: Pick<PairInBrief, 'form'>,
): boolean => scopeForms === null || scopeForms.includes(form);
