import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { CONSENT_GAPS, type Form, OPEN_PAIR_STATES, type PairState } from '../api/reference.js';
import type { ListedPerson } from '../api/standing.js';
import type { Authority } from '../authorise.js';
import { readConsentGaps } from '../consents/index.js';
import { createRevisionCache } from '../db/revision-cache.js';
import type { ServiceDeps } from '../handler.js';
import { readTraining, type Training } from '../school/index.js';
import { type EntryAnswers, readEntryAnswers } from '../surveys/index.js';
import { readThirdPartyGaps } from '../third-party/index.js';
import { gapsOf } from './gap-rules.js';
import {
  type MemberFacts,
  type PairFacts,
  type RoleFacts,
  standingStore,
} from './standing-store.js';
import { stateOf } from './state-rules.js';

/** A person of the list, with what only the service needs of them. */
export interface Standing extends ListedPerson {
  sortKey: string;
  lmsEmail: string | null;
  /** The sides on which they are in an open pair. */
  pairedAs: ('mentor' | 'mentee')[];
}

type ConsentGaps = Awaited<ReturnType<typeof readConsentGaps>>;

/** All that is read of a programme, by person. */
interface Facts {
  roles: Map<string, RoleFacts[]>;
  pairs: Map<string, PairFacts[]>;
  consents: ConsentGaps;
  entries: EntryAnswers;
  /** Those of whom somebody was asked and nobody told. */
  untold: ReadonlySet<string>;
  training: Training;
}

function byPerson<T extends { personId: string }>(rows: readonly T[]): Map<string, T[]> {
  const people = new Map<string, T[]>();
  for (const row of rows) {
    const known = people.get(row.personId);
    if (known) known.push(row);
    else people.set(row.personId, [row]);
  }
  return people;
}

const SIDES = ['mentor', 'mentee'] as const;
const BY_STATE: ReadonlySet<string> = new Set(SIDES);

/** What the school of mentors says of a side; of a mentee nothing. */
function schoolOf(side: string, personId: string, training: Training) {
  const mentor = side === 'mentor';
  const trained = mentor && training.trained.has(personId);
  return {
    trained,
    untrained: mentor && training.asked && !trained,
    poolNeedsTraining: mentor && training.poolNeedsTraining,
  };
}

/** The state on each side on which somebody takes part, or took part. */
function sidesOf(personId: string, facts: Facts) {
  const roles = facts.roles.get(personId) ?? [];
  const pairs = facts.pairs.get(personId) ?? [];
  const consentGaps = facts.consents.get(personId) ?? [];
  // What is published of somebody is another matter than their taking part.
  const consented =
    facts.consents.has(personId) && consentGaps.every((gap) => gap === 'no_publication_consent');
  return roles
    .filter((one) => BY_STATE.has(one.role))
    .map(({ role, held, decision }) => {
      const side = role as (typeof SIDES)[number];
      const own = pairs.filter((pair) => pair.side === side && !pair.left);
      const states: PairState[] = own.map((pair) => pair.state);
      const answered = facts.entries.answered.has(`${side} ${personId}`);
      const school = schoolOf(side, personId, facts.training);
      const state = stateOf({ held, decision, answered, consented, ...school, pairs: states });
      return { role: side, held, answered, untrained: school.untrained, state, pairs: own };
    });
}

function standingOf(member: MemberFacts, facts: Facts): Standing {
  const { reachable, ...shown } = member;
  const { personId, groupName } = member;
  const pairs = facts.pairs.get(personId) ?? [];
  const sides = sidesOf(personId, facts);
  const forms: Form[] = [...new Set(pairs.map((pair) => pair.form))];
  const consentGaps = facts.consents.get(personId) ?? [];
  const open: readonly PairState[] = OPEN_PAIR_STATES;
  const openPairs = pairs.filter((pair) => !pair.left && open.includes(pair.state));
  return {
    ...shown,
    roles: (facts.roles.get(personId) ?? [])
      .filter((one) => one.held !== 'withdrawn')
      .map(({ role, held, byHand }) => ({ role, state: held, byHand })),
    participations: sides.flatMap(({ role, state }) => (state === null ? [] : [{ role, state }])),
    forms,
    activePairs: openPairs.length,
    pairedAs: [...new Set(openPairs.map((pair) => pair.side))],
    gaps: gapsOf(
      {
        sides,
        consentGaps,
        groupName,
        reachable,
        hasAccount: member.lmsStatus === 'active',
        untold: facts.untold.has(personId),
      },
      facts.entries.waves,
    ),
  };
}

/**
 * All people of a programme with their states and what is missing, in the order of names: eleven
 * statements whatever the rows, so that the rules are told once, not again in SQL.
 */
export async function readStandings(
  db: Db,
  { programmeId, today }: { programmeId: string; today: string },
): Promise<Standing[]> {
  const store = standingStore(db);
  const [members, roles, pairs, consents, entries, untold, training] = await Promise.all([
    store.members(programmeId),
    store.roles(programmeId),
    store.pairs(programmeId),
    readConsentGaps(db, { programmeId, today }),
    readEntryAnswers(db, programmeId),
    readThirdPartyGaps(db, programmeId),
    readTraining(db, programmeId),
  ]);
  const facts = {
    roles: byPerson(roles),
    pairs: byPerson(pairs),
    consents,
    entries,
    untold,
    training,
  };
  return members.map((member) => standingOf(member, facts));
}

/** People held in one process's memory: some kilobytes each. */
const REMEMBERED_PEOPLE = 20_000;
const REMEMBERED_PROGRAMMES = 50;

export type ReadStandings = (authority: Authority) => Promise<Standing[]>;

/** The same, computed once for all filters, pages and readers under one revision and day. */
export function rememberedStandings(deps: ServiceDeps): ReadStandings {
  const cache = createRevisionCache<Standing[]>({
    maxEntries: REMEMBERED_PROGRAMMES,
    weigh: (people) => people.length,
    maxWeight: REMEMBERED_PEOPLE,
  });
  return ({ programmeId, revision, timeZone }) => {
    const today = todayIn(timeZone, deps.clock);
    return cache.get({ programmeId, revision, of: today }, () =>
      readStandings(deps.db, { programmeId, today }),
    );
  };
}

const shared = new WeakMap<ServiceDeps, ReadStandings>();

/** The same memory for all features of one service. */
export function sharedStandings(deps: ServiceDeps): ReadStandings {
  const known = shared.get(deps) ?? rememberedStandings(deps);
  shared.set(deps, known);
  return known;
}

const CONSENT: ReadonlySet<string> = new Set(CONSENT_GAPS);

/** Whether a caller may see somebody: a curator with forms given, theirs and who is in no pair yet. */
export function isVisible({ scopeForms }: Authority, person: Pick<Standing, 'forms'>): boolean {
  if (scopeForms === null || person.forms.length === 0) return true;
  return person.forms.some((form) => scopeForms.includes(form));
}

/** Somebody as this caller may see them: of consents a methodist is told nothing. */
export function asSeenBy({ role }: Authority, person: Standing): Standing {
  if (role !== 'methodist') return person;
  return { ...person, gaps: person.gaps.filter((gap) => !CONSENT.has(gap)) };
}
