/** What a mentor may do by their personal link, without having signed in. */
import type { EndpointName } from './index.js';

/**
 * The endpoints that answer somebody who came by a personal link; all others refuse them, whatever
 * their role may. A new endpoint is refused until it stands here. Not among them, although a mentor who
 * signed in has them: how to reach mentees, scores, consents, the school, addresses of calendars (they
 * would outlive the link), files.
 */
export const BY_LINK: readonly EndpointName[] = [
  'getMe',
  'myPairs',
  'myFormerPairs',
  'getPair',
  'getPairLife',
  'listMeetings',
  'getMeeting',
  'meetingHistory',
  'logMeeting',
  'logSeveralMeetings',
  'listMeetingDays',
  'correctMeeting',
  'withdrawMeeting',
  'getCalendar',
  'listCalendar',
  'getPlannedMeeting',
  'findPlannedOf',
  'planMeeting',
  'changePlannedMeeting',
  'answerPlannedMeeting',
  'cancelPlannedMeeting',
  'holdPlannedMeeting',
  'closePlannedMeeting',
  'listMyPlans',
  'listPairPlans',
  'listPlanTemplates',
  'getPlan',
  'planHistory',
  'createPlan',
  'copyPlan',
  'updatePlan',
  'removePlan',
  'offerPlan',
  'addPlanRow',
  'updatePlanRow',
  'movePlanRow',
  'removePlanRow',
  'restorePlanRow',
  'recordPlanResult',
  'listMySurveys',
  'getMySurvey',
  'saveMyAnswers',
];
