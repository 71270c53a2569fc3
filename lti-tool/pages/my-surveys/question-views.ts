import type { MySurvey } from '../../../service/api/my-surveys.js';
import type {
  Answer,
  Answers,
  Question,
  Words,
} from '../../../service/api/questionnaire-definition.js';
import { FREQUENCIES, type QuestionType } from '../../../service/api/reference.js';
import { isAnswered } from '../../../service/api/shown-questions.js';
import type { FormValues, Labels } from '../../web/forms.js';
import type { Locale, Translate } from '../../web/i18n.js';

/** What the words of a questionnaire need; of a session's page, or of one without a session. */
export interface Wording {
  t: Translate;
  locale: Locale;
}

/** Words in the reader's language, or the Russian ones with the mark that they are. */
export interface Said {
  text: string;
  /** Set where it is not the page's language. */
  lang: 'ru' | null;
}

export interface OptionView {
  value: string;
  label: string;
}

/** One question as `my-surveys/questions.ejs` shows it. */
export interface QuestionView {
  code: string;
  /** Of its fields, and of what is wrong with them: `answers.<code>`. */
  name: string;
  type: QuestionType;
  text: Said;
  help: Said;
  required: boolean;
  /** It hangs on an answer that was not given. */
  hidden: boolean;
  /** JSON of the field that it hangs on and the values that show it; '': it is always asked. */
  when: string;
  /** Radio buttons, boxes, or what a place of a ranking can be. */
  options: OptionView[];
  /** Steps of a scale fit in one row. */
  short: boolean;
  /** So many at most: boxes, or places of a ranking; 0: no limit. */
  most: number;
  min: number | null;
  max: number | null;
  maxLength: number | null;
}

/** Those who can be ranked, by role. */
export type Rankable = MySurvey['people'];

/** The field of a question, as the service names what is wrong with its answer. */
export const fieldOf = (code: string): string => `answers.${code}`;

/** Words in the language of the page, else in Russian, which they always are in. */
export function said({ ru, en }: Words, { locale }: Pick<Wording, 'locale'>): Said {
  if (locale === 'ru') return { text: ru, lang: null };
  return en === '' ? { text: ru, lang: 'ru' } : { text: en, lang: null };
}

const steps = ({ min, max }: Question): number[] => {
  const [from, to] = [min ?? 1, max ?? 10];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
};

/** What can be chosen as the answer to a question; empty where it is typed. */
export function optionsOf(question: Question, people: Rankable, wording: Wording): OptionView[] {
  const { t } = wording;
  switch (question.type) {
    case 'scale':
      return steps(question).map((n) => ({ value: String(n), label: String(n) }));
    case 'yes_no':
      return [
        { value: 'true', label: t('filling.yes') },
        { value: 'false', label: t('filling.no') },
      ];
    case 'frequency':
      return FREQUENCIES.map((value) => ({ value, label: t(`ref.frequency.${value}`) }));
    case 'one_of':
    case 'several_of':
      return question.options.map(({ code, text }) => ({
        value: code,
        label: said(text, wording).text,
      }));
    case 'ranking':
      return (question.people === null ? [] : people[question.people]).map((one) => ({
        value: one.personId,
        label: one.name,
      }));
    default:
      return [];
  }
}

const mostOf = ({ type, most }: Question): number =>
  type === 'ranking' ? (most ?? 1) : (most ?? 0);

const whenOf = ({ shownIf }: Question): string =>
  shownIf === null
    ? ''
    : JSON.stringify({ field: fieldOf(shownIf.question), is: shownIf.is.map(String) });

/**
 * The questions of a page.
 * @param shown codes of those that are asked with the answers given so far
 */
export function questionViews(
  wording: Wording,
  questions: readonly Question[],
  { shown, people }: { shown: ReadonlySet<string>; people: Rankable },
): QuestionView[] {
  return questions.map((question) => ({
    code: question.code,
    name: fieldOf(question.code),
    type: question.type,
    text: said(question.text, wording),
    help: said(question.help, wording),
    required: question.required,
    hidden: !shown.has(question.code),
    when: whenOf(question),
    options: optionsOf(question, people, wording),
    short: question.type === 'scale' && steps(question).length <= 10,
    most: mostOf(question),
    min: question.min,
    max: question.max,
    maxLength: question.maxLength,
  }));
}

/** The labels of a form of questions; what the service finds wrong comes to these fields. */
export const labelsOf = (wording: Wording, questions: readonly Question[]): Labels =>
  Object.fromEntries(questions.map(({ code, text }) => [fieldOf(code), said(text, wording).text]));

/** Answers as they stand in the fields. */
export function valuesOf(questions: readonly Question[], answers: Answers): FormValues {
  const entries = questions.map(({ code }): [string, string | string[]] => {
    const value = Object.hasOwn(answers, code) ? answers[code] : null;
    if (Array.isArray(value)) return [fieldOf(code), value];
    return [fieldOf(code), value === null || value === undefined ? '' : String(value)];
  });
  return Object.fromEntries(entries);
}

/** An answer in words, for reading; '' when there is none. */
export function answerInWords(
  question: Question,
  value: Answer | undefined,
  { people, wording, date }: { people: Rankable; wording: Wording; date: (iso: string) => string },
): string {
  if (!isAnswered(value)) return '';
  if (question.type === 'date') return date(String(value));
  const options = optionsOf(question, people, wording);
  if (options.length === 0 && !Array.isArray(value)) return String(value);
  const labelOf = (one: string) =>
    options.find((option) => option.value === one)?.label ?? wording.t('filling.someone');
  if (!Array.isArray(value)) return labelOf(String(value));
  const labels = value.map(labelOf);
  if (question.type === 'ranking' && labels.length > 1)
    return labels.map((label, i) => `${i + 1}. ${label}`).join(', ');
  return labels.join(', ');
}
