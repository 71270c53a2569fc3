/** The people of a file: who they are, and what its rows say of them. */
import type { RecognisedBy } from '../api/register-imports.js';
import type { RegisterField } from '../api/registers.js';
import type { PersonName } from '../names/person-names.js';
import { phoneKey } from './cell-rules.js';
import { birthYearOf, type Side } from './official-cells-rules.js';
import { sameParticipation } from './own-rows-rules.js';
import type { Doubt, PlanFacts, PlannedPart, PlannedPerson } from './plan-types.js';
import { type Recognised, recognise, recogniseName, wordsKey } from './recognise-rules.js';
import { ageOf, contactsFor, type ImportRow, type RowAge } from './row-rules.js';

const ROWS_NAMED = 5;
export const opposite = (side: Side): Side => (side === 'mentor' ? 'mentee' : 'mentor');

const blank = (personId: string, by: RecognisedBy | null, name: PersonName): PlannedPerson => ({
  personId,
  isNew: by === null,
  by,
  name,
  rows: [],
  rowCount: 0,
  from: new Map(),
  besides: [],
  birthYear: null,
  birthDate: null,
  adult: false,
  phone: null,
  contactEmail: null,
  representativeName: null,
  representativeContact: null,
  workplace: '',
  competences: '',
  achievements: '',
  interests: '',
  preferredAge: '',
  timeResource: '',
  parts: new Map(),
});

/** Blanks, line ends and case say nothing. */
const squash = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

/** Whether two texts say the same; telephones do by their digits. */
export const saysSame = (a: string, b: string): boolean =>
  squash(a) === squash(b) || (/^[+\d()\s-]{7,}$/.test(a) && phoneKey(a) === phoneKey(b));

/** Of one person's rows the first word that is said of a thing stands; another one is kept beside it. */
export function firstWord<T extends string | null>(
  person: PlannedPerson,
  field: RegisterField,
  words: { stands: T; said: T; row: number },
): T {
  const { stands, said, row } = words;
  if (!said) return stands;
  if (!stands) {
    if (!person.from.has(field)) person.from.set(field, row);
    return said;
  }
  if (!saysSame(stands, said)) person.besides.push({ field, row, stands, said });
  return stands;
}

const TEXTS = ['competences', 'achievements', 'interests', 'preferredAge', 'timeResource'] as const;
const REACHED = [
  ['phone', 'phone'],
  ['contactEmail', 'email'],
  ['representativeName', 'representativeName'],
  ['representativeContact', 'representativeContact'],
] as const;

/** How old somebody is: by what is known of them, else by what the row says. */
export function ageWithin(person: PlannedPerson, row: ImportRow, facts: PlanFacts): RowAge {
  const { adult, birthDate, birthYear } = row;
  const ours = facts.people.get(person.personId);
  const said = ageOf({ year: birthYear, date: birthDate, adult }, facts.today);
  if (person.isNew || !ours) return said;
  if (ours.age !== 'unknown') return ours.age;
  const year = birthYearOf(ours);
  return year === null ? said : ageOf({ year, date: null, adult: false }, facts.today);
}

/** Takes over what a row says of whose row it is. */
export function takeOver(
  person: PlannedPerson,
  row: ImportRow,
  of: { side: Side; paired: boolean; facts: PlanFacts },
): void {
  const contacts = contactsFor(ageWithin(person, row, of.facts), row.reached);
  if (row.birthYear !== null && person.birthYear === null) person.from.set('birthYear', row.number);
  person.birthYear ??= row.birthYear;
  person.birthDate = firstWord(person, 'birthYear', {
    stands: person.birthDate,
    said: row.birthDate,
    row: row.number,
  });
  person.adult ||= row.adult;
  for (const [field, name] of REACHED) {
    const words = { stands: person[field], said: contacts[name], row: row.number };
    person[field] = firstWord(person, 'contacts', words);
  }
  for (const field of TEXTS) {
    const words = { stands: person[field], said: row[field], row: row.number };
    person[field] = firstWord(person, field, words);
  }
  const workplace = { stands: person.workplace, said: row.workplace, row: row.number };
  person.workplace = firstWord(person, 'workplace', workplace);
  takeOverPart(person, row, of);
}

function takeOverPart(
  person: PlannedPerson,
  row: ImportRow,
  { side, paired }: { side: Side; paired: boolean },
): void {
  const part = partOf(person, side);
  const request = { stands: part.request, said: row.request, row: row.number };
  part.request = firstWord(person, 'request', request);
  if (paired) return;
  for (const field of ['enteredOn', 'form', 'results', 'reviewUrl'] as const) {
    if (row[field] && !person.from.has(field)) person.from.set(field, row.number);
  }
  part.enteredOn ??= row.enteredOn;
  part.form ??= row.form;
  part.results ||= row.results;
  part.reviewUrl ||= row.reviewUrl;
}

