import { z } from 'zod';
import { id, intFromQuery, isoDateTime, pageOf, paging, text } from './common.js';
import { endpoint } from './endpoint.js';
import { answers, definition, words } from './questionnaire-definition.js';
import { ANSWER_STATES, FORMS, QUESTION_TYPES } from './reference.js';
import { WAVE_READERS } from './survey-waves.js';

/** A figure over fewer people than this tells too much of each of them. */
export const FEWEST_SHOWN = 5;

export const questionResult = z.object({
  code: z.string(),
  type: z.enum(QUESTION_TYPES),
  text: words(500),
  pair: z.string().nullable(),
  /** Null with everything else: hidden, for it would tell of fewer than five (anonymous waves). */
  n: z.number().int().nullable(),
  /** Of a `scale` or a `number`, as it comes out; null without answers. */
  mean: z.number().nullable(),
  /**
   * How many gave each answer: every step of a scale, every option, `true` and `false`; of a ranking
   * the people named, `first` counting the first places; of numbers and dates those that were given, in
   * their order, while they are 40 at most. None for texts.
   */
  counts: z.array(
    z.object({
      value: z.string(),
      n: z.number().int(),
      first: z.number().int().optional(),
      /** Of a ranking. */
      name: z.string().optional(),
    }),
  ),
  /** Of an anonymous wave: so few did not answer on paper that their answers are left out. */
  paperOnly: z.boolean(),
});
export type QuestionResult = z.infer<typeof questionResult>;

/** Sheets of answers read at a time: each may hold many long texts. */
export const MAX_ANSWERS_PAGE = 200;

/** Names of the people whom rankings among the answers name, by id. */
const namesOfRanked = z.record(z.string(), z.string());

const filters = {
  /** Those in a pair of this form now; of an anonymous wave, if its breakdown is by form. */
  form: z.enum(FORMS).optional(),
  /** Those of this LMS group now; of an anonymous wave, if its breakdown is by group. */
  group: text(200).optional(),
};

export const surveyResults = {
  getWaveResults: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waves/{waveId}/results',
    summary:
      'What was answered, as figures. Of an anonymous wave once it is closed, never over fewer than ' +
      'five people, and never so that the difference of two answers would tell of fewer.',
    tag: 'surveys',
    access: WAVE_READERS,
    input: z.object({ programmeId: id, waveId: id, ...filters }),
    output: z.object({
      /** Why there are no questions: the wave is anonymous and not closed, or too few have answered. */
      shown: z.enum(['yes', 'not_closed', 'too_few']),
      /** People who handed in their answers, and people asked who have not, under the filter. */
      answered: z.number().int(),
      missing: z.number().int(),
      /** Of those answers, how many came on sheets of paper that name nobody (anonymous waves). */
      onPaper: z.number().int(),
      questions: z.array(questionResult),
    }),
  }),

  listTextAnswers: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waves/{waveId}/results/{question}/texts',
    summary:
      'The answers to a question that asks for words, without names; hidden as its figures are.',
    tag: 'surveys',
    access: WAVE_READERS,
    input: z.object({
      programmeId: id,
      waveId: id,
      question: z.string().max(40),
      ...filters,
      ...paging,
    }),
    output: pageOf(z.string()),
  }),

  getAnswersOf: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waves/{waveId}/people/{personId}',
    summary:
      'What somebody handed in to a named wave. Who reads it is written into the journal; answers to ' +
      'confidential questions are for the coordinator alone.',
    tag: 'surveys',
    access: WAVE_READERS,
    input: z.object({ programmeId: id, waveId: id, personId: id }),
    output: z.object({
      personId: id,
      name: z.string(),
      answerState: z.enum(ANSWER_STATES),
      savedAt: isoDateTime.nullable(),
      definition,
      answers,
      names: namesOfRanked,
    }),
  }),

  listWaveAnswers: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waves/{waveId}/answers',
    summary:
      'What people handed in to a named wave, in the order of their names. Who reads it is written into ' +
      'the journal, page by page; answers to confidential questions are for the coordinator alone.',
    tag: 'surveys',
    access: WAVE_READERS,
    input: z.object({
      programmeId: id,
      waveId: id,
      ...filters,
      ...paging,
      pageSize: intFromQuery(1, MAX_ANSWERS_PAGE).default(50),
    }),
    output: pageOf(
      z.object({
        personId: id,
        name: z.string(),
        groupName: z.string().nullable(),
        savedAt: isoDateTime.nullable(),
        answers,
      }),
    ).extend({
      /** Without the questions that this reader is not to see. */
      definition,
      names: namesOfRanked,
    }),
  }),
};
