/** What stands in the cells of somebody's table: dates in all ways of writing, forms, marks, contacts. */
import { FORMS, type Form } from '../api/reference.js';
import { FORM_TITLES, type RegisterMark } from '../api/registers.js';

const DAY_MS = 86_400_000;
/** Day 0 of spreadsheets' dates. */
const DAY_ZERO = Date.UTC(1899, 11, 30);
/** Numbers of days that are dates of people's lives: 1954 to 2064; smaller ones are years or slips. */
const FIRST_SERIAL = 20_000;
const LAST_SERIAL = 60_000;
/** Of two digits, from here on the last century is meant. */
const LAST_CENTURY = 70;

const MONTHS = [
  'январ',
  'феврал',
  'март',
  'апрел',
  'ма',
  'июн',
  'июл',
  'август',
  'сентябр',
  'октябр',
  'ноябр',
  'декабр',
];

const two = (n: number): string => String(n).padStart(2, '0');

/** A date that exists, as `YYYY-MM-DD`; null: there is no such day. */
function isoOf(year: number, month: number, day: number): string | null {
  const moment = new Date(Date.UTC(year, month - 1, day));
  moment.setUTCFullYear(year);
  const iso = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(iso) ? iso : null;
}

const yearOf = (text: string): number => {
  const year = Number(text);
  if (text.length > 2) return year;
  return year >= LAST_CENTURY ? 1900 + year : 2000 + year;
};

function fromSerial(text: string): string | null {
  const serial = Math.floor(Number(text));
  if (serial < FIRST_SERIAL || serial > LAST_SERIAL) return null;
  return new Date(DAY_ZERO + serial * DAY_MS).toISOString().slice(0, 10);
}

/**
 * A date as people write it: 01.09.2026, 1.9.26, 01/09/2026, 2026-09-01, «1 сентября 2026 г.», or the
 * number of a spreadsheet. The day stands before the month, as in Russia.
 * @returns `YYYY-MM-DD`; null: not a date
 */
export function parseDate(text: string): string | null {
  const clean = text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[«»"]/g, '')
    .replace(/\s*(?:г|года)\.?$/, '')
    .trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ][\d:.z+-]*)?$/.exec(clean);
  if (iso) return isoOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dotted = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})$/.exec(clean);
  if (dotted) return isoOf(yearOf(dotted[3] ?? ''), Number(dotted[2]), Number(dotted[1]));
  const worded = /^(\d{1,2})\s+([а-я]+)\.?\s+(\d{4})$/.exec(clean);
  if (worded) {
    const word = worded[2] ?? '';
    // «мая» begins as «марта» does: the longer beginnings go first.
    const month = /^ма[йя]/.test(word)
      ? 4
      : MONTHS.findIndex((m, i) => i !== 4 && word.startsWith(m));
    return month < 0 ? null : isoOf(Number(worded[3]), month + 1, Number(worded[1]));
  }
  return /^\d{5}(?:[.,]\d+)?$/.test(clean) ? fromSerial(clean.replace(',', '.')) : null;
}

/** A year of birth, or the whole date; null: neither. */
export function parseBirth(text: string): { year: number; date: string | null } | null {
  const year = /^(\d{4})(?:\s*(?:г|года|г\.р)\.?)?$/i.exec(text.trim());
  if (year) return { year: Number(year[1]), date: null };
  const date = parseDate(text);
  return date === null ? null : { year: Number(date.slice(0, 4)), date };
}

const foldForm = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^a-zа-я]+/g, ' ')
    .trim();

/** Other names of the forms (methodology §4): federal ones, and those of other documents. */
const OTHER_FORM_NAMES: Readonly<Record<string, Form>> = {
  'учитель учитель': 'teacher_teacher',
  'преподаватель преподаватель': 'teacher_teacher',
  'преподаватель студент': 'teacher_student',
  'учитель ученик': 'teacher_student',
  'руководитель образовательной организации педагог': 'head_teacher',
  'педагог вуза колледжа молодой педагог': 'university_young_teacher',
  'обучающийся обучающийся': 'student_student',
};

const FORM_NAMES: ReadonlyMap<string, Form> = new Map([
  ...FORMS.map((form) => [foldForm(FORM_TITLES[form]), form] as const),
  ...FORMS.map((form) => [foldForm(form), form] as const),
  ...Object.entries(OTHER_FORM_NAMES),
]);

/** A form by any of its names; null: none of them. */
export const parseForm = (text: string): Form | null => FORM_NAMES.get(foldForm(text)) ?? null;

/** «Отметка о прохождении» in the words of colleges; undefined: not understood, null: nothing is said. */
export function parseMark(text: string): RegisterMark | null | undefined {
  const word = text.toLowerCase().replaceAll('ё', 'е').trim();
  if (word === '' || word === '-' || word === '–') return null;
  if (/^(?:не (?:про|зав)|выбыл|расторг|прекращ|отчисл|нет$)/.test(word)) return 'left';
  if (/^(?:проход|продолж|в процессе|участв)/.test(word)) return 'going_on';
  if (/^(?:\+|да$|про(?:ш|й)|заверш|пройден|окончен|выполнен|зачтено)/.test(word)) return 'passed';
  return undefined;
}

/** Text that a spreadsheet was kept from taking for a formula, as it was. */
export const plainText = (text: string): string => text.replace(/^'(?=[=+\-@])/, '').trim();

/** Several names in one cell: «Иванов Иван; Петров Пётр», or a line each. */
export const splitNames = (text: string): string[] =>
  text
    .split(/[;\n]+/)
    .map((part) => part.replace(/^\s*\d+[.)]\s*/, '').trim())
    .filter((part) => part !== '');

export interface Contacts {
  phones: string[];
  emails: string[];
  /** What stands beside them: the name of a representative. */
  words: string;
}

/** What a cell of contacts holds. */
export function parseContacts(text: string): Contacts {
  const emails: string[] = [];
  const phones: string[] = [];
  const rest = text
    .replace(/[^\s,;<>()]+@[^\s,;<>()]+\.[^\s,;<>()]+/g, (found) => {
      emails.push(found);
      return ' ; ';
    })
    .replace(/\+?\d[\d ()-]{4,}\d/g, (found) => {
      phones.push(found.trim());
      return ' ; ';
    })
    .replace(/(?:^|[\s;,])(?:тел(?:ефон)?|моб|сот|эл|почта|e-?mail|адрес)(?!\p{L})[.:]*/giu, ' ; ');
  const words = rest
    .split(/[;,\n]+/)
    .map((part) => part.trim())
    .filter((part) => /[\p{L}\d]/u.test(part))
    .join(', ');
  return { phones, emails, words };
}

const PHONE_DIGITS = 10;

/** Telephones are compared by their last ten digits: «+7 900…» and «8 (900)…» are one. */
export const phoneKey = (phone: string): string => phone.replace(/\D/g, '').slice(-PHONE_DIGITS);

/** Whether a text is the address of a page; nothing that a browser would run. */
export const isWebAddress = (text: string): boolean => /^https?:\/\/[^\s/]+\.[^\s]+$/i.test(text);
