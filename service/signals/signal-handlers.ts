import { todayIn } from '../../shared/clock.js';
import { invalid, notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { SEVERITIES, SIGNAL_STATES, type SignalState } from '../api/signal-reference.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { searchWords } from '../names/index.js';
import { type PairInBrief, readPairForMember, readPairInBrief } from '../pairs/index.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { actOnSignal } from './act-on-signal.js';
import { inOrderOfNeed, matching } from './need-rules.js';
import { precisionOf } from './precision-rules.js';
import { episodeFigures } from './precision-store.js';
import { type PairInNeed, type ReadSignals, seesPair, sharedSignals } from './programme-signals.js';
import { recordSignals } from './record-signals.js';
import { signalStore } from './signal-store.js';
import { doneView, pairView, signalView } from './signal-view.js';

type Names =
  | 'listSignals'
  | 'getPairSignals'
  | 'actOnSignal'
  | 'getSignalPrecision'
  | 'recordSignals';
type Counts = OutputOf<Contract['listSignals']>['counts'];

const meets = (pair: PairInBrief, words: readonly string[]): boolean =>
  words.every((word) => pair.searchText.includes(word));

function countsOf(pairs: readonly PairInNeed[]): Counts {
  const having = (state: SignalState) =>
    pairs.filter(({ signals }) => signals.some((one) => one.state === state)).length;
  const [, inWork, snoozed, dismissed] = SIGNAL_STATES.map(having);
  const worst = pairs.map(({ signals }) => signals.find((one) => one.state === 'open')?.severity);
  return {
    open: worst.filter((one) => one !== undefined).length,
    bySeverity: SEVERITIES.map((severity) => ({
      severity,
      pairs: worst.filter((one) => one === severity).length,
    })),
    inWork: inWork ?? 0,
    snoozed: snoozed ?? 0,
    dismissed: dismissed ?? 0,
  };
}

async function listSignals(read: ReadSignals, { authority, input }: Call<'listSignals'>) {
  const { page, pageSize, form, search, ...filter } = input;
  const { pairs, today } = await read(authority);
  const own = pairs.filter(({ pair }) => seesPair(authority, pair));
  const words = searchWords(search);
  const found = own
    .filter(({ pair }) => (form === undefined || pair.form === form) && meets(pair, words))
    .map(({ pair, signals }) => ({
      item: { pairId: pair.pairId, title: pair.sortKey, signals },
      found: matching(signals, filter),
      pair,
      signals,
    }))
    .filter((one) => one.found.length > 0);
  const shown = inOrderOfNeed(found).slice((page - 1) * pageSize, page * pageSize);
  return {
    today,
    rows: shown.map((one) => ({
      ...pairView(one.pair),
      // Those that were asked for, then the others: all of a pair stands together.
      signals: [...one.found, ...one.signals.filter((s) => !one.found.includes(s))].map((signal) =>
        signalView(signal, authority),
      ),
      matching: one.found.length,
    })),
    total: found.length,
    page,
    pageSize,
    counts: countsOf(own),
  };
}

async function getPairSignals(
  deps: ServiceDeps,
  read: ReadSignals,
  { authority, input }: Call<'getPairSignals'>,
): Promise<OutputOf<Contract['getPairSignals']>> {
  const { programmeId, pairId } = input;
  await readPairForMember(deps.db, authority, pairId);
  const { pairs, known, today } = await read(authority);
  const store = signalStore(deps.db);
  const [episodes, deeds] = await Promise.all([
    store.episodesOfPair(programmeId, pairId),
    store.deedsOfPair(programmeId, pairId),
  ]);
  // Pairs that are over are not among those that are judged.
  const pair = known.get(pairId) ?? (await readPairInBrief(deps.db, programmeId, pairId));
  if (!pair) throw notFound('pair');
  const signals = pairs.find((one) => one.pair.pairId === pairId)?.signals ?? [];
  return {
    today,
    ...pairView(pair),
    signals: signals.map((signal) => signalView(signal, authority)),
    history: episodes.map(({ episodeId: _id, pairId: _pair, ...episode }) => ({
      ...episode,
      actions: deeds
        .filter((one) => one.code === episode.code && one.since === episode.since)
        .map((one) => doneView(one, authority)),
    })),
  };
}

async function getPrecision(deps: ServiceDeps, { authority, input }: Call<'getSignalPrecision'>) {
  const { programmeId, scopeForms, timeZone } = authority;
  const year = await readProgrammeSettings(deps.db, programmeId);
  const today = todayIn(timeZone, deps.clock);
  const from = input.from ?? year.startsOn;
  const to = input.to ?? today;
  if (to < from) {
    // A year that is still to come has no episodes yet.
    if (input.to === undefined && input.from === undefined)
      return { from, to: from, rules: precisionOf([]) };
    throw invalid([{ path: 'to', code: 'dates.order' }]);
  }
  const { form } = input;
  const asked = form === undefined ? scopeForms : [form];
  const forms = asked?.filter((one) => scopeForms === null || scopeForms.includes(one)) ?? null;
  return {
    from,
    to,
    rules: precisionOf(await episodeFigures(deps.db, { programmeId, forms, from, to })),
  };
}

/** Signals: which pairs need somebody, what was done about it, and how often the rules were right. */
export function signalHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const read = sharedSignals(deps);
  return {
    listSignals: remembered<'listSignals'>(deps, (call) => listSignals(read, call)),
    getPairSignals: (call) => getPairSignals(deps, read, call),
    actOnSignal: (call) => actOnSignal(deps, call),
    getSignalPrecision: (call) => getPrecision(deps, call),
    recordSignals: ({ authority }) => recordSignals(deps, authority),
  };
}
