import { z } from 'zod';
import { id, isoDate, pageOf, paging, personRef } from './common.js';
import { endpoint } from './endpoint.js';
import { answers, definition } from './questionnaire-definition.js';
import { ANSWER_STATES, SURVEY_ROLES, WAVE_STATES } from './reference.js';

const mySurveyRow = z.object({
  waveId: id,
  title: z.string(),
  startsOn: isoDate,
  endsOn: isoDate,
  anonymous: z.boolean(),
  /** How many questions it has; some of them may hang on others. */
  questions: z.number().int(),
  /** For the caller: of whose consent was withdrawn nothing is taken, to them it is closed. */
  state: z.enum(WAVE_STATES),
  /** Closed to the caller alone, because their consent was withdrawn. */
  stopped: z.boolean(),
  answerState: z.enum(ANSWER_STATES),
});

export const mySurvey = mySurveyRow.extend({
  definition,
  /** One's own; {} when there are none, and of an anonymous wave that is closed. */
  answers,
  /** By a personal link to an anonymous wave: there are answers, and they were not saved by this pass. */
  answersHidden: z.boolean(),
  /** Those who can be ranked, by the role that a question names; in the order of names. */
  people: z.object({
    mentee: z.array(personRef),
    mentor: z.array(personRef),
    curator: z.array(personRef),
  }),
  /** Of the answers; 0: nothing is saved yet. */
  version: z.number().int(),
});
export type MySurvey = z.infer<typeof mySurvey>;

export const mySurveys = {
  listMySurveys: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my-surveys',
    summary: 'The waves that ask the caller, in the role in which they act; the last to end first.',
    tag: 'surveys',
    access: SURVEY_ROLES,
    input: z.object({ programmeId: id, state: z.enum(WAVE_STATES).optional(), ...paging }),
    output: pageOf(mySurveyRow),
  }),

  getMySurvey: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my-surveys/{waveId}',
    summary: 'One wave with its questions and the caller’s own answers.',
    tag: 'surveys',
    access: SURVEY_ROLES,
    input: z.object({ programmeId: id, waveId: id }),
    output: mySurvey,
  }),

  saveMyAnswers: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/my-surveys/{waveId}/answers',
    summary:
      'Saves the caller’s answers, all of them each time: on the way (`final` false) as far as they are, ' +
      'or handed in. Until the wave closes they can be changed; handed in, they stay complete. The same ' +
      'words twice are saved once.',
    tag: 'surveys',
    access: SURVEY_ROLES,
    input: z.object({
      programmeId: id,
      waveId: id,
      answers,
      final: z.boolean().default(false),
      /** Of the answers that were changed; 0 for the first. */
      version: z.coerce.number().int().min(0),
    }),
    output: z.object({
      answerState: z.enum(ANSWER_STATES),
      answers,
      version: z.number().int(),
    }),
  }),
};
