import type { z } from 'zod';
import { isSeen } from '../api/common.js';
import type { lmsPerson } from '../api/programmes.js';

export type LmsPerson = z.output<typeof lmsPerson>;

/** What is kept of a person's name; `name` is how it is shown. */
export interface PersonName {
  familyName: string | null;
  givenName: string | null;
  middleName: string | null;
  name: string;
}

const PART_LENGTH = 255;
const NAME_LENGTH = 600;
const EMAIL_LENGTH = 320;

/** Cuts by characters, as the databases count them. */
const cut = (text: string, length: number): string =>
  text.length <= length ? text : [...text].slice(0, length).join('').trimEnd();

/**
 * Any Unicode, without what no name holds: control characters, line ends, halves of characters, and
 * the marks that turn the direction of the text around them.
 */
function cleanName(text: string | undefined, length: number): string | null {
  if (text === undefined) return null;
  const clean = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu, '')
    .split(/\s+/)
    // An LMS puts a name together of fields, one of which may hold nothing that is seen.
    .filter(isSeen)
    .join(' ');
  return clean === '' ? null : cut(clean, length);
}

/** «Фамилия Имя Отчество»; the LMS may give name and patronymic together as the given name. */
function joinName(family: string, given: string, middle: string | null): string {
  const repeats = middle !== null && ` ${given}`.endsWith(` ${middle}`);
  const parts = middle === null || repeats ? [family, given] : [family, given, middle];
  return cut(parts.join(' '), NAME_LENGTH);
}

/** The name that an LMS gives, or null when it gives none. */
export function nameFromLms(person: LmsPerson): PersonName | null {
  const familyName = cleanName(person.familyName, PART_LENGTH);
  const givenName = cleanName(person.givenName, PART_LENGTH);
  const middleName = cleanName(person.middleName, PART_LENGTH);
  if (familyName !== null && givenName !== null) {
    return { familyName, givenName, middleName, name: joinName(familyName, givenName, middleName) };
  }
  const name = cleanName(person.name, NAME_LENGTH) ?? familyName ?? givenName;
  return name === null ? null : { familyName, givenName, middleName, name };
}

/** How a person is called until a name is known. */
export const numberedName = (number: number): PersonName => ({
  familyName: null,
  givenName: null,
  middleName: null,
  name: `Участник №${number}`,
});

const isFull = (name: PersonName): boolean => name.familyName !== null && name.givenName !== null;

/**
 * The name to keep when the LMS speaks again: its word counts, but silence and a name in one piece
 * do not undo a name that is known in its parts.
 * @returns null when nothing changes
 */
export function renamed(known: PersonName, person: LmsPerson): PersonName | null {
  const given = nameFromLms(person);
  if (given === null || (isFull(known) && !isFull(given))) return null;
  const same =
    given.name === known.name &&
    given.familyName === known.familyName &&
    given.givenName === known.givenName &&
    given.middleName === known.middleName;
  return same ? null : given;
}

/** The e-mail that an LMS gives, or null when it gives none that could be one. */
export function emailFromLms(person: LmsPerson): string | null {
  const email = cleanName(person.email, EMAIL_LENGTH);
  return email !== null && /^[^\s@]+@[^\s@]+$/.test(email) ? email : null;
}

/** «Фамилия И. О.» for titles; the whole name where its parts are not known. */
export function shortName(person: PersonName): string {
  if (person.familyName === null || person.givenName === null) return person.name;
  const words = `${person.givenName} ${person.middleName ?? ''}`.trim().split(' ');
  const initials = words.slice(0, 2).map((word) => `${[...word][0]?.toUpperCase()}.`);
  return `${person.familyName} ${initials.join(' ')}`;
}
