import type { ServiceDeps } from '../handler.js';
import { mySurveyHandlers } from './my-survey-handlers.js';
import { namedAnswersHandlers } from './named-answers-handlers.js';
import { questionnaireHandlers } from './questionnaire-handlers.js';
import { reminderHandlers } from './reminder-handlers.js';
import { resultsHandlers } from './results-handlers.js';
import { sheetHandlers } from './sheet-handlers.js';
import { waveHandlers } from './wave-handlers.js';

/** The handlers of questionnaires, their waves, answers and results (methodology §6). */
export const surveyHandlers = (deps: ServiceDeps) => ({
  ...questionnaireHandlers(deps),
  ...waveHandlers(deps),
  ...mySurveyHandlers(deps),
  ...sheetHandlers(deps),
  ...reminderHandlers(deps),
  ...resultsHandlers(deps),
  ...namedAnswersHandlers(deps),
});
