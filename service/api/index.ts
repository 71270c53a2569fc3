/** The contract of the mentoring service: all of `service/` that others may import is in this folder. */
import { analytics } from './analytics.js';
import { calendar } from './calendar.js';
import { closing } from './closing.js';
import { closingPapers } from './closing-papers.js';
import { closingReport } from './closing-report.js';
import { consents } from './consents.js';
import { continuations } from './continuations.js';
import { council } from './council.js';
import { criteria } from './criteria.js';
import { diarySheets } from './diary-sheets.js';
import type { AnswerOf, FileOf, InputOf } from './endpoint.js';
import { enterprises } from './enterprises.js';
import { files } from './files.js';
import { groupMeetings } from './group-meetings.js';
import { interviews } from './interviews.js';
import { links } from './links.js';
import { matchRunsApi } from './match-runs.js';
import { matchSettingsApi } from './match-settings.js';
import { meetingExport } from './meeting-export.js';
import { meetingFiles } from './meeting-files.js';
import { meetings } from './meetings.js';
import { mentorLinks } from './mentor-links.js';
import { mentorRegisters } from './mentor-registers.js';
import { mentors } from './mentors.js';
import { merges } from './merges.js';
import { mySurveys } from './my-surveys.js';
import { pairLetters } from './pair-letters.js';
import { pairLife } from './pair-life.js';
import { pairs } from './pairs.js';
import { paperAnswers } from './paper-answers.js';
import { people } from './people.js';
import { planRows } from './plan-rows.js';
import { plannedMeetings } from './planned-meetings.js';
import { plans } from './plans.js';
import { portfolio } from './portfolio.js';
import { profiles } from './profiles.js';
import { programmes } from './programmes.js';
import { progressApi } from './progress.js';
import { questionnaires } from './questionnaires.js';
import { registerImportLists } from './register-import-lists.js';
import { registerImports } from './register-imports.js';
import { registers } from './registers.js';
import { reminders } from './reminders.js';
import { school } from './school.js';
import { schoolCertificates } from './school-certificates.js';
import { schoolMaterials } from './school-materials.js';
import { severalMeetings } from './several-meetings.js';
import { signals } from './signals.js';
import { standing } from './standing.js';
import { supportLog } from './support-log.js';
import { surveyResults } from './survey-results.js';
import { surveyWaves } from './survey-waves.js';
import { thirdParty } from './third-party.js';

export const contract = {
  ...programmes,
  ...continuations,
  ...people,
  ...profiles,
  ...standing,
  ...merges,
  ...mentors,
  ...interviews,
  ...criteria,
  ...portfolio,
  ...council,
  ...mentorRegisters,
  ...enterprises,
  ...registers,
  ...registerImports,
  ...registerImportLists,
  ...school,
  ...schoolMaterials,
  ...schoolCertificates,
  ...consents,
  ...files,
  ...links,
  ...mentorLinks,
  ...thirdParty,
  ...groupMeetings,
  ...supportLog,
  ...pairs,
  ...pairLife,
  ...closing,
  ...closingReport,
  ...closingPapers,
  // Before `meetings`: its path would else be taken for a meeting's id.
  ...meetingExport,
  ...meetings,
  ...plans,
  ...planRows,
  ...severalMeetings,
  ...diarySheets,
  ...meetingFiles,
  ...plannedMeetings,
  ...calendar,
  ...progressApi,
  ...analytics,
  ...questionnaires,
  ...surveyWaves,
  ...reminders,
  ...mySurveys,
  ...paperAnswers,
  ...surveyResults,
  ...matchSettingsApi,
  ...matchRunsApi,
  ...pairLetters,
  ...signals,
};

export type Contract = typeof contract;
export type EndpointName = keyof Contract;

/** One function per endpoint: what a client offers, in process or over HTTP. */
export type MentoringClient = {
  [K in EndpointName]: (
    input: InputOf<Contract[K]>,
    ...file: FileOf<Contract[K]>
  ) => Promise<AnswerOf<Contract[K]>>;
};

/** The service as its callers see it: a client that speaks for one actor. */
export interface MentoringApi {
  as(actor: Actor): MentoringClient;
  /** Lets go of what the client holds (connections); calls after it fail. */
  close(): Promise<void>;
}

import type { Actor } from './actor.js';

export type { Actor, PersonActor } from './actor.js';
export { actorSchema } from './actor.js';
export { BY_LINK } from './by-link.js';
export * from './closing-reference.js';
export * from './group-meeting-reference.js';
export * from './pair-life-reference.js';
export * from './plan-reference.js';
export * from './planned-meeting-reference.js';
export * from './reference.js';
export * from './signal-reference.js';
