/** One row of a file, understood: what it says, and what is wrong in which column. */
import type { Form } from '../api/reference.js';
import type { Mapping } from '../api/register-imports.js';
import {
  REGISTER_FIELDS,
  type Register,
  type RegisterField,
  type RegisterMark,
} from '../api/registers.js';
import { nameFromLms, type PersonName } from '../names/index.js';
import { ageOn, birthDateProblem } from '../people/age-rules.js';
import {
  type Contacts,
  isWebAddress,
  parseBirth,
  parseContacts,
  parseDate,
  parseForm,
  parseMark,
  plainText,
  splitNames,
} from './cell-rules.js';

export interface CellProblem {
  field: RegisterField;
  value: string;
  code: string;
  params: Record<string, string | number>;
}

/** How somebody of the file is reached: themself, or for a minor the representative. */
export interface RowContacts {
  phone: string | null;
  email: string | null;
  representativeName: string | null;
  representativeContact: string | null;
}

/** Cells of which a plan may say that they do not fit what is there or what else the file says. */
const TOLD_OF = ['enteredOn', 'form', 'endsOn', 'mark', 'contacts'] as const;

export interface ImportRow {
  number: number;
  /** Some cells as they are written, for what is told of them. */
  written: Partial<Record<RegisterField, string>>;
  name: PersonName;
  birthYear: number | null;
  birthDate: string | null;
  /** Known to be of age by the form, without a year of birth. */
  adult: boolean;
  contacts: RowContacts;
  /** The same as the cell says it, whoever they are of. */
  reached: Contacts;
  request: string;
  workplace: string;
  competences: string;
  achievements: string;
  interests: string;
  preferredAge: string;
  timeResource: string;
  enteredOn: string | null;
  others: PersonName[];
  form: Form | null;
  othersWorkplace: string;
  endsOn: string | null;
  results: string;
  reviewUrl: string;
  mark: RegisterMark | null;
}

export interface RowContext {
  register: Register;
  mapping: Mapping;
  /** `YYYY-MM-DD` in the organisation's zone. */
  today: string;
}

/** As the columns of the database have them. */
const LENGTHS: Partial<Record<RegisterField, number>> = {
  request: 2000,
  workplace: 255,
  competences: 2000,
  achievements: 2000,
  interests: 2000,
  preferredAge: 255,
  timeResource: 255,
  othersWorkplace: 255,
  results: 2000,
  reviewUrl: 500,
  contacts: 320,
};
const MOST_OTHERS: Readonly<Record<Register, number>> = { mentees: 5, mentors: 30 };

/** «Фамилия Имя Отчество»; one word alone is nobody's full name. */
export function personName(text: string): PersonName | null {
  const words = text.replace(/\s+/g, ' ').trim().split(' ');
  const [familyName, givenName, ...rest] = words;
  if (!familyName || !givenName) return null;
  return nameFromLms({
    subject: '',
    familyName,
    givenName,
    middleName: rest.join(' ') || undefined,
  });
}

/** Forms in which a mentor, or both, are of age by what they do. */
const ADULT_MENTORS: ReadonlySet<Form> = new Set<Form>([
  'teacher_student',
  'teacher_teacher',
  'head_teacher',
  'employer_student',
  'university_young_teacher',
  'employer_pupil',
]);
const ADULT_MENTEES: ReadonlySet<Form> = new Set<Form>([
  'teacher_teacher',
  'head_teacher',
  'university_young_teacher',
]);

/** Whether people of this side are of age whatever their year of birth. */
export const isAdultBy = (register: Register, form: Form | null): boolean =>
  form !== null && (register === 'mentors' ? ADULT_MENTORS : ADULT_MENTEES).has(form);

export type RowAge = 'minor' | 'adult' | 'unknown';

/** How old somebody is by what is known of their birth; the year of coming of age leaves it open. */
export function ageOf(
  birth: { year: number | null; date: string | null; adult: boolean },
  today: string,
): RowAge {
  if (birth.date !== null) return ageOn({ birthDate: birth.date, adult: false }, today);
  if (birth.year === null) return birth.adult ? 'adult' : 'unknown';
  const years = Number(today.slice(0, 4)) - birth.year;
  return years > 18 ? 'adult' : years < 18 ? 'minor' : 'unknown';
}

/** Reads the cells of one row, gathering what is wrong. */
function reader(cells: readonly string[], mapping: Mapping) {
  const problems: CellProblem[] = [];
  const value = (field: RegisterField): string => {
    const index = mapping[field];
    return index === undefined ? '' : plainText(cells[index] ?? '');
  };
  const add = (field: RegisterField, code: string, params: CellProblem['params'] = {}) => {
    problems.push({ field, value: value(field), code, params });
  };
  return {
    problems,
    value,
    add,
    text(field: RegisterField): string {
      const text = value(field);
      const max = LENGTHS[field];
      if (max !== undefined && [...text].length > max) add(field, 'text.tooLong', { max });
      return text;
    },
    date(field: RegisterField): string | null {
      const text = value(field);
      if (text === '') return null;
      const date = parseDate(text);
      if (date === null) add(field, 'import.date');
      return date;
    },
  };
}
type Reader = ReturnType<typeof reader>;

