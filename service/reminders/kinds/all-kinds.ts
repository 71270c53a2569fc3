import type { RemindKind } from '../../api/remind-reference.js';
import type { ReminderKind } from '../kind.js';
import { consentsDueKind } from './consents-due.js';
import { firstMeetingKind } from './first-meeting.js';
import { helpWaitingKind } from './help-waiting.js';
import { mailRefusedKind } from './mail-refused.js';
import { meetingPassedKind } from './meeting-passed.js';
import { meetingTomorrowKind } from './meeting-tomorrow.js';
import { monthWaitingKind } from './month-waiting.js';
import { outOfRhythmKind } from './out-of-rhythm.js';
import { pairEndingKind } from './pair-ending.js';
import { planWaitingKind } from './plan-waiting.js';
import { proposalWaitingKind } from './proposal-waiting.js';
import { recordWaitingKind } from './record-waiting.js';
import { signalsNewKind } from './signals-new.js';
import { surveyOpenKind } from './survey-open.js';

/** Everything that is reminded of. */
export const ALL_KINDS: readonly ReminderKind[] = [
  meetingTomorrowKind,
  meetingPassedKind,
  proposalWaitingKind,
  recordWaitingKind,
  planWaitingKind,
  surveyOpenKind,
  monthWaitingKind,
  firstMeetingKind,
  outOfRhythmKind,
  pairEndingKind,
  helpWaitingKind,
  signalsNewKind,
  consentsDueKind,
  mailRefusedKind,
];

const BY_CODE: ReadonlyMap<string, ReminderKind> = new Map(ALL_KINDS.map((one) => [one.kind, one]));

export const kindOf = (code: RemindKind): ReminderKind | undefined => BY_CODE.get(code);
