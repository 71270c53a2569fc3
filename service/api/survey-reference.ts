import type { Role } from './reference.js';

/** Kinds of questions (methodology §6): S10 is a `scale` from 1 to 10, YN `yes_no`, TXT `text`, FREQ `frequency`. */
export const QUESTION_TYPES = [
  'scale',
  'yes_no',
  'one_of',
  'several_of',
  'frequency',
  'text',
  'number',
  'date',
  'ranking',
] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

/** The answers of a FREQ question, from the most frequent to none (methodology §6). */
export const FREQUENCIES = ['very_often', 'often', 'rarely', 'once_twice', 'never'] as const;

/** When in the programme a questionnaire is asked: before (wave 1), after (wave 2), after the group meeting (§6.11), for the mentors' school (§3 stage 4). */
export const SURVEY_STAGES = ['entry', 'training', 'group_meeting', 'interim', 'final'] as const;
export type SurveyStage = (typeof SURVEY_STAGES)[number];

/** Those who can be asked; `mentor` and `mentee` are the two sides. */
export const SURVEY_ROLES = ['mentee', 'mentor', 'curator'] as const satisfies readonly Role[];
export type SurveyRole = (typeof SURVEY_ROLES)[number];

/** `planned`: opened, its first day is still to come; `closed`: by hand, or its last day has gone. */
export const WAVE_STATES = ['draft', 'planned', 'open', 'closed'] as const;
export type WaveState = (typeof WAVE_STATES)[number];

/**
 * A letter that reminds of a wave: `unclear` – whether it left, nobody knows; `not_needed` – answered,
 * or the wave closed, before it was sent.
 */
export const REMINDER_STATES = [
  'waiting',
  'sending',
  'sent',
  'refused',
  'unreachable',
  'unclear',
  'no_address',
  'not_needed',
] as const;
export type ReminderState = (typeof REMINDER_STATES)[number];

/** How far somebody's answers to a wave are. */
export const ANSWER_STATES = ['none', 'draft', 'submitted'] as const;
export type AnswerState = (typeof ANSWER_STATES)[number];

/** A sheet of paper of a wave: printed and out, or returned and entered. */
export const SHEET_STATES = ['printed', 'entered'] as const;
export type SheetState = (typeof SHEET_STATES)[number];

/** By what the results of an anonymous wave are broken down, decided before the first answer. */
export const BREAKDOWNS = ['none', 'form', 'group'] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/** Whom of those in a role a wave asks: without those who have finished, with them, or them alone. */
export const WAVE_AMONG = ['current', 'everyone', 'finished'] as const;
export type WaveAmong = (typeof WAVE_AMONG)[number];

/** Whom a questionnaire asks unless somebody says otherwise: who has finished is asked at the end alone. */
export const usualAmong = (stage: SurveyStage): WaveAmong =>
  stage === 'final' ? 'everyone' : 'current';

/** How sure the wording of a question is (methodology §0). */
export const WORDING_MARKS = ['П+', 'П~', 'П?', 'Р'] as const;
export type WordingMark = (typeof WORDING_MARKS)[number];
