import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract, Severity, SignalCode } from '../../../service/api/index.js';
import type { PairSignal, SignalItem } from '../../../service/api/signals.js';
import { contactsOf, daysAgo, FAKE_TODAY, type FakeData } from './fake-data.js';

type FakePair = FakeData['pairs'][number];

const signal = (code: SignalCode, severity: Severity, days: number): PairSignal => ({
  code,
  severity,
  since: daysAgo(days),
  days,
  n: 0,
  from: 0,
  to: 0,
  meetingId: null,
  people: [],
  steps: ['write', 'plan_talk', 'open_pair', 'pause'],
  state: 'open',
  done: null,
  back: null,
});

function signalsOf(pair: FakePair): PairSignal[] {
  const { code, days } = pair.reason;
  const found: PairSignal[] = [];
  if (code === 'no_meeting_for') found.push(signal('no_meeting', days > 28 ? 3 : 2, days));
  if (code === 'first_meeting_missing') found.push(signal('no_first_meeting', 2, days));
  if (pair.noFeedbackDays !== null) found.push(signal('no_feedback', 1, pair.noFeedbackDays));
  return found;
}

const itemOf = (pair: FakePair): SignalItem => {
  const { pairId, title, mentors, mentees, shortNames, form, state } = pair;
  const signals = signalsOf(pair);
  return {
    ...{ pairId, title, mentors, mentees, shortNames, form, state, signals },
    contacts: contactsOf(pair),
    matching: signals.length,
  };
};

/** The work list of a fake college: its silent pairs, without filters. */
export function fakeSignals(
  data: FakeData,
  { page, pageSize }: { page: number; pageSize: number },
): OutputOf<Contract['listSignals']> {
  const all = data.pairs.map(itemOf).filter(({ signals }) => signals.length > 0);
  const worst = (item: SignalItem) => item.signals[0]?.severity ?? 0;
  all.sort((a, b) => worst(b) - worst(a));
  return {
    today: FAKE_TODAY,
    rows: all.slice((page - 1) * pageSize, page * pageSize),
    total: all.length,
    page,
    pageSize,
    counts: {
      open: all.length,
      bySeverity: [3, 2, 1].map((severity) => ({
        severity,
        pairs: all.filter((item) => worst(item) === severity).length,
      })),
      inWork: 0,
      snoozed: 0,
      dismissed: 0,
    },
  };
}

/** The signals of one pair of a fake college, without a history. */
export function fakePairSignals(
  data: FakeData,
  pairId: string,
): OutputOf<Contract['getPairSignals']> {
  const pair = data.pairs.find((one) => one.pairId === pairId);
  if (!pair) throw new Error(`the fake college has no pair ${pairId}`);
  const { matching: _n, ...item } = itemOf(pair);
  return { ...item, today: FAKE_TODAY, history: [] };
}
