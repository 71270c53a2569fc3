import { earlyContact, noFirstMeeting, noMeeting, pauseOver } from './contact-rules.js';
import { lowRatings, noFeedback, ratingFell } from './feedback-signal-rules.js';
import { monthlySilent, relationLow } from './monthly-signal-rules.js';
import {
  consentEnds,
  consentMissing,
  consentWithdrawn,
  endPassed,
  endsSoon,
  noOrder,
  overCapacity,
} from './paper-rules.js';
import type { Rule } from './rule-rules.js';
import { disputed, helpAsked, unconfirmed } from './waiting-rules.js';

/** All rules of signals. Whatever else a pair may need is a function of its facts, added here. */
export const RULES: readonly Rule[] = [
  helpAsked,
  consentWithdrawn,
  noMeeting,
  noFirstMeeting,
  pauseOver,
  relationLow,
  lowRatings,
  ratingFell,
  disputed,
  consentMissing,
  endPassed,
  endsSoon,
  consentEnds,
  earlyContact,
  monthlySilent,
  noFeedback,
  overCapacity,
  unconfirmed,
  noOrder,
];
