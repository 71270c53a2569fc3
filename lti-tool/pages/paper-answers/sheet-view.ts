import type { Question } from '../../../service/api/questionnaire-definition.js';
import {
  fieldOf,
  optionsOf,
  type Rankable,
  type Said,
  said,
  type Wording,
} from '../my-surveys/question-views.js';
import { YES_NO_KEYS } from './typed-answers.js';

/** A question as it stands on paper, and as it is typed off. */
export interface PaperQuestion {
  /** On the sheet, from 1. */
  number: number;
  name: string;
  type: Question['type'];
  text: Said;
  help: string;
  /** «Если в вопросе 1: да»; '': it is asked of everybody. */
  when: string;
  required: boolean;
  /** With the numbers in front of their boxes; of a scale, its steps. */
  options: { number: number; label: string; value: string }[];
  /** Places of a ranking, or how many can be chosen; 0: any number. */
  most: number;
  /** What to type. */
  hint: string;
  /** JSON: what is typed → what it means, said beside the field at once; '': it speaks for itself. */
  echo: string;
}

function whenOf(
  question: Question,
  all: readonly Question[],
  people: Rankable,
  wording: Wording,
): string {
  const { shownIf } = question;
  const above = all.findIndex(({ code }) => code === shownIf?.question);
  const on = all[above];
  if (shownIf === null || !on) return '';
  const labels = optionsOf(on, people, wording)
    .filter(({ value }) => shownIf.is.map(String).includes(value))
    .map(({ label }) => label);
  return wording.t('paper.when', { n: above + 1, answers: labels.join(', ') });
}

function echoOf(question: Question, options: PaperQuestion['options'], { t }: Wording): string {
  if (question.type === 'yes_no') {
    const words = Object.entries(YES_NO_KEYS).map(([key, yes]) => [
      key,
      t(yes ? 'filling.yes' : 'filling.no'),
    ]);
    return JSON.stringify(Object.fromEntries(words));
  }
  if (!['one_of', 'several_of', 'frequency'].includes(question.type)) return '';
  return JSON.stringify(Object.fromEntries(options.map(({ number, label }) => [number, label])));
}

function hintOf({ type, min, max }: Question, options: number, { t }: Wording): string {
  switch (type) {
    case 'scale':
      return `${min ?? 1}–${max ?? 10}`;
    case 'yes_no':
      return t('paper.hint.yesNo');
    case 'one_of':
    case 'frequency':
      return `1–${options}`;
    case 'several_of':
      return t('paper.hint.several', { n: options });
    case 'date':
      return t('paper.hint.date');
    default:
      return '';
  }
}

/** The questions of a sheet, in its order. */
export function paperQuestions(
  wording: Wording,
  questions: readonly Question[],
  people: Rankable,
): PaperQuestion[] {
  return questions.map((question, i) => {
    const options = optionsOf(question, people, wording).map((option, place) => ({
      ...option,
      number: question.type === 'scale' ? Number(option.value) : place + 1,
    }));
    return {
      number: i + 1,
      name: fieldOf(question.code),
      type: question.type,
      text: said(question.text, wording),
      help: said(question.help, wording).text,
      when: whenOf(question, questions, people, wording),
      required: question.required,
      options,
      most: question.type === 'ranking' ? (question.most ?? 1) : (question.most ?? 0),
      hint: hintOf(question, options.length, wording),
      echo: echoOf(question, options, wording),
    };
  });
}

/** A code as it is printed: in two groups that the eye can hold. */
export const spaced = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;
