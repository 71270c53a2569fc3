import { todayIn } from '../../shared/clock.js';
import { notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Authority } from '../authorise.js';
import { withdrawnOf } from '../consents/index.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { searchWords } from '../names/index.js';
import { rememberedSettings } from '../programmes/index.js';
import { closeContacts } from './closed-contacts.js';
import { readFormerPair } from './former-pair.js';
import { createPair, updatePair } from './pair-changes.js';
import { pairDetailsStore } from './pair-details-store.js';
import { type PairFilter, pairStore, type Watch } from './pair-store.js';
import { forItsPeople, frozenBy, toPair, withDetails } from './pair-view.js';
import { readVisiblePair, sideOf } from './pair-visibility.js';

type Names = 'listPairs' | 'myPairs' | 'getPair' | 'createPair' | 'updatePair';

const MOST_OF_MINE = 50;

type WatchOf = (authority: Authority) => Promise<Watch>;

function watching(deps: ServiceDeps): WatchOf {
  const settingsOf = rememberedSettings(deps.db);
  return async (authority) => {
    const settings = await settingsOf(authority);
    return { settings, today: todayIn(settings.timeZone, deps.clock) };
  };
}

async function listPairs(
  deps: ServiceDeps,
  watchOf: WatchOf,
  { authority, input }: Call<'listPairs'>,
) {
  const { programmeId, page, pageSize } = input;
  const watch = await watchOf(authority);
  const withdrawn = await withdrawnOf(deps.db, { programmeId, today: watch.today });
  const filter: PairFilter = {
    programmeId,
    scopeForms: authority.scopeForms,
    words: searchWords(input.search),
    form: input.form,
    state: input.state,
    personId: input.personId,
    ...(input.rhythm === undefined ? {} : { rhythms: [input.rhythm] }),
    ...(input.feedback === undefined ? {} : { noFeedback: 'only' }),
    ...(input.consent === undefined ? {} : { withAnyOf: [...withdrawn] }),
    ...(input.pause === undefined ? {} : { pauseOver: 'only' }),
  };
  const store = pairStore(deps.db);
  const [rows, total] = await Promise.all([
    store.page(filter, input.sort, watch, pageSize, (page - 1) * pageSize),
    store.count(filter, watch),
  ]);
  return {
    rows: rows.map((row) => ({
      ...toPair(row, watch.settings, watch.today),
      ...frozenBy(row, withdrawn),
    })),
    total,
    page,
    pageSize,
  };
}

async function myPairs(
  deps: ServiceDeps,
  watchOf: WatchOf,
  { authority }: Call<'myPairs'>,
): Promise<OutputOf<Contract['myPairs']>> {
  const { programmeId, personId, byLink } = authority;
  const watch = await watchOf(authority);
  const side = sideOf(authority);
  if (side === null || personId === null) return { today: watch.today, pairs: [] };
  const rows = await pairStore(deps.db).ofPerson(programmeId, personId, side, watch, MOST_OF_MINE);
  const details = await pairDetailsStore(deps.db).of(programmeId, rows, {
    side,
    personId,
    today: watch.today,
  });
  await closeContacts(deps.db, { programmeId, today: watch.today, byLink }, details.values());
  const pairs = rows.map((row) => ({
    ...withDetails(forItsPeople(toPair(row, watch.settings, watch.today)), details.get(row.pairId)),
    mySide: side,
  }));
  return { today: watch.today, pairs };
}

async function getPair(deps: ServiceDeps, watchOf: WatchOf, { authority, input }: Call<'getPair'>) {
  const { programmeId, pairId } = input;
  const today = todayIn(authority.timeZone, deps.clock);
  const row = await readVisiblePair(deps.db, authority, pairId, today);
  const { settings } = await watchOf(authority);
  const side = sideOf(authority);
  if (!row) {
    const former = await readFormerPair(deps.db, authority, pairId);
    if (!former) throw notFound('pair');
    const { leftOn, row: then } = former;
    const pair = forItsPeople(toPair(then, settings, today));
    return {
      ...withDetails({ ...pair, pause: null, stateReason: null }, undefined),
      mySide: side,
      leftOn,
      today,
    };
  }
  const viewer = { side, personId: authority.personId, today };
  const details = await pairDetailsStore(deps.db).of(programmeId, [row], viewer);
  if (side !== null) {
    const { byLink } = authority;
    await closeContacts(deps.db, { programmeId, today, byLink }, details.values());
  }
  const pair = toPair(row, settings, today);
  return {
    ...withDetails(side === null ? pair : forItsPeople(pair), details.get(pairId)),
    mySide: side,
    leftOn: null,
    today,
  };
}

/** The handlers of pairs and groups. */
export function pairHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const watchOf = watching(deps);
  return {
    listPairs: (call) => listPairs(deps, watchOf, call),
    myPairs: remembered<'myPairs'>(deps, (call) => myPairs(deps, watchOf, call)),
    getPair: (call) => getPair(deps, watchOf, call),
    createPair: (call) => createPair(deps, call),
    updatePair: (call) => updatePair(deps, call),
  };
}
