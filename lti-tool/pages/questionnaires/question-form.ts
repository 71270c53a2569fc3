import { FREQUENCIES, QUESTION_TYPES, SURVEY_ROLES } from '../../../service/api/index.js';
import type { Definition, Question } from '../../../service/api/questionnaire-definition.js';
import type { QuestionType, SurveyRole } from '../../../service/api/reference.js';
import type { PageContext } from '../../web/context.js';
import { type FormValues, fieldList, fieldText, type Labels } from '../../web/forms.js';
import { inLocale } from '../surveys/wave-words.js';
import { MOST_OPTIONS, readOptions } from './option-rows.js';
import { chosenPair } from './pair-words.js';

/** Labels of the fields of a question; names are the paths of the service's problems where they can be. */
export const questionLabels = (ctx: PageContext): Labels => ({
  ...Object.fromEntries(
    [
      ...['text', 'text.en', 'help', 'help.en', 'type', 'section', 'code', 'pair', 'options'],
      ...['most', 'places', 'min', 'max', 'least', 'greatest', 'maxLength', 'people'],
      ...['shownIf.question', 'shownIf.is'],
    ].map((name) => [name, ctx.t(`quest.field.${name}`)]),
  ),
  ...Object.fromEntries(
    Array.from({ length: MOST_OPTIONS }, (_, i) => [
      `options.${i}.text`,
      ctx.t('quest.option', { n: i + 1 }),
    ]),
  ),
});

const PLACES = 3;
const numberText = (value: number | null): string => (value === null ? '' : String(value));

/** A question as texts of the form's fields. */
export function questionValues(question: Question): FormValues {
  const { type, text, help, options, shownIf } = question;
  const scale = type === 'scale';
  return {
    text: text.ru,
    'text.en': text.en,
    help: help.ru,
    'help.en': help.en,
    type,
    required: question.required ? 'yes' : '',
    section: question.section ?? '',
    code: question.code,
    pair: question.pair ?? '',
    min: scale ? numberText(question.min) : '1',
    max: scale ? numberText(question.max) : '10',
    least: type === 'number' ? numberText(question.min) : '',
    greatest: type === 'number' ? numberText(question.max) : '',
    most: type === 'several_of' ? numberText(question.most) : '',
    places: type === 'ranking' ? numberText(question.most) : String(PLACES),
    maxLength: numberText(question.maxLength),
    people: question.people ?? '',
    confidential: question.confidential ? 'yes' : '',
    optionCode: options.map(({ code }) => code),
    optionText: options.map((option) => option.text.ru),
    optionEn: options.map((option) => option.text.en),
    'shownIf.question': shownIf?.question ?? '',
    'shownIf.is': (shownIf?.is ?? []).map(String),
  };
}

/** What a new question begins with: a scale from 1 to 10, as most of the methodology's are. */
export const newQuestionValues = (section: string): FormValues => ({
  type: 'scale',
  required: 'yes',
  section,
  min: '1',
  max: '10',
  places: String(PLACES),
});

/** A number as typed; NaN is told by the service as no number, at its field. */
const numberOrNull = (body: unknown, name: string): number | null => {
  const text = fieldText(body, name).trim().replace(',', '.');
  return text === '' ? null : Number(text);
};

/** The answers of a question on which others can hang, as they stand in a condition. */
export function possibleAnswers({
  type,
  min,
  max,
  options,
}: Question): (boolean | number | string)[] {
  switch (type) {
    case 'yes_no':
      return [true, false];
    case 'scale':
      return Array.from({ length: (max ?? 10) - (min ?? 1) + 1 }, (_, i) => (min ?? 1) + i);
    case 'one_of':
    case 'several_of':
      return options.map(({ code }) => code);
    case 'frequency':
      return [...FREQUENCIES];
    default:
      return [];
  }
}

function readShownIf(body: unknown, definition: Definition): Question['shownIf'] {
  const code = fieldText(body, 'shownIf.question');
  if (code === '') return null;
  const asked = definition.questions.find((one) => one.code === code);
  const chosen = new Set(fieldList(body, 'shownIf.is'));
  const is = asked ? possibleAnswers(asked).filter((value) => chosen.has(String(value))) : [];
  return { question: code, is };
}

function bounds(body: unknown, type: QuestionType): Pick<Question, 'min' | 'max'> {
  if (type === 'scale') return { min: numberOrNull(body, 'min'), max: numberOrNull(body, 'max') };
  if (type !== 'number') return { min: null, max: null };
  return { min: numberOrNull(body, 'least'), max: numberOrNull(body, 'greatest') };
}

function mostOf(body: unknown, type: QuestionType): number | null {
  if (type === 'several_of') return numberOrNull(body, 'most');
  return type === 'ranking' ? numberOrNull(body, 'places') : null;
}

/**
 * A question as the service takes it; what is missing or malformed it says itself.
 * @param before the question that is changed: its source stays, its mark as long as its words do
 * @param code of a new question, when none was typed
 */
export function readQuestion(
  body: unknown,
  definition: Definition,
  before: Question | null,
  code: string,
): Question {
  const type = fieldText(body, 'type') as QuestionType;
  const ru = fieldText(body, 'text').trim();
  const choice = type === 'one_of' || type === 'several_of';
  const sure = fieldText(body, 'checked') === 'yes' || before?.text.ru !== ru;
  return {
    code: fieldText(body, 'code').trim() || code,
    type,
    text: { ru, en: fieldText(body, 'text.en') },
    help: { ru: fieldText(body, 'help'), en: fieldText(body, 'help.en') },
    required: fieldText(body, 'required') === 'yes',
    pair: chosenPair(fieldText(body, 'pair')),
    section: fieldText(body, 'section') || null,
    shownIf: readShownIf(body, definition),
    ...bounds(body, type),
    options: choice ? readOptions(body) : [],
    most: mostOf(body, type),
    maxLength: type === 'text' ? numberOrNull(body, 'maxLength') : null,
    people: type === 'ranking' ? ((fieldText(body, 'people') || null) as SurveyRole | null) : null,
    confidential: fieldText(body, 'confidential') === 'yes',
    mark: sure ? null : (before?.mark ?? null),
    source: before?.source ?? '',
  };
}

/** The name of the field that shows a problem of a question: bounds and places have two each. */
export function fieldOfProblem(path: string, type: string): string {
  if (type === 'number' && path === 'min') return 'least';
  if (type === 'number' && path === 'max') return 'greatest';
  if (type === 'ranking' && path === 'most') return 'places';
  return path;
}

/** The options of the form's selects. @param code the question that is changed; null: a new one */
export function questionOptions(ctx: PageContext, definition: Definition, code: string | null) {
  const { questions, sections } = definition;
  const at = questions.findIndex((one) => one.code === code);
  const earlier = at < 0 ? questions : questions.slice(0, at);
  return {
    types: QUESTION_TYPES.map((value) => ({ value, label: ctx.ref('questionType', value) })),
    sections: sections.map((one) => ({ value: one.code, label: inLocale(ctx, one.title) })),
    people: SURVEY_ROLES.map((value) => ({ value, label: ctx.t(`waves.whom.${value}`) })),
    conditions: earlier
      .filter((one) => possibleAnswers(one).length > 0)
      .map((one) => ({
        value: one.code,
        label: `${questions.indexOf(one) + 1}. ${inLocale(ctx, one.text)}`,
      })),
  };
}