function birthOf(row: Reader, today: string) {
  const text = row.value('birthYear');
  if (text === '') return { year: null, date: null };
  const birth = parseBirth(text);
  if (birth === null) {
    row.add('birthYear', 'import.birthYear');
    return { year: null, date: null };
  }
  const day = birth.date ?? `${birth.year}-01-01`;
  // Of a year alone, its first day is too early to be told to be too young.
  const code = birthDateProblem(day, birth.date === null ? `${today.slice(0, 4)}-12-31` : today);
  if (code !== null)
    row.add('birthYear', birth.year > Number(today.slice(0, 4)) ? 'import.yearFuture' : code);
  return birth;
}

const NOBODY: RowContacts = {
  phone: null,
  email: null,
  representativeName: null,
  representativeContact: null,
};

/** Whose contacts are the representative's: a minor's, and those that stand beside somebody's name. */
export const isRepresented = (age: RowAge, { words }: Contacts): boolean =>
  age === 'minor' || (age === 'unknown' && words !== '');

/** Contacts as they are kept of somebody of this age. */
export function contactsFor(age: RowAge, reached: Contacts): RowContacts {
  const { phones, emails, words } = reached;
  if (!isRepresented(age, reached))
    return { ...NOBODY, phone: phones[0] ?? null, email: emails[0] ?? null };
  return {
    ...NOBODY,
    representativeName: words || null,
    representativeContact: [...phones, ...emails].join(', ') || null,
  };
}

function checkContacts(row: Reader, age: RowAge, reached: Contacts): void {
  const { phones, emails, words } = reached;
  if (isRepresented(age, reached)) return;
  if (words !== '') row.add('contacts', 'import.contacts');
  else if (phones.length > 1 || emails.length > 1) row.add('contacts', 'import.contactsMany');
  else if ((phones[0] ?? '').length > 32) row.add('contacts', 'phone.format');
}

function othersOf(row: Reader, { register }: RowContext): PersonName[] {
  const names = splitNames(row.value('others'));
  if (names.length > MOST_OTHERS[register]) {
    row.add('others', 'import.tooManyOthers', { max: MOST_OTHERS[register] });
  }
  return names.flatMap((text) => {
    const name = personName(text);
    if (name === null) row.add('others', 'import.name', { name: text.slice(0, 80) });
    return name ?? [];
  });
}

function linkOf(row: Reader): string {
  const text = row.text('reviewUrl');
  if (text !== '' && !isWebAddress(text)) row.add('reviewUrl', 'link.invalid');
  return text;
}

function formOf(row: Reader): Form | null {
  const text = row.value('form');
  if (text === '') return null;
  const form = parseForm(text);
  if (form === null) row.add('form', 'import.form');
  return form;
}

function markOf(row: Reader): RegisterMark | null {
  const mark = parseMark(row.value('mark'));
  if (mark === undefined) row.add('mark', 'import.mark');
  return mark ?? null;
}

const place = ({ field }: CellProblem): number => REGISTER_FIELDS.indexOf(field);

/** What only together is wrong: a mentor without a form, a mark before the end has come. */
function checkTogether(row: Reader, said: Omit<ImportRow, 'name'>, today: string): void {
  const paired = said.others.length > 0;
  const empty = (field: RegisterField) => row.value(field) === '';
  if (paired && empty('form')) row.add('form', 'import.formNeeded');
  if (paired && empty('enteredOn')) row.add('enteredOn', 'import.dateNeeded');
  if (said.mark !== null && said.mark !== 'going_on') {
    if (empty('endsOn')) row.add('endsOn', 'import.endNeeded');
    else if (said.endsOn !== null && said.endsOn > today) row.add('mark', 'import.markEarly');
  }
}

/**
 * Understands one row.
 * @returns `row` null where it cannot be understood at all: a name is missing
 */
export function readRow(
  number: number,
  cells: readonly string[],
  context: RowContext,
): { row: ImportRow | null; problems: CellProblem[] } {
  const row = reader(cells, context.mapping);
  const name = personName(row.value('name'));
  if (name === null) {
    row.add('name', row.value('name') === '' ? 'required' : 'import.name', {
      name: row.value('name').slice(0, 80),
    });
  }
  const form = formOf(row);
  const birth = birthOf(row, context.today);
  const adult = birth.year === null && isAdultBy(context.register, form);
  const age = ageOf({ ...birth, adult }, context.today);
  const reached = parseContacts(row.text('contacts'));
  checkContacts(row, age, reached);
  const said = {
    number,
    written: Object.fromEntries(TOLD_OF.map((field) => [field, row.value(field)])),
    birthYear: birth.year,
    birthDate: birth.date,
    adult,
    contacts: contactsFor(age, reached),
    reached,
    request: row.text('request'),
    workplace: row.text('workplace'),
    competences: row.text('competences'),
    achievements: row.text('achievements'),
    interests: row.text('interests'),
    preferredAge: row.text('preferredAge'),
    timeResource: row.text('timeResource'),
    enteredOn: row.date('enteredOn'),
    others: othersOf(row, context),
    form,
    othersWorkplace: row.text('othersWorkplace'),
    endsOn: row.date('endsOn'),
    results: row.text('results'),
    reviewUrl: linkOf(row),
    mark: markOf(row),
  };
  checkTogether(row, said, context.today);
  // In the order of the register's columns, as the row is read.
  row.problems.sort((a, b) => place(a) - place(b));
  return { row: name === null ? null : { ...said, name }, problems: row.problems };
}
