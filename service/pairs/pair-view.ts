import { OPEN_PAUSE_REASONS } from '../api/index.js';
import type { ListedPair, MyPair, Pair } from '../api/pairs.js';
import { UNFINISHED_PAIR_STATES } from '../api/reference.js';
import { isSideWithdrawn } from '../api/withdrawn-side.js';
import { daysWithoutFeedback } from './feedback-rules.js';
import type { PairDetails } from './pair-details-store.js';
import { nextKind, rhythmOf } from './pair-rules.js';
import type { PairWithPeople, WatchSettings } from './pair-store.js';

/** The length that the form of a first meeting is filled with. */
const USUAL_MINUTES = 45;

/** The pause in which a pair is; its last day is past: somebody is to decide. */
function pauseOf(row: PairWithPeople, today: string): Pair['pause'] {
  const { state, pausedFrom, pausedUntil, pauseReason } = row;
  if (state !== 'paused' || pausedFrom === null) return null;
  const over = pausedUntil !== null && pausedUntil < today;
  return { fromOn: pausedFrom, untilOn: pausedUntil, over, reason: pauseReason };
}

/**
 * A pair as its people may read it: why it rests only where that tells of nobody's health or quarrels.
 * A reason in words is one that was written for them to read.
 */
export function forItsPeople(pair: Pair): Pair {
  const reason = pair.pause?.reason ?? null;
  if (pair.pause === null || reason === null) return pair;
  if ((OPEN_PAUSE_REASONS as readonly string[]).includes(reason)) return pair;
  return { ...pair, pause: { ...pair.pause, reason: null } };
}

/** A stored pair as callers see it, with its rhythm and its feedback today. */
export function toPair(row: PairWithPeople, settings: WatchSettings, today: string): Pair {
  const { rhythm, reason } = rhythmOf(row, settings, today);
  return {
    ...row,
    pause: pauseOf(row, today),
    rhythm,
    reason,
    noFeedbackDays: daysWithoutFeedback(row, settings, today),
  };
}

const idsOf = (side: PairWithPeople['mentors']): string[] => side.map(({ personId }) => personId);

/**
 * What withdrawn consents have frozen of a pair (methodology §9.3).
 * @param withdrawn whose consent is withdrawn today
 */
export function frozenBy(
  { state, mentors, mentees }: Pick<PairWithPeople, 'state' | 'mentors' | 'mentees'>,
  withdrawn: ReadonlySet<string>,
): Pick<ListedPair, 'frozen' | 'withdrawn'> {
  const goesOn = (UNFINISHED_PAIR_STATES as readonly string[]).includes(state);
  const ids = goesOn ? idsOf([...mentors, ...mentees]).filter((one) => withdrawn.has(one)) : [];
  if (ids.length === 0) return { frozen: null, withdrawn: [] };
  const stopped = [mentors, mentees].some((side) => isSideWithdrawn(idsOf(side), withdrawn));
  return { frozen: stopped ? 'stopped' : 'some', withdrawn: ids };
}

/** A pair with what is next in it. */
export function withDetails(pair: Pair, details: PairDetails | undefined): Omit<MyPair, 'mySide'> {
  return {
    ...pair,
    waiting: details?.waiting ?? [],
    objected: details?.objected ?? [],
    nextKind: nextKind(details?.kindsHeld ?? []),
    closingHeld: details?.kindsHeld.includes('closing') ?? false,
    usualMinutes: details?.latest?.minutes ?? USUAL_MINUTES,
    usualFormat: details?.latest?.format ?? (pair.format === 'online' ? 'online' : 'in_person'),
    contacts: details?.contacts ?? [],
    planned: details?.planned ?? [],
  };
}
