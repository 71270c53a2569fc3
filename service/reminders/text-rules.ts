/** A college's own words of a letter. */
import type { FieldProblem } from '../../shared/errors.js';
import { fieldsOfLetter, type LetterKind } from '../api/remind-reference.js';

const FIELD = /\{([^{}]*)\}/g;

function problemsOf(path: string, text: string, known: readonly string[]): FieldProblem[] {
  if (text === '') return [{ path, code: 'required' }];
  const names = [...text.matchAll(FIELD)].map(([, name = '']) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    return [{ path, code: 'remind.unknownField', params: { field: unknown.slice(0, 40) } }];
  return /[{}]/.test(text.replace(FIELD, '')) ? [{ path, code: 'remind.openBrace' }] : [];
}

/** What is wrong with the words of a letter: a field that its kind does not have, a brace without the other, nothing. */
export function textProblems(
  kind: LetterKind,
  { subjectLine, body }: { subjectLine: string; body: string },
): FieldProblem[] {
  const known = fieldsOfLetter(kind);
  const problems = [
    ...problemsOf('subjectLine', subjectLine, known),
    ...problemsOf('body', body, known),
  ];
  if (/\n/.test(subjectLine)) problems.push({ path: 'subjectLine', code: 'remind.oneLine' });
  return problems;
}
