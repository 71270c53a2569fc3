import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { BuiltPerson } from './builders.js';

/** A parent's link as a row, which nobody has opened. Gives its id. */
export async function buildLink(db: Db, of: BuiltPerson): Promise<string> {
  const linkId = newId();
  await db('personal_links').insert({
    id: linkId,
    organisation_id: of.organisationId,
    programme_id: of.programmeId,
    person_id: of.personId,
    scope: 'parent',
    confirmation: 'code',
    token_hash: linkId,
    contact: 'parent@kollezh.example',
    expires_at: Date.parse('2026-11-20T00:00:00Z'),
    created_at: 0,
  });
  return linkId;
}

/** A link to a mentor's page as a row, which was confirmed: of what it is otherwise. Gives its id. */
export async function buildPageLink(
  db: Db,
  of: BuiltPerson,
  more: Readonly<Record<string, string | number | null>> = {},
): Promise<string> {
  const linkId = newId();
  await db('personal_links').insert({
    id: linkId,
    organisation_id: of.organisationId,
    programme_id: of.programmeId,
    person_id: of.personId,
    scope: 'mentor',
    confirmation: 'none',
    token_hash: linkId,
    expires_at: Date.parse('2027-08-31T21:00:00Z'),
    pass_hash: 'a'.repeat(64),
    pass_seen_at: Date.parse('2026-11-10T08:59:00Z'),
    pass_given_at: Date.parse('2026-11-10T08:59:00Z'),
    created_at: 0,
    ...more,
  });
  return linkId;
}
