import type { Router } from 'express';
import type { PageWrapper } from '../web/context.js';
import type { ShellDeps } from '../web/deps.js';
import { calendarRoutes } from './calendar/routes.js';
import { closingRoutes } from './closing/routes.js';
import { connectionRoutes } from './connection/routes.js';
import { consentRoutes } from './consents/routes.js';
import { continuationRoutes } from './continuation/routes.js';
import { councilRoutes } from './council/routes.js';
import { diarySheetRoutes } from './diary-sheets/routes.js';
import { enterpriseRoutes } from './enterprises/routes.js';
import { groupMeetingRoutes } from './group-meetings/routes.js';
import { helpRequestRoutes } from './help-requests/routes.js';
import { myRoutes } from './home/my-routes.js';
import { homeRoutes } from './home/routes.js';
import { journalRoutes } from './journal/routes.js';
import { launchRoutes } from './launches/routes.js';
import { mentorLinkRoutes } from './links/mentor-link-routes.js';
import { linkRoutes } from './links/routes.js';
import { matchingRoutes } from './matching/routes.js';
import { meRoutes } from './me/routes.js';
import { meetingRoutes } from './meetings/routes.js';
import { mentorRegisterRoutes } from './mentor-registers/routes.js';
import { myMentorRoutes } from './mentors/my-routes.js';
import { mentorRoutes } from './mentors/routes.js';
import { myPairRoutes } from './my-pair/routes.js';
import { mySurveyRoutes } from './my-surveys/routes.js';
import { overviewRoutes } from './overview/routes.js';
import { pairsRoutes } from './pairs/routes.js';
import { paperRoutes } from './paper-answers/routes.js';
import { participantRoutes } from './participants/routes.js';
import { planRoutes } from './plans/routes.js';
import { progressRoutes } from './progress/routes.js';
import { questionnaireRoutes } from './questionnaires/routes.js';
import { registerRoutes } from './registers/routes.js';
import { mySchoolRoutes } from './school/my-routes.js';
import { schoolRoutes } from './school/routes.js';
import { selectionRoutes } from './selection/routes.js';
import { settingsRoutes } from './settings/routes.js';
import { signalRoutes } from './signals/routes.js';
import { surveyRoutes } from './surveys/routes.js';
import { syncRoutes } from './sync/routes.js';
import { thirdPartyRoutes } from './third-party/routes.js';
import { waitingListRoutes } from './waiting-list/routes.js';

const FEATURES: readonly ((deps: ShellDeps, page: PageWrapper) => Router)[] = [
  homeRoutes,
  myRoutes,
  myPairRoutes,
  meetingRoutes,
  diarySheetRoutes,
  calendarRoutes,
  progressRoutes,
  overviewRoutes,
  signalRoutes,
  participantRoutes,
  consentRoutes,
  thirdPartyRoutes,
  meRoutes,
  surveyRoutes,
  questionnaireRoutes,
  mentorRoutes,
  myMentorRoutes,
  enterpriseRoutes,
  registerRoutes,
  selectionRoutes,
  councilRoutes,
  mentorRegisterRoutes,
  schoolRoutes,
  mySchoolRoutes,
  waitingListRoutes,
  groupMeetingRoutes,
  matchingRoutes,
  pairsRoutes,
  planRoutes,
  closingRoutes,
  syncRoutes,
  continuationRoutes,
  settingsRoutes,
  journalRoutes,
  launchRoutes,
  connectionRoutes,
  helpRequestRoutes,
  linkRoutes,
  mentorLinkRoutes,
  mySurveyRoutes,
  paperRoutes,
];

/** The routers of all features below `/app/:sid`; add a feature's to the list. */
export const pageRouters = (deps: ShellDeps, page: PageWrapper): Router[] =>
  FEATURES.map((routes) => routes(deps, page));
