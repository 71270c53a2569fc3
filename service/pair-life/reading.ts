import { todayIn, toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import type { PersonRef } from '../api/common.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { PairEvent, Thanks } from '../api/pair-life.js';
import type { Authority } from '../authorise.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import {
  type FormerPair,
  formerPairsOf,
  type PairWithPeople,
  readFormerPair,
  readVisiblePair,
  sideOf,
} from '../pairs/index.js';
import { eventFor, type HistoryReader } from './history-rules.js';
import { lifeStore, type StoredEvent, type StoredPlace } from './life-store.js';
import { mayThank, type Reader, readsThanks, thanksFrom } from './thanks-rules.js';
import { type StoredThanks, thanksStore } from './thanks-store.js';

/** Pairs that somebody has left; nobody has more. */
const MOST_FORMER = 50;

const refOf = (personId: string | null, name: string | null): PersonRef | null =>
  personId === null || name === null ? null : { personId, name };

/** A stored event as the coordinator gets it. */
function wholeEvent(event: StoredEvent): PairEvent {
  const { details, personId, personName, otherId, otherName, actorName, at, ...rest } = event;
  return {
    ...rest,
    person: refOf(personId, personName),
    other: refOf(otherId, otherName),
    reasonKept: false,
    initiative: details.initiative ?? null,
    decision: details.decision ?? null,
    talkHeld: details.talkHeld ?? null,
    talkOn: details.talkOn ?? null,
    noClosing: details.noClosing ?? null,
    by: actorName,
    at: toIso(at),
  };
}

/** Thanks as somebody who may read them gets them. */
function thanksFor(one: StoredThanks, { side, personId }: Reader): Thanks {
  const mine = one.personId === personId;
  return {
    thanksId: one.thanksId,
    side: one.side,
    author: { personId: one.personId, name: one.name },
    text: one.text,
    mine,
    hidden: one.hiddenAt !== null,
    hiddenReason: side === null || mine ? one.hiddenReason : null,
    at: toIso(one.createdAt),
    version: one.version,
  };
}

/** The pair as the caller reads it, with the day on which they left it. */
async function readPair(
  db: Db,
  authority: Authority,
  pairId: string,
): Promise<{ row: PairWithPeople; leftOn: string | null }> {
  const now = await readVisiblePair(db, authority, pairId);
  if (now) return { row: now, leftOn: null };
  const former: FormerPair | null = await readFormerPair(db, authority, pairId);
  if (!former) throw notFound('pair');
  return former;
}

function readerOf(
  authority: Authority,
  places: readonly StoredPlace[],
  leftOn: string | null,
): HistoryReader {
  const { role, personId } = authority;
  const own = places.find((one) => one.personId === personId);
  return { role, personId, joinedOn: own?.joinedOn ?? null, leftOn };
}

async function getPairLife(
  deps: ServiceDeps,
  { authority, input }: Call<'getPairLife'>,
): Promise<OutputOf<Contract['getPairLife']>> {
  const { programmeId, pairId } = input;
  const { row, leftOn } = await readPair(deps.db, authority, pairId);
  const store = lifeStore(deps.db);
  const [events, places, thanks, closing] = await Promise.all([
    store.events(programmeId, pairId),
    store.places(programmeId, pairId),
    thanksStore(deps.db).ofPair(programmeId, pairId),
    store.closingMeetingOn(pairId),
  ]);
  const side = sideOf(authority);
  const reader = readerOf(authority, places, leftOn);
  const who = { side, personId: authority.personId };
  const seen = leftOn === null ? thanks : [];
  const today = todayIn(authority.timeZone, deps.clock);
  return {
    today,
    version: row.version,
    events: events.flatMap((event) => eventFor(wholeEvent(event), reader) ?? []),
    places:
      side === null
        ? places.map(({ personId, name, ...place }) => ({ person: { personId, name }, ...place }))
        : [],
    thanks: seen
      .filter((one) => readsThanks(who, { ...one, hidden: one.hiddenAt !== null }))
      .map((one) => thanksFor(one, who)),
    mayThank: side !== null && leftOn === null && mayThank(row, today),
    thanksFrom: thanksFrom(row),
    closingMeetingOn: leftOn === null ? closing : null,
    lastMeetingOn: row.lastMeetingOn,
  };
}

/** «Кузнецова М. С. — Иванов А. Д.» of the people of that day. */
const titleOf = ({ mentors, mentees }: PairWithPeople['shortNames']): string =>
  `${mentors.join(', ')} — ${mentees.join(', ')}`;

async function myFormerPairs(
  deps: ServiceDeps,
  { authority }: Call<'myFormerPairs'>,
): Promise<OutputOf<Contract['myFormerPairs']>> {
  const left = await formerPairsOf(deps.db, authority, MOST_FORMER);
  const pairs = await Promise.all(
    left.map(async ({ pairId, leftOn }) => {
      const former = await readFormerPair(deps.db, authority, pairId);
      return former ? [{ pairId, leftOn, title: titleOf(former.row.shortNames) }] : [];
    }),
  );
  const { programmeId, personId } = authority;
  const thanked =
    personId === null ? [] : await thanksStore(deps.db).thankedIn(programmeId, personId);
  return { pairs: pairs.flat(), thanked };
}

/** Reading of what happened to pairs. */
export const readingHandlers = (
  deps: ServiceDeps,
): Pick<Handlers, 'getPairLife' | 'myFormerPairs'> => ({
  getPairLife: (call) => getPairLife(deps, call),
  // The home page asks at every launch.
  myFormerPairs: remembered<'myFormerPairs'>(deps, (call) => myFormerPairs(deps, call)),
});
