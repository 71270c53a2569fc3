/** The contract of the mentoring service: all of `service/` that others may import is in this folder. */
import { analytics } from './analytics.js';
import { consents } from './consents.js';
import { continuations } from './continuations.js';
import type { AnswerOf, FileOf, InputOf } from './endpoint.js';
import { enterprises } from './enterprises.js';
import { files } from './files.js';
import { links } from './links.js';
import { meetingExport } from './meeting-export.js';
import { meetings } from './meetings.js';
import { mentors } from './mentors.js';
import { merges } from './merges.js';
import { mySurveys } from './my-surveys.js';
import { pairs } from './pairs.js';
import { paperAnswers } from './paper-answers.js';
import { people } from './people.js';
import { profiles } from './profiles.js';
import { programmes } from './programmes.js';
import { progressApi } from './progress.js';
import { questionnaires } from './questionnaires.js';
import { standing } from './standing.js';
import { surveyResults } from './survey-results.js';
import { surveyWaves } from './survey-waves.js';

export const contract = {
  ...programmes,
  ...continuations,
  ...people,
  ...profiles,
  ...standing,
  ...merges,
  ...mentors,
  ...enterprises,
  ...consents,
  ...files,
  ...links,
  ...pairs,
  // Before `meetings`: its path would else be taken for a meeting's id.
  ...meetingExport,
  ...meetings,
  ...progressApi,
  ...analytics,
  ...questionnaires,
  ...surveyWaves,
  ...mySurveys,
  ...paperAnswers,
  ...surveyResults,
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
export * from './reference.js';
