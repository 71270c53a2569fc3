import type { Clock } from '../shared/clock.js';
import type { Db } from '../shared/db/connect.js';
import type { Logger } from '../shared/logger.js';
import { analyticsHandlers } from './analytics/analytics-handlers.js';
import { type InProcessDispatch, inProcessApi } from './api/in-process.js';
import { contract, type EndpointName, type MentoringApi } from './api/index.js';
import { USUAL_MEETING_FILE_MB } from './api/meeting-files.js';
import { calendarHandlers } from './calendar/calendar-handlers.js';
import { closingHandlers } from './closing/closing-handlers.js';
import { consentHandlers } from './consents/consent-handlers.js';
import { councilHandlers } from './council/council-handlers.js';
import { diarySheetHandlers } from './diary-sheets/sheet-handlers.js';
import { createDispatch } from './dispatch.js';
import { enterpriseHandlers } from './enterprises/enterprise-handlers.js';
import { diskShelf } from './files/disk-shelf.js';
import { fileHandlers } from './files/file-handlers.js';
import type { FileShelf } from './files/file-shelf.js';
import { groupMeetingHandlers } from './group-meetings/group-meeting-handlers.js';
import type { Handlers, ServiceDeps } from './handler.js';
import { linkHandlers } from './links/link-handlers.js';
import { matchingHandlers } from './matching/matching-handlers.js';
import { meetingHandlers } from './meetings/meeting-handlers.js';
import { mentorRegisterHandlers } from './mentor-registers/register-handlers.js';
import { mentorHandlers } from './mentors/mentor-handlers.js';
import { mergingHandlers } from './merging/merging-handlers.js';
import { pairLetterHandlers } from './pair-letters/letter-handlers.js';
import { pairLifeHandlers } from './pair-life/life-handlers.js';
import { pairHandlers } from './pairs/pair-handlers.js';
import { peopleHandlers } from './people/people-handlers.js';
import { profileHandlers } from './people/profile-handlers.js';
import { plannedMeetingHandlers } from './planned-meetings/planned-handlers.js';
import { planHandlers } from './plans/plan-handlers.js';
import { continuationHandlers } from './programmes/continuation-handlers.js';
import { programmeHandlers } from './programmes/programme-handlers.js';
import { progressHandlers } from './progress/progress-handlers.js';
import { registerHandlers } from './registers/register-handlers.js';
import { schoolHandlers } from './school/school-handlers.js';
import { selectionHandlers } from './selection/selection-handlers.js';
import { signalHandlers } from './signals/signal-handlers.js';
import { standingHandlers } from './standing/standing-handlers.js';
import { supportHandlers } from './support/support-handlers.js';
import { surveyHandlers } from './surveys/survey-handlers.js';
import { thirdPartyHandlers } from './third-party/third-party-handlers.js';

/** The default of the setting of this name. */
const FILES_DIR = 'data/files';

export interface MentoringOptions {
  db: Db;
  clock: Clock;
  logger: Logger;
  /** Where files are kept; by default in data/files. */
  files?: FileShelf;
  /** The greatest size of a file of a meeting, in MB. */
  meetingFileMb?: number | undefined;
}

function allHandlers(deps: ServiceDeps): Handlers {
  return {
    ...programmeHandlers(deps),
    ...continuationHandlers(deps),
    ...peopleHandlers(deps),
    ...profileHandlers(deps),
    ...standingHandlers(deps),
    ...mergingHandlers(deps),
    ...mentorHandlers(deps),
    ...enterpriseHandlers(deps),
    ...registerHandlers(deps),
    ...selectionHandlers(deps),
    ...councilHandlers(deps),
    ...mentorRegisterHandlers(deps),
    ...schoolHandlers(deps),
    ...consentHandlers(deps),
    ...fileHandlers(deps),
    ...linkHandlers(deps),
    ...thirdPartyHandlers(deps),
    ...groupMeetingHandlers(deps),
    ...supportHandlers(deps),
    ...pairHandlers(deps),
    ...pairLifeHandlers(deps),
    ...closingHandlers(deps),
    ...meetingHandlers(deps),
    ...diarySheetHandlers(deps),
    ...planHandlers(deps),
    ...plannedMeetingHandlers(deps),
    ...calendarHandlers(deps),
    ...progressHandlers(deps),
    ...analyticsHandlers(deps),
    ...surveyHandlers(deps),
    ...matchingHandlers(deps),
    ...pairLetterHandlers(deps),
    ...signalHandlers(deps),
  };
}

/** Throws when an endpoint of the contract has no handler or says nothing of who may call it. */
function checkComplete(handlers: Handlers): void {
  for (const [name, endpoint] of Object.entries(contract)) {
    if (!(name in handlers)) throw new Error(`The endpoint ${name} has no handler`);
    if (endpoint.access === undefined)
      throw new Error(`The endpoint ${name} does not say who may call it`);
  }
}

/** The mentoring service, put together: handlers behind schema, permission and organisation. */
export function createMentoring(options: MentoringOptions) {
  const deps: ServiceDeps = {
    ...options,
    files: options.files ?? diskShelf(FILES_DIR),
    meetingFileMb: options.meetingFileMb ?? USUAL_MEETING_FILE_MB,
  };
  const handlers = allHandlers(deps);
  checkComplete(handlers);
  const dispatch = createDispatch(deps, handlers);
  const api: MentoringApi = inProcessApi(dispatch as InProcessDispatch, async () => undefined);
  return { api, dispatch, endpoints: Object.keys(contract) as EndpointName[] };
}

export type Mentoring = ReturnType<typeof createMentoring>;

export { diskShelf } from './files/disk-shelf.js';
export { createApiRouter } from './http/router.js';
