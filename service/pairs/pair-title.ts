import { groupEnding } from '../api/pair-title.js';

const TITLE_LENGTH = 300;
const SEARCH_LENGTH = 4000;

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${[...text].slice(0, length - 1).join('')}…`;

/**
 * «Кузнецова М. С. — Иванов А. Д.», or «Кузнецова М. С. — группа (3)».
 * @param mentors @param mentees their short names, in order
 */
export function pairTitle(mentors: readonly string[], mentees: readonly string[]): string {
  const left = mentors.join(', ');
  const [only] = mentees;
  if (mentees.length === 1 && only !== undefined) return cut(`${left} — ${only}`, TITLE_LENGTH);
  // The ending stays whole: pages say it in their own language.
  const ending = groupEnding(mentees.length);
  return cut(left, TITLE_LENGTH - ending.length) + ending;
}

/** The text in which a search for a pair looks. @param names all members' folded names */
export const pairSearchText = (names: readonly string[]): string =>
  [...names.join(' ')].slice(0, SEARCH_LENGTH).join('');
