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
