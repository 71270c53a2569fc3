/** What a file adds to people who are known where nothing stands; what is overwritten is asked for apart. */
import type { Value } from '../db/bulk.js';
import type { PlannedPart, PlannedPerson } from './plan-types.js';

export type Columns = Record<string, Value>;

/** What was written into a row that was there, and what stood there before. */
export interface Fill {
  /** Whom it is about; imports of before did not say. */
  personId?: string;
  table: string;
  /** The column that names the row, and its value. */
  key: { column: string; value: string };
  before: Columns;
  after: Columns;
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';

/** The columns that are empty and get a value. */
export function emptyOnes(row: Readonly<Record<string, unknown>>, wanted: Columns): Columns {
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => isEmpty(row[name]) && !isEmpty(value)),
  );
}

/** The profile of who is new; null: the file says nothing of them. */
export function profileColumns(person: PlannedPerson): Columns | null {
  const columns = {
    birth_date: person.birthDate,
    birth_year: person.birthYear,
    adult: person.birthYear === null && person.adult,
    phone: person.phone,
    contact_email: person.contactEmail,
    representative_name: person.representativeName,
    representative_contact: person.representativeContact,
    workplace: person.workplace || null,
  };
  return Object.values(columns).every((value) => isEmpty(value) || value === false)
    ? null
    : columns;
}

/** Finds the enterprise of this name; null: the college has none. */
export type FindEnterprise = (name: string) => string | null;

/** What of a mentor's own words the file holds, and the enterprise they come from; null: nothing. */
export function mentorColumns(person: PlannedPerson, enterprise: FindEnterprise): Columns | null {
  if (!person.parts.has('mentor')) return null;
  const columns = {
    enterprise_id: person.workplace === '' ? null : enterprise(person.workplace),
    competences: person.competences || null,
    achievements: person.achievements || null,
    interests: person.interests || null,
    preferred_age: person.preferredAge || null,
    time_resource: person.timeResource || null,
  };
  return Object.values(columns).every((value) => value === null) ? null : columns;
}

export const partColumns = (part: PlannedPart): Columns => ({
  request: part.request || null,
  entered_on: part.enteredOn,
  register_form: part.form,
  results: part.results || null,
  review_url: part.reviewUrl || null,
});

/** What of somebody who is known counts before the file's word. */
export interface KnownColumns {
  profile: Readonly<Record<string, unknown>> | null;
  /** The address of the LMS. */
  email: string | null;
  /** A group, speciality or enterprise: where they work or study is known. */
  placed: boolean;
  /** The representative's name, as the registers show it: a consent may tell it. */
  represented: string | null;
}

/** What a known person's profile gets: a year of birth not beside a date, an address not twice. */
export function profileFill(person: PlannedPerson, known: KnownColumns): Columns {
  const row = known.profile ?? {};
  const wanted = { ...(profileColumns(person) ?? {}) };
  const dated = !isEmpty(row['birth_date']) || !isEmpty(row['birth_year']);
  if (dated) {
    delete wanted['birth_year'];
    // The day of the year that is known is added; another year is another word.
    if (!isEmpty(row['birth_date']) || Number(row['birth_year']) !== person.birthYear)
      delete wanted['birth_date'];
  }
  // The registers show the LMS's address: another one beside it is a changed value.
  if (known.email !== null) delete wanted['contact_email'];
  if (known.represented !== null) delete wanted['representative_name'];
  if (known.placed || !isEmpty(row['position'])) delete wanted['workplace'];
  // «Of age» is said only of whom nothing else is known.
  const adult = wanted['adult'] === true && !dated && !row['adult'];
  delete wanted['adult'];
  return { ...emptyOnes(row, wanted), ...(adult ? { adult: true } : {}) };
}
