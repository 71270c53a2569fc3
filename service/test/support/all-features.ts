import { analyticsHandlers } from '../../analytics/analytics-handlers.js';
import { calendarHandlers } from '../../calendar/calendar-handlers.js';
import { closingHandlers } from '../../closing/closing-handlers.js';
import { consentHandlers } from '../../consents/consent-handlers.js';
import { councilHandlers } from '../../council/council-handlers.js';
import { diarySheetHandlers } from '../../diary-sheets/sheet-handlers.js';
import { enterpriseHandlers } from '../../enterprises/enterprise-handlers.js';
import { fileHandlers } from '../../files/file-handlers.js';
import { groupMeetingHandlers } from '../../group-meetings/group-meeting-handlers.js';
import { linkHandlers } from '../../links/link-handlers.js';
import { matchingHandlers } from '../../matching/matching-handlers.js';
import { meetingHandlers } from '../../meetings/meeting-handlers.js';
import { mentorRegisterHandlers } from '../../mentor-registers/register-handlers.js';
import { mentorHandlers } from '../../mentors/mentor-handlers.js';
import { mergingHandlers } from '../../merging/merging-handlers.js';
import { pairLetterHandlers } from '../../pair-letters/letter-handlers.js';
import { pairLifeHandlers } from '../../pair-life/life-handlers.js';
import { pairHandlers } from '../../pairs/pair-handlers.js';
import { peopleHandlers } from '../../people/people-handlers.js';
import { profileHandlers } from '../../people/profile-handlers.js';
import { plannedMeetingHandlers } from '../../planned-meetings/planned-handlers.js';
import { planHandlers } from '../../plans/plan-handlers.js';
import { continuationHandlers } from '../../programmes/continuation-handlers.js';
import { programmeHandlers } from '../../programmes/programme-handlers.js';
import { progressHandlers } from '../../progress/progress-handlers.js';
import { registerHandlers } from '../../registers/register-handlers.js';
import { schoolHandlers } from '../../school/school-handlers.js';
import { selectionHandlers } from '../../selection/selection-handlers.js';
import { signalHandlers } from '../../signals/signal-handlers.js';
import { standingHandlers } from '../../standing/standing-handlers.js';
import { supportHandlers } from '../../support/support-handlers.js';
import { surveyHandlers } from '../../surveys/survey-handlers.js';
import { thirdPartyHandlers } from '../../third-party/third-party-handlers.js';

/** The handlers of all features. */
export const FEATURES = [
  programmeHandlers,
  continuationHandlers,
  peopleHandlers,
  profileHandlers,
  mentorHandlers,
  enterpriseHandlers,
  selectionHandlers,
  councilHandlers,
  mentorRegisterHandlers,
  schoolHandlers,
  standingHandlers,
  mergingHandlers,
  registerHandlers,
  consentHandlers,
  fileHandlers,
  linkHandlers,
  pairHandlers,
  pairLifeHandlers,
  closingHandlers,
  meetingHandlers,
  diarySheetHandlers,
  planHandlers,
  plannedMeetingHandlers,
  calendarHandlers,
  progressHandlers,
  analyticsHandlers,
  surveyHandlers,
  thirdPartyHandlers,
  matchingHandlers,
  pairLetterHandlers,
  groupMeetingHandlers,
  supportHandlers,
  signalHandlers,
];
