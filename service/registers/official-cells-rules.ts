/**
 * What stands in the cells of the official registers (methodology §5.1, §5.2): one place for the live
 * registers, their files, and the registers that orders approve.
 */
import type { MentorCells } from '../api/mentor-registers.js';
import type { Form, PairState } from '../api/reference.js';
import type { RegisterMark } from '../api/registers.js';
import type { Age } from '../people/age-rules.js';

export type Side = 'mentor' | 'mentee';

/** Somebody of the programme, with all that a cell may ask for. */
export interface RegisterPerson {
  personId: string;
  name: string;
  sortKey: string;
  email: string | null;
  birthDate: string | null;
  birthYear: number | null;
  /** Today; of a minor the contacts are those of the representative. */
  age: Age;
  phone: string | null;
  contactEmail: string | null;
  representativeName: string | null;
  representativeContact: string | null;
  workplace: string | null;
  position: string | null;
  enterprise: string | null;
  groupName: string | null;
  speciality: string | null;
  competences: string | null;
  achievements: string | null;
  interests: string | null;
  preferredAge: string | null;
  timeResource: string | null;
  /** Forms in which a mentor would work. */
  mentorForms: readonly Form[];
}

/** Somebody in a pair. */
export interface RegisterMember {
  memberId: string;
  pairId: string;
  /** Of the pair. */
  version: number;
  personId: string;
  side: Side;
  form: Form;
  state: PairState;
  joinedOn: string;
  leftOn: string | null;
  endsOn: string;
  closedOn: string | null;
  results: string | null;
  reviewUrl: string | null;
}

/** A role that somebody holds, with the notes of the participation. */
export interface RegisterPart {
  personId: string;
  side: Side;
  /** A candidate is in no live register, but may be proposed for the next one that is approved. */
  held: 'admitted' | 'candidate';
  request: string | null;
  /** The day of joining. */
  enteredOn: string;
  form: Form | null;
  results: string | null;
  reviewUrl: string | null;
  version: number;
}

const joined = (...parts: (string | null)[]): string => parts.filter(Boolean).join(', ');

/** A cell that began with + would leave with an apostrophe in front, as no formula may. */
const spokenContacts = (text: string): string => (text.startsWith('+') ? `тел. ${text}` : text);

/** Columns 3: a minor's are those of the representative; where none are known the cell is empty. */
export function contactsOf(person: RegisterPerson): string {
  const { representativeName, representativeContact, phone, contactEmail, email } = person;
  return spokenContacts(
    person.age === 'minor'
      ? joined(representativeName, representativeContact)
      : joined(phone, contactEmail ?? email),
  );
}

/**
 * «Место работы/учёбы» (methodology §5.1 column 9, §5.2 columns 4 and 13): where somebody works, as it was
 * written of them, else the enterprise they come from, with the position; who works nowhere studies, in a
 * group and a speciality.
 */
export function workplaceOf(person: RegisterPerson): string {
  const work = person.workplace ?? person.enterprise;
  if (work) return joined(work, person.position);
  return joined(person.groupName, person.speciality) || (person.position ?? '');
}

export const birthYearOf = ({ birthDate, birthYear }: RegisterPerson): number | null =>
  birthDate === null ? birthYear : Number(birthDate.slice(0, 4));

/** «Отметка о прохождении», told from the pair's state; a pair that is only planned has none. */
export function markOf({ state, leftOn }: Pick<RegisterMember, 'state' | 'leftOn'>): RegisterMark {
  if (leftOn !== null || state === 'terminated') return 'left';
  return state === 'completed' ? 'passed' : 'going_on';
}

/** The day on which it ended; of a pair that goes on, the planned one. */
export const endOf = (member: RegisterMember): string =>
  member.leftOn ?? member.closedOn ?? member.endsOn;

/** Several entries in one cell (methodology §5.4). */
const SEPARATOR = '; ';

/** What the registers say of somebody themself. */
export function ownCells(person: RegisterPerson) {
  return {
    personId: person.personId,
    name: person.name,
    contacts: contactsOf(person),
    birthYear: birthYearOf(person),
    workplace: workplaceOf(person),
    competences: person.competences ?? '',
    achievements: person.achievements ?? '',
    interests: person.interests ?? '',
    preferredAge: person.preferredAge ?? '',
    timeResource: person.timeResource ?? '',
    sortKey: person.sortKey,
  };
}

/** What they say of those on the other side. */
export function othersCells(others: readonly RegisterPerson[]) {
  const places = others.map(workplaceOf);
  const same = places.every((place) => place === places[0]);
  return {
    others: others.map((one) => one.name).join(SEPARATOR),
    othersKey: others.map((one) => one.sortKey).join(' '),
    // One place of all is said once.
    othersWorkplace: same ? (places[0] ?? '') : places.join(SEPARATOR),
  };
}

const distinct = (texts: readonly (string | null)[]): string =>
  [...new Set(texts.filter(Boolean))].join(SEPARATOR);

/** The pairings of somebody that go on, and those on their other side whose data may be used, by name. */
export interface OpenPairings {
  members: readonly RegisterMember[];
  others: readonly RegisterPerson[];
}

/** The form of who is in no pair: the one that a register said, else the only one that they named. */
export const unpairedForm = (person: RegisterPerson, part: RegisterPart): Form | null =>
  part.form ??
  (part.side === 'mentor' && person.mentorForms.length === 1
    ? (person.mentorForms[0] ?? null)
    : null);

/**
 * Columns 2–16 of a mentor in one row, as an order approves them: mentees, forms and places are those of all
 * pairings that go on; without one, the forms that the mentor named. The programme begins for them with the
 * first of these pairings and ends with the last.
 */
export function mentorCells(
  person: RegisterPerson,
  part: RegisterPart,
  { members, others }: OpenPairings,
): MentorCells {
  const own = ownCells(person);
  // Whoever stands in two pairings is named once.
  const beside = othersCells([...new Set(others)]);
  const forms = [...new Set(members.map(({ form }) => form))];
  const said = part.form === null ? person.mentorForms : [part.form];
  const [first] = members.map(({ joinedOn }) => joinedOn).sort();
  return {
    name: own.name,
    contacts: own.contacts,
    place: own.workplace,
    competences: own.competences,
    achievements: own.achievements,
    interests: own.interests,
    preferredAge: own.preferredAge,
    timeResource: own.timeResource,
    joinedOn: first ?? part.enteredOn,
    mentees: beside.others,
    forms: forms.length > 0 ? forms : [...said],
    menteePlaces: beside.othersWorkplace,
    endsOn: members.map(endOf).sort().at(-1) ?? null,
    results: distinct([part.results, ...members.map(({ results }) => results)]),
    caseLink: distinct([part.reviewUrl, ...members.map(({ reviewUrl }) => reviewUrl)]),
  };
}
