import type { Definition, Question, Words } from '../../../service/api/questionnaire-definition.js';

const lacks = ({ ru, en }: Words): boolean => ru !== '' && en === '';

/** Whether something of a question is there in Russian only: its text, its help, or an answer. */
export const lacksEnglish = ({ text, help, options }: Question): boolean =>
  lacks(text) || lacks(help) || options.some((option) => lacks(option.text));

/** How far a questionnaire is translated, introduction and sections apart from the questions. */
export function translationOf({ intro, sections, questions }: Definition) {
  const missing = questions.filter(lacksEnglish).length;
  return {
    questions: questions.length,
    missing,
    /** Nothing at all is in English: then nobody meant it to be. */
    none: missing === questions.length && questions.every(({ text }) => lacks(text)),
    around: lacks(intro) || sections.some(({ title }) => lacks(title)),
  };
}
