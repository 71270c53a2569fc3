/** Which signals a pair has today, how each stands after what was done, and whose need is greatest. */
import { addDays } from '../../shared/dates.js';
import type { Severity, SignalAction, SignalCode, SignalState } from '../api/signal-reference.js';
import type { PairFacts } from './pair-facts.js';
import { RULES } from './rules/all-rules.js';
import { type Found, type Rule, type SignalSettings, standingOf } from './rules/rule-rules.js';

/** What was done about an episode, as far as the rules ask. */
export interface Deed {
  code: SignalCode;
  since: string;
  action: SignalAction;
  /** The day on which it was done. */
  on: string;
  /** Away until this day; null: as long as it lasts. */
  until: string | null;
  /** How severe it was then. */
  severity: Severity;
  undone: boolean;
}

/** A signal of a pair. */
export interface Judged extends Found {
  code: SignalCode;
  weight: number;
}

/** A signal with how it stands. */
export type Standing<D extends Deed> = Judged & {
  state: SignalState;
  done: D | null;
  back: 'worse' | 'due' | null;
};

/** So many days an action holds where no day was said; a false alarm: as long as the episode. */
const HOLDS_DAYS: Readonly<Partial<Record<SignalAction, number>>> = {
  wrote: 7,
  talk: 14,
  paused: 14,
  rematch: 14,
};

/** The day until which an action keeps a signal away; null: as long as it lasts. */
export function heldUntil(action: SignalAction, on: string, asked: string | null): string | null {
  if (asked !== null) return asked;
  const days = HOLDS_DAYS[action];
  return days === undefined ? null : addDays(on, days);
}

/** Everything that calls for attention in a pair today, the worst first. */
export function signalsOf(
  facts: PairFacts,
  settings: SignalSettings,
  today: string,
  rules: readonly Rule[] = RULES,
): Judged[] {
  const standing = standingOf(facts);
  const signals: Judged[] = [];
  for (const { code, weight, standings, judge } of rules) {
    const found = standings.includes(standing) ? judge(facts, settings, today) : null;
    if (found !== null) signals.push({ ...found, code, weight });
  }
  return signals.sort(byNeed);
}

/**
 * The greater need first: what is more severe; of the equally severe what weighs more by the evidence;
 * of these what has gone on for longer.
 */
export function byNeed(
  a: Pick<Judged, 'severity' | 'weight' | 'since'>,
  b: Pick<Judged, 'severity' | 'weight' | 'since'>,
): number {
  if (a.severity !== b.severity) return b.severity - a.severity;
  if (a.weight !== b.weight) return b.weight - a.weight;
  return a.since < b.since ? -1 : Number(a.since > b.since);
}

const AWAY: Readonly<Partial<Record<SignalAction, SignalState>>> = {
  snoozed: 'snoozed',
  false_alarm: 'dismissed',
};

/**
 * How a signal stands after what was done about its episode: it stays away until the day that the latest
 * action set, and comes back at once when it is more severe than it was then.
 * @param deeds of the pair, the oldest first
 */
export function standingAfter<D extends Deed>(
  signal: Judged,
  deeds: readonly D[],
  today: string,
): Standing<D> {
  const done =
    deeds.findLast(
      (one) =>
        one.code === signal.code &&
        one.since === signal.since &&
        !one.undone &&
        one.action !== 'returned',
    ) ?? null;
  if (done === null) return { ...signal, state: 'open', done, back: null };
  if (signal.severity > done.severity) return { ...signal, state: 'open', done, back: 'worse' };
  if (done.until !== null && today >= done.until)
    return { ...signal, state: 'open', done, back: 'due' };
  return { ...signal, state: AWAY[done.action] ?? 'in_work', done, back: null };
}

/** What of a pair the work list is ordered and narrowed by. */
export interface Listed {
  pairId: string;
  title: string;
  signals: readonly Pick<
    Judged & { state: SignalState },
    'severity' | 'weight' | 'since' | 'code' | 'state'
  >[];
}

export interface ListFilter {
  state: SignalState;
  severity?: number | undefined;
  code?: SignalCode | undefined;
}

/** Those of a pair's signals that a filter means. By severity a pair counts with its worst only. */
export function matching<S extends Listed['signals'][number]>(
  signals: readonly S[],
  { state, severity, code }: ListFilter,
): S[] {
  const found = signals.filter(
    (one) => one.state === state && (code === undefined || one.code === code),
  );
  return severity === undefined || found[0]?.severity === severity ? found : [];
}

/** Orders pairs by the worst of their signals that a filter means; then by their titles. */
export function inOrderOfNeed<T extends { item: Listed; found: Listed['signals'] }>(
  pairs: readonly T[],
): T[] {
  return [...pairs].sort((a, b) => {
    const [first, second] = [a.found[0], b.found[0]];
    const need = first && second ? byNeed(first, second) : 0;
    if (need !== 0) return need;
    if (a.item.title !== b.item.title) return a.item.title < b.item.title ? -1 : 1;
    return a.item.pairId < b.item.pairId ? -1 : 1;
  });
}
