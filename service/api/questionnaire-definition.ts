import { z } from 'zod';
import { text } from './common.js';
import { QUESTION_TYPES, SURVEY_ROLES, WORDING_MARKS } from './reference.js';

export const MAX_QUESTIONS = 100;
/** Problems told of one form at most: enough to work on, never as long as what was sent. */
export const MAX_PROBLEMS = 50;
/** Characters of a text answer, where the question does not say less. */
export const MAX_TEXT_ANSWER = 4000;

/** Words in the languages of the tool; '' in English: the Russian ones are shown. */
export const words = (max: number) => z.object({ ru: text(max), en: text(max).default('') });
export type Words = z.infer<ReturnType<typeof words>>;

/** The name of a question, an option or a section within its questionnaire, e.g. `meet_personal`. */
const code = z.string().max(40);

export const questionOption = z.object({ code, text: words(300) });

/** A question is shown when the answer to an earlier one is (or, of several, holds) one of these. */
export const shownIf = z.object({
  question: code,
  is: z.array(z.union([z.boolean(), z.number(), z.string().max(40)])).max(50),
});

/**
 * One question. What a type has no use for is left out or null; which fields go together is checked
 * by the service's rules, so that an editor is told everything at once, by codes.
 */
export const question = z.object({
  code,
  type: z.enum(QUESTION_TYPES),
  text: words(500),
  help: words(1000).default({ ru: '', en: '' }),
  required: z.boolean().default(true),
  /** Links the expectation asked for before with the outcome asked for after (methodology §6). */
  pair: code.nullable().default(null),
  /** One of the questionnaire's sections, or null. */
  section: code.nullable().default(null),
  shownIf: shownIf.nullable().default(null),
  /** Bounds of a `scale` (whole numbers, both wanted) or of a `number` (either may be absent). */
  min: z.number().nullable().default(null),
  max: z.number().nullable().default(null),
  /** Of `one_of` and `several_of`. */
  options: z.array(questionOption).max(50).default([]),
  /** So many at most of `several_of`, or places of a `ranking`; null: all options. */
  most: z.number().int().nullable().default(null),
  /** Characters of a `text`; null: 4000. */
  maxLength: z.number().int().nullable().default(null),
  /** Of whom a `ranking` chooses. */
  people: z.enum(SURVEY_ROLES).nullable().default(null),
  /** Shown to nobody but the coordinator (§6.11: «С кем работать не хотели бы»). */
  confidential: z.boolean().default(false),
  /** How sure the wording is (methodology §0), and where it is from; null and '' for a college's own. */
  mark: z.enum(WORDING_MARKS).nullable().default(null),
  source: text(300).default(''),
});
export type Question = z.infer<typeof question>;

export const section = z.object({ code, title: words(200) });

/** What a questionnaire asks: its sections and its questions in their order. */
export const definition = z.object({
  intro: words(2000).default({ ru: '', en: '' }),
  sections: z.array(section).max(20).default([]),
  questions: z.array(question).max(MAX_QUESTIONS, 'questionnaire.tooLong'),
});
export type Definition = z.infer<typeof definition>;

/**
 * One answer by the type of its question: `yes_no` a boolean; `scale` and `number` a number; `text`,
 * `one_of`, `frequency` and `date` (YYYY-MM-DD) a string; `several_of` codes; `ranking` ids of people,
 * the most wanted first. Null, '' and [] are no answer.
 */
export const answer = z
  .union([z.boolean(), z.number(), z.string(), z.array(z.string())])
  .nullable();
export type Answer = z.infer<typeof answer>;

/** Answers by the code of their question. */
export const answers = z.record(z.string(), answer);
export type Answers = z.infer<typeof answers>;
