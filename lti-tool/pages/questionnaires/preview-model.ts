import type { Definition, Question } from '../../../service/api/questionnaire-definition.js';
import type { PageContext } from '../../web/context.js';
import { valueWords } from '../surveys/result-words.js';
import { inLocale } from '../surveys/wave-words.js';
import { conditionWords, translationWords } from './editor-model.js';
import { possibleAnswers } from './question-form.js';
import { lacksEnglish, translationOf } from './translation.js';

/** By which field each type is answered. */
const FIELDS: Readonly<
  Record<Question['type'], 'radio' | 'checkbox' | 'textarea' | 'number' | 'date' | 'places'>
> = {
  scale: 'radio',
  yes_no: 'radio',
  one_of: 'radio',
  frequency: 'radio',
  several_of: 'checkbox',
  text: 'textarea',
  number: 'number',
  date: 'date',
  ranking: 'places',
};

function questionModel(ctx: PageContext, question: Question, definition: Definition) {
  const places = Math.max(1, question.most ?? 1);
  return {
    name: question.code,
    label: inLocale(ctx, question.text),
    help: inLocale(ctx, question.help),
    required: question.required,
    field: FIELDS[question.type],
    big: question.type === 'scale',
    inline: question.type === 'yes_no',
    options: possibleAnswers(question).map((value) => ({
      value: String(value),
      label: valueWords(ctx, question, String(value)),
    })),
    places: question.type === 'ranking' ? Array.from({ length: places }, (_, i) => i + 1) : [],
    whom: ctx.t(`waves.whom.${question.people ?? 'mentor'}`).toLowerCase(),
    condition: conditionWords(ctx, question, definition),
    untranslated: lacksEnglish(question) && !translationOf(definition).none,
  };
}

/** A questionnaire as those who answer it see it, section by section. */
export function previewModel(ctx: PageContext, definition: Definition) {
  const parts = [null, ...definition.sections].map((section) => ({
    title: section ? inLocale(ctx, section.title) : '',
    questions: definition.questions
      .filter((one) => one.section === (section?.code ?? null))
      .map((one) => questionModel(ctx, one, definition)),
  }));
  return {
    intro: inLocale(ctx, definition.intro),
    translation: translationWords(ctx, definition),
    parts: parts.filter(({ questions }) => questions.length > 0),
  };
}
