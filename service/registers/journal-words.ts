/** What the journal says of people whom a file was about: which fields, never what stands in them. */
import type { Change } from '../audit/index.js';
import type { Fill } from './fill-rules.js';
import type { AddedRow } from './known-additions.js';

/** Columns by the names that the journal has for them; others say nothing to a reader. */
const FIELDS: Readonly<Record<string, string>> = {
  birth_date: 'birthDate',
  birth_year: 'birthDate',
  adult: 'adult',
  phone: 'phone',
  contact_email: 'contactEmail',
  representative_name: 'representativeName',
  representative_contact: 'representativeContact',
  workplace: 'workplace',
  position: 'position',
  enterprise_id: 'enterpriseId',
  competences: 'competences',
  achievements: 'achievements',
  interests: 'interests',
  preferred_age: 'preferredAge',
  time_resource: 'timeResource',
  request: 'request',
  entered_on: 'enteredOn',
  register_form: 'registerForm',
  results: 'results',
  review_url: 'reviewUrl',
};

const isSaid = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== '' && value !== false;

/** Which fields of each person a file has filled in or changed. */
export function fieldsByPerson(
  fills: readonly Fill[],
  rows: readonly AddedRow[],
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (personId: string | undefined, columns: readonly string[]) => {
    if (personId === undefined) return;
    const fields = found.get(personId) ?? new Set();
    found.set(personId, fields);
    for (const column of columns) {
      const field = FIELDS[column];
      if (field !== undefined) fields.add(field);
    }
  };
  for (const { personId, table, after } of fills)
    add(personId, table === 'pairs' ? [] : Object.keys(after));
  for (const { personId, row } of rows)
    add(
      personId,
      Object.keys(row).filter((column) => isSaid(row[column])),
    );
  return found;
}

const said = (fields: ReadonlySet<string>): Record<string, unknown> | null =>
  fields.size === 0 ? null : { profileFields: [...fields].sort() };

/** The days to which pairs go, as they were changed, or changed back. */
const pairEnds = (fills: readonly Fill[], back: boolean): Change[] =>
  fills
    .filter(({ table, after }) => table === 'pairs' && 'ends_on' in after)
    .map(({ key, before, after }) => {
      const [was, is] = [{ endsOn: before['ends_on'] }, { endsOn: after['ends_on'] }];
      return {
        action: 'changed',
        entity: 'pair',
        entityId: key.value,
        before: back ? is : was,
        after: back ? was : is,
      };
    });

/** What was written of those who are known; of whom nothing was, nothing is said. */
export const fillChanges = (fills: readonly Fill[], rows: readonly AddedRow[]): Change[] => [
  ...[...fieldsByPerson(fills, rows)].map(
    ([personId, fields]): Change => ({
      action: 'import_filled',
      entity: 'participant',
      entityId: personId,
      after: said(fields),
    }),
  ),
  ...pairEnds(fills, false),
];

/**
 * That it was taken back, and that those are gone again who came by the file.
 * @param filled whose fields were filled in or changed, or who got a row of their own
 */
export const undoneChanges = (of: {
  fills: readonly Fill[];
  filled: readonly string[];
  gone: readonly string[];
}): Change[] => [
  ...of.filled.map(
    (personId): Change => ({ action: 'import_undone', entity: 'participant', entityId: personId }),
  ),
  ...of.gone.map(
    (personId): Change => ({ action: 'import_removed', entity: 'participant', entityId: personId }),
  ),
  ...pairEnds(of.fills, true),
];
