import type { Definition, Question, Words } from '../../../service/api/questionnaire-definition.js';

/** What the editor does to a definition; each edit gives a new one, in which sections follow one another. */
export type Edit = (definition: Definition) => Definition;
export type Direction = 'up' | 'down';

/** Questions without a section come first, then section by section; within each they keep their order. */
export function inOrder(definition: Definition): Definition {
  const place = new Map(definition.sections.map(({ code }, i) => [code, i]));
  const placeOf = ({ section }: Question) => (section === null ? -1 : (place.get(section) ?? -1));
  const questions = [...definition.questions].sort((a, b) => placeOf(a) - placeOf(b));
  return { ...definition, questions };
}

function swapped<T>(list: readonly T[], a: number, b: number): T[] {
  const next = [...list];
  [next[a], next[b]] = [next[b] as T, next[a] as T];
  return next;
}

/** Puts a question in the place of the one with this code; a new one comes last in its section. */
export const putQuestion =
  (code: string | null, question: Question): Edit =>
  (definition) => {
    const known = definition.questions.some((one) => one.code === code);
    const questions = known
      ? definition.questions.map((one) => (one.code === code ? question : one))
      : [...definition.questions, question];
    return inOrder({
      ...definition,
      questions: known ? renamed(questions, code, question) : questions,
    });
  };

/** Conditions follow a question whose code was changed. */
function renamed(questions: Question[], from: string | null, { code }: Question): Question[] {
  return questions.map((one) =>
    one.shownIf && one.shownIf.question === from
      ? { ...one, shownIf: { ...one.shownIf, question: code } }
      : one,
  );
}

export const removeQuestion =
  (code: string): Edit =>
  (definition) => ({
    ...definition,
    questions: definition.questions.filter((one) => one.code !== code),
  });

/** The section before or after one; null: the questions without a section; undefined: there is none. */
function neighbour(
  { sections }: Definition,
  section: string | null,
  direction: Direction,
): string | null | undefined {
  const places = [null, ...sections.map(({ code }) => code)];
  return places[places.indexOf(section) + (direction === 'up' ? -1 : 1)];
}

/** Moves a question by one place; at the edge of its section it goes into the next one. */
export const moveQuestion =
  (code: string, direction: Direction): Edit =>
  (given) => {
    const definition = inOrder(given);
    const { questions } = definition;
    const at = questions.findIndex((one) => one.code === code);
    const question = questions[at];
    if (!question) return definition;
    const next = at + (direction === 'up' ? -1 : 1);
    if (questions[next]?.section === question.section)
      return { ...definition, questions: swapped(questions, at, next) };
    const section = neighbour(definition, question.section, direction);
    if (section === undefined) return definition;
    const others = questions.filter((one) => one !== question);
    const moved = { ...question, section };
    // First of the section below, last of the one above.
    return inOrder({
      ...definition,
      questions: direction === 'down' ? [moved, ...others] : [...others, moved],
    });
  };

/** Gives a section its title; one that is not there yet comes last. */
export const putSection =
  (code: string, title: Words): Edit =>
  (definition) => {
    const known = definition.sections.some((one) => one.code === code);
    const sections = known
      ? definition.sections.map((one) => (one.code === code ? { code, title } : one))
      : [...definition.sections, { code, title }];
    return { ...definition, sections };
  };

/** Takes a section away; its questions stay, in the section before it. */
export const removeSection =
  (code: string): Edit =>
  (definition) => {
    const before = neighbour(definition, code, 'up') ?? null;
    return inOrder({
      ...definition,
      sections: definition.sections.filter((one) => one.code !== code),
      questions: definition.questions.map((one) =>
        one.section === code ? { ...one, section: before } : one,
      ),
    });
  };

/** Moves a section with its questions by one place. */
export const moveSection =
  (code: string, direction: Direction): Edit =>
  (definition) => {
    const at = definition.sections.findIndex((one) => one.code === code);
    const next = at + (direction === 'up' ? -1 : 1);
    if (at < 0 || !definition.sections[next]) return definition;
    return inOrder({ ...definition, sections: swapped(definition.sections, at, next) });
  };

/**
 * A code for a new question or section. The number of the save that adds it is in it, so that it is not
 * the code of one that was there before and has answers of another kind.
 */
export function freshCode(prefix: string, version: number, taken: readonly string[]): string {
  const code = `${prefix}${version}`;
  if (!taken.includes(code)) return code;
  let n = 2;
  while (taken.includes(`${code}_${n}`)) n += 1;
  return `${code}_${n}`;
}
