import type { Knex } from 'knex';
import { newId } from '../../shared/ids.js';
import type { Role } from '../api/reference.js';
import { bulkInsert, type Value } from '../db/bulk.js';
import { type PersonName, sortKey } from '../names/index.js';
import { peopleStore } from './people-store.js';
import { roleRank } from './role-rules.js';

/** Somebody who is new in the college, without an account in an LMS. */
export interface Newcomer {
  personId: string;
  name: PersonName;
  /** Held from now on, each with further columns of its row, the same of all. */
  roles: readonly { role: Role; columns: Readonly<Record<string, Value>> }[];
  /** Columns of their profile, the same of all; null: nothing is known. */
  profile: Readonly<Record<string, Value>> | null;
}

/**
 * Adds many people at once, with roles and profiles: a few statements for hundreds. They are in the
 * programme as who was added by hand.
 */
export async function addManyPeople(
  trx: Knex.Transaction,
  place: { organisationId: string; programmeId: string },
  people: readonly Newcomer[],
  now: number,
): Promise<void> {
  if (people.length === 0) return;
  const first = await peopleStore(trx).takeNumbers(place.organisationId, people.length);
  const base = { organisation_id: place.organisationId, created_at: now };
  const here = { ...base, programme_id: place.programmeId };
  await bulkInsert(
    trx,
    'people',
    people.map(({ personId, name }, i) => ({
      id: personId,
      ...base,
      number: first + i,
      family_name: name.familyName,
      given_name: name.givenName,
      middle_name: name.middleName,
      name: name.name,
      sort_key: sortKey(name.name),
      email: null,
    })),
  );
  await bulkInsert(
    trx,
    'members',
    people.map(({ personId, name }) => ({
      id: newId(),
      ...here,
      person_id: personId,
      sort_key: sortKey(name.name),
      lms_status: 'none',
      lms_role: null,
      roles_by_hand: true,
    })),
  );
  await bulkInsert(
    trx,
    'participations',
    people.flatMap(({ personId, roles }) =>
      roles.map(({ role, columns }) => participationRow(here, personId, role, columns)),
    ),
  );
  await bulkInsert(
    trx,
    'profiles',
    people.flatMap(({ personId, profile }) =>
      profile === null ? [] : [{ person_id: personId, ...base, ...profile }],
    ),
  );
}

/** The row of a role that is given by hand. */
export const participationRow = (
  here: { organisation_id: string; programme_id: string; created_at: number },
  personId: string,
  role: Role,
  columns: Readonly<Record<string, Value>>,
): Record<string, Value> & { id: string } => ({
  id: newId(),
  ...here,
  person_id: personId,
  role,
  rank: roleRank(role),
  state: 'admitted',
  by_hand: true,
  ...columns,
});
