import { todayIn } from '../../shared/clock.js';
import { notFound } from '../../shared/errors.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { searchWords } from '../names/index.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { createPair, setPairState, updatePair } from './pair-changes.js';
import { pairDetailsStore } from './pair-details-store.js';
import { type PairFilter, pairStore, type Watch } from './pair-store.js';
import { toPair, withDetails } from './pair-view.js';
import { readVisiblePair, sideOf } from './pair-visibility.js';

type Names = 'listPairs' | 'myPairs' | 'getPair' | 'createPair' | 'updatePair' | 'setPairState';

const MOST_OF_MINE = 50;

async function watchOf(deps: ServiceDeps, programmeId: string): Promise<Watch> {
  const settings = await readProgrammeSettings(deps.db, programmeId);
  return { settings, today: todayIn(settings.timeZone, deps.clock) };
}

async function listPairs(deps: ServiceDeps, { authority, input }: Call<'listPairs'>) {
  const { programmeId, page, pageSize } = input;
  const watch = await watchOf(deps, programmeId);
  const filter: PairFilter = {
    programmeId,
    scopeForms: authority.scopeForms,
    words: searchWords(input.search),
    form: input.form,
    state: input.state,
    personId: input.personId,
    ...(input.rhythm === undefined ? {} : { rhythms: [input.rhythm] }),
    ...(input.feedback === undefined ? {} : { noFeedback: 'only' }),
  };
  const store = pairStore(deps.db);
  const [rows, total] = await Promise.all([
    store.page(filter, input.sort, watch, pageSize, (page - 1) * pageSize),
    store.count(filter, watch),
  ]);
  return {
    rows: rows.map((row) => toPair(row, watch.settings, watch.today)),
    total,
    page,
    pageSize,
  };
}

async function myPairs(deps: ServiceDeps, { authority, input }: Call<'myPairs'>) {
  const { programmeId } = input;
  const watch = await watchOf(deps, programmeId);
  const side = sideOf(authority);
  const { personId } = authority;
  if (side === null || personId === null) return { today: watch.today, pairs: [] };
  const rows = await pairStore(deps.db).ofPerson(programmeId, personId, side, watch, MOST_OF_MINE);
  const details = await pairDetailsStore(deps.db).of(programmeId, rows, { side, personId });
  const pairs = rows.map((row) => ({
    ...withDetails(toPair(row, watch.settings, watch.today), details.get(row.pairId)),
    mySide: side,
  }));
  return { today: watch.today, pairs };
}

async function getPair(deps: ServiceDeps, { authority, input }: Call<'getPair'>) {
  const { programmeId, pairId } = input;
  const row = await readVisiblePair(deps.db, authority, pairId);
  if (!row) throw notFound('pair');
  const { settings, today } = await watchOf(deps, programmeId);
  const side = sideOf(authority);
  const viewer = { side, personId: authority.personId };
  const details = await pairDetailsStore(deps.db).of(programmeId, [row], viewer);
  return {
    ...withDetails(toPair(row, settings, today), details.get(pairId)),
    mySide: side,
    today,
  };
}

/** The handlers of pairs and groups. */
export function pairHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listPairs: (call) => listPairs(deps, call),
    myPairs: (call) => myPairs(deps, call),
    getPair: (call) => getPair(deps, call),
    createPair: (call) => createPair(deps, call),
    updatePair: (call) => updatePair(deps, call),
    setPairState: (call) => setPairState(deps, call),
  };
}