/** The part of somebody on a side, which stands as it is until a row says something else. */
export function partOf(person: PlannedPerson, side: Side): PlannedPart {
  const known = person.parts.get(side);
  if (known) return known;
  const part: PlannedPart = {
    side,
    asIs: true,
    request: '',
    enteredOn: null,
    form: null,
    results: '',
    reviewUrl: '',
  };
  person.parts.set(side, part);
  return part;
}

/** The key under which all rows of one person of the file stand. */
export const ownKey = ({ name, birthYear, contacts }: ImportRow): string => {
  const email = birthYear === null ? (contacts.email ?? '').toLowerCase() : '';
  return `${wordsKey(name.name)}|${birthYear ?? ''}|${email}`;
};

function counted(person: PlannedPerson, row: number): PlannedPerson {
  if (person.rows.at(-1) === row) return person;
  if (person.rows.length < ROWS_NAMED) person.rows.push(row);
  person.rowCount += 1;
  return person;
}

/** Finds and remembers the people of a file. */
export function peopleOfFile(facts: PlanFacts, rows: readonly ImportRow[]) {
  const own: Side = facts.register === 'mentees' ? 'mentee' : 'mentor';
  const byKey = new Map<string, PlannedPerson>();
  const byId = new Map<string, PlannedPerson>();
  /** Whose rows they are first, then whom these name. */
  const all: PlannedPerson[] = [];
  const doubts = new Map<string, Doubt>();
  const ownKeys = new Map<string, Set<string>>();
  const undecided = new Set<PlannedPerson>();
  const participation = sameParticipation(facts.rows);
  for (const row of rows) {
    const words = wordsKey(row.name.name);
    ownKeys.set(words, (ownKeys.get(words) ?? new Set()).add(ownKey(row)));
  }

  function known(personId: string, name: PersonName, by: RecognisedBy): PlannedPerson {
    const there = byId.get(personId);
    if (there) return there;
    const person = blank(personId, by, name);
    byId.set(personId, person);
    all.push(person);
    return person;
  }

  function fresh(name: PersonName): PlannedPerson {
    const person = blank(facts.newId(), null, name);
    all.push(person);
    return person;
  }

  function settle(
    key: string,
    found: Recognised,
    who: { name: PersonName; birthYear: number | null },
  ): PlannedPerson {
    if (found.kind === 'known') return known(found.personId, who.name, found.by);
    if (found.kind === 'doubt') {
      const ids = found.candidates.map((one) => one.personId);
      const said = facts.decisions[key];
      const decision = said === 'new' || (said && ids.includes(said)) ? said : null;
      doubts.set(key, {
        key,
        name: who.name.name,
        birthYear: who.birthYear,
        rows: [],
        decision,
        candidates: found.candidates,
      });
      if (decision !== null && decision !== 'new') return known(decision, who.name, 'decision');
      const person = fresh(who.name);
      if (decision === null) undecided.add(person);
      return person;
    }
    return fresh(who.name);
  }

  /** In doubt between namesakes, the one whose participation it is. */
  function orParticipant(found: Recognised, row: ImportRow): Recognised {
    if (found.kind !== 'doubt') return found;
    const personId = participation(row);
    const isLikely = found.candidates.some((one) => one.personId === personId);
    return personId !== null && isLikely ? { kind: 'known', personId, by: 'row' } : found;
  }

  function find(key: string, row: number, make: () => PlannedPerson): PlannedPerson {
    const person = counted(byKey.get(key) ?? make(), row);
    byKey.set(key, person);
    const doubt = doubts.get(key);
    if (doubt && doubt.rows.length < ROWS_NAMED && doubt.rows.at(-1) !== row) doubt.rows.push(row);
    return person;
  }

  /** Somebody whom a row of our own register names: whose it is, or on its other side. */
  function memberAgain(row: ImportRow, personId: string, name: PersonName): PlannedPerson {
    return counted(known(personId, name, 'row'), row.number);
  }

  function ownPerson(row: ImportRow): PlannedPerson {
    const { name, birthYear, number, contacts, reached } = row;
    const key = ownKey(row);
    return find(key, number, () => {
      const emails = contacts.email === null ? [] : [contacts.email];
      const phones = reached.phones.map(phoneKey);
      const found = recognise({ name: name.name, birthYear, emails, phones }, facts.index);
      return settle(key, orParticipant(found, row), { name, birthYear });
    });
  }

  function otherPerson(name: PersonName, row: ImportRow): PlannedPerson {
    const key = `o|${wordsKey(name.name)}`;
    return find(key, row.number, () => {
      const found = recogniseName(name.name, opposite(own), facts.index);
      const inFile = [...(ownKeys.get(wordsKey(name.name)) ?? [])];
      const [only] = inFile;
      // Nobody of the programme, but somebody of the file: a mentee who is a mentor to others.
      if (found.kind === 'new' && only !== undefined && inFile.length === 1) {
        const person = byKey.get(only);
        if (person) return person;
      }
      return settle(key, found, { name, birthYear: null });
    });
  }

  /** Of whom is still to be said who they are. */
  const isUndecided = (person: PlannedPerson): boolean => undecided.has(person);
  return { memberAgain, ownPerson, otherPerson, own, doubts, all, isUndecided };
}
