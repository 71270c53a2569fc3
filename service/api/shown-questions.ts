import type { Answer, Answers, Definition, Question } from './questionnaire-definition.js';

/** Whether something was answered at all: null, blank text and an empty choice are no answer. */
export function isAnswered(value: Answer | undefined): value is Exclude<Answer, null> {
  if (value === null || value === undefined) return false;
  if (typeof value === 'string') return value.trim() !== '';
  return !Array.isArray(value) || value.length > 0;
}

function meets(value: Answer | undefined, wanted: readonly (boolean | number | string)[]): boolean {
  if (!isAnswered(value)) return false;
  return Array.isArray(value) ? value.some((one) => wanted.includes(one)) : wanted.includes(value);
}

/**
 * The questions that somebody who has answered so far so is to be shown, in their order. A question
 * hangs on an earlier one; while that one is hidden itself, its answer counts for nothing.
 */
export function shownQuestions(
  { questions }: Pick<Definition, 'questions'>,
  answers: Answers,
): Question[] {
  const shown = new Set<string>();
  return questions.filter(({ code, shownIf }) => {
    const visible =
      shownIf === null ||
      (shown.has(shownIf.question) &&
        Object.hasOwn(answers, shownIf.question) &&
        meets(answers[shownIf.question], shownIf.is));
    if (visible) shown.add(code);
    return visible;
  });
}
