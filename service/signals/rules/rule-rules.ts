/** What a rule of signals is. A new one is a function in a file of this folder and a line in `all-rules.ts`. */

import type { PersonRef } from '../../api/common.js';
import type { Severity, SignalCode, SignalStep } from '../../api/signal-reference.js';
import type { FeedbackSettings } from '../../pairs/feedback-rules.js';
import type { RhythmSettings } from '../../pairs/pair-rules.js';
import type { PairFacts } from '../pair-facts.js';

/** Where a pair stands for the rules; `stopped`: a withdrawn consent has frozen it. */
export type Standing = 'draft' | 'active' | 'paused' | 'stopped' | 'closed';

export type SignalSettings = RhythmSettings & FeedbackSettings;

/** What a rule found. `since` is told from the facts alone, so that it names the episode on every day. */
export interface Found {
  severity: Severity;
  since: string;
  /** Days of silence or of waiting; until an end, those that are left. */
  days: number;
  n?: number;
  from?: number;
  to?: number;
  meetingId?: string;
  people?: readonly PersonRef[];
  steps: readonly SignalStep[];
}

export interface Rule {
  code: SignalCode;
  /** By what is known of why matches end (0–100): of equally severe signals the heavier comes first. */
  weight: number;
  /** The standings in which it is asked; in all others it is silent. */
  standings: readonly Standing[];
  /** @returns null: nothing is amiss */
  judge(facts: PairFacts, settings: SignalSettings, today: string): Found | null;
}

/** Where a pair stands today. */
export function standingOf({ state, frozen }: Pick<PairFacts, 'state' | 'frozen'>): Standing {
  if (state === 'completed' || state === 'terminated') return 'closed';
  return frozen === 'stopped' ? 'stopped' : state;
}

export const GOES_ON: readonly Standing[] = ['draft', 'active', 'paused', 'stopped'];
