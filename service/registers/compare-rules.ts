/** What a file says of people who are known, beside what is known of them: both stand there, and differ. */
import type { ChangeObstacle } from '../api/register-imports.js';
import type { RegisterField } from '../api/registers.js';
import { FORM_TITLES } from '../api/registers.js';
import { parseContacts, phoneKey } from './cell-rules.js';
import type { Columns, FindEnterprise } from './fill-rules.js';
import { type RegisterPerson, workplaceOf } from './official-cells-rules.js';
import { saysSame } from './people-rules.js';
import type { PlannedPart, PlannedPerson } from './plan-types.js';

/** Two values of one thing, and what taking the file's would write into which row. */
export interface Difference {
  field: RegisterField;
  here: string;
  there: string;
  obstacle: ChangeObstacle | null;
  writes: { table: 'profiles' | 'mentor_profiles'; columns: Columns }[];
}

/** The key under which the choice between two values is kept. */
export const changeKey = (personId: string, pairId: string | null, field: string): string =>
  `= ${personId} ${pairId ?? ''} ${field}`;

type Row = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : String(value);

/** Both say something, and not the same. */
export const differs = (here: string, there: string): boolean =>
  here !== '' && there !== '' && !saysSame(here, there);

/** Addresses of pages are told apart by case too. */
export const linkDiffers = (here: string, there: string): boolean =>
  here !== '' && there !== '' && here.trim() !== there;

/** Telephones and addresses of a text, whatever stands between them. */
function reachKeys(text: string): string {
  const { phones, emails } = parseContacts(text);
  return [...phones.map(phoneKey), ...emails.map((one) => one.toLowerCase())].sort().join(' ');
}

function contacts(person: PlannedPerson, ours: RegisterPerson): Difference[] {
  const mail = ours.contactEmail ?? ours.email ?? '';
  const columns: Columns = {};
  if (differs(textOf(ours.phone), textOf(person.phone))) columns['phone'] = person.phone;
  if (differs(mail, textOf(person.contactEmail))) columns['contact_email'] = person.contactEmail;
  if (differs(textOf(ours.representativeName), textOf(person.representativeName)))
    columns['representative_name'] = person.representativeName;
  const [known, told] = [textOf(ours.representativeContact), textOf(person.representativeContact)];
  if (differs(known, told) && reachKeys(known) !== reachKeys(told))
    columns['representative_contact'] = told;
  if (Object.keys(columns).length === 0) return [];
  const { phone, contactEmail, representativeName, representativeContact } = person;
  const said = [representativeName, representativeContact, phone, contactEmail];
  const stands = [ours.representativeName, ours.representativeContact, ours.phone, mail];
  // Of what the file says nothing nothing is shown.
  const beside = stands.filter((text, i) => text && said[i]);
  return [
    {
      field: 'contacts',
      here: beside.join(', '),
      there: said.filter(Boolean).join(', '),
      obstacle: null,
      writes: [{ table: 'profiles', columns }],
    },
  ];
}

/** A year in place of a whole date would lose what decides who has to consent. */
function birth(person: PlannedPerson, ours: RegisterPerson): Difference[] {
  const { birthDate, birthYear } = person;
  if (birthYear === null) return [];
  const known = ours.birthDate ?? textOf(ours.birthYear);
  if (known === '') return [];
  const said = birthDate ?? String(birthYear);
  const isSame =
    birthDate !== null && ours.birthDate !== null
      ? birthDate === ours.birthDate
      : known.slice(0, 4) === said.slice(0, 4);
  if (isSame) return [];
  const loses = ours.birthDate !== null && birthDate === null;
  return [
    {
      field: 'birthYear',
      here: known,
      there: said,
      obstacle: loses ? 'date' : null,
      writes: [{ table: 'profiles', columns: { birth_date: birthDate, birth_year: birthYear } }],
    },
  ];
}

/** Where somebody works is written anew with the position in it; who studies has a group for it. */
function workplace(
  person: PlannedPerson,
  ours: RegisterPerson,
  enterprise: FindEnterprise,
): Difference[] {
  const here = workplaceOf(ours);
  if (!differs(here, person.workplace)) return [];
  const works = Boolean(ours.workplace || ours.enterprise || ours.position);
  const columns = { workplace: person.workplace, position: null };
  const found = person.parts.has('mentor') ? enterprise(person.workplace) : null;
  return [
    {
      field: person.from.has('workplace') ? 'workplace' : 'othersWorkplace',
      here,
      there: person.workplace,
      obstacle: works ? null : 'group',
      writes: [
        { table: 'profiles', columns },
        ...(found === null
          ? []
          : [{ table: 'mentor_profiles' as const, columns: { enterprise_id: found } }]),
      ],
    },
  ];
}

const MENTOR_TEXTS = [
  ['competences', 'competences'],
  ['achievements', 'achievements'],
  ['interests', 'interests'],
  ['preferredAge', 'preferred_age'],
  ['timeResource', 'time_resource'],
] as const;

function mentorTexts(person: PlannedPerson, ours: RegisterPerson): Difference[] {
  return MENTOR_TEXTS.flatMap(([field, column]): Difference[] => {
    const here = textOf(ours[field]);
    const there = person[field];
    if (!person.parts.has('mentor') || !differs(here, there)) return [];
    const writes = [{ table: 'mentor_profiles' as const, columns: { [column]: there } }];
    return [{ field, here, there, obstacle: null, writes }];
  });
}

/** All that differs of a person themself. */
export const personDifferences = (
  person: PlannedPerson,
  ours: RegisterPerson,
  enterprise: FindEnterprise,
): Difference[] => [
  ...contacts(person, ours),
  ...birth(person, ours),
  ...workplace(person, ours, enterprise),
  ...mentorTexts(person, ours),
];

const PART_FIELDS = [
  ['request', 'request'],
  ['enteredOn', 'entered_on'],
  ['results', 'results'],
  ['reviewUrl', 'review_url'],
] as const;

/** What differs of a part: the request, and of who is in no pair the rest of the row. */
export function partDifferences(
  part: PlannedPart,
  row: Row,
): { field: RegisterField; here: string; there: string; columns: Columns }[] {
  const texts = PART_FIELDS.flatMap(([field, column]) => {
    const [here, there] = [textOf(row[column]), textOf(part[field])];
    const isOther = field === 'reviewUrl' ? linkDiffers : differs;
    return isOther(here, there) ? [{ field, here, there, columns: { [column]: there } }] : [];
  });
  const form = textOf(row['register_form']);
  if (part.form === null || !differs(form, part.form)) return texts;
  const here = FORM_TITLES[form as keyof typeof FORM_TITLES] ?? form;
  const there = FORM_TITLES[part.form];
  return [...texts, { field: 'form', here, there, columns: { register_form: part.form } }];
}
