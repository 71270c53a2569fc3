import type { Knex } from 'knex';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import { sha256 } from '../../shared/seal.js';

const DAY_MS = 86_400_000;
/** A master at an enterprise, who has no account in the course. */
const MENTOR = 'master';

/**
 * A mentor without an account has a link to a page of their own, by which they wrote down their latest
 * meeting: its record and the journal say so.
 */
export async function seedMentorLink(
  trx: Knex.Transaction,
  where: { organisationId: string; programmeId: string; now: number },
  people: ReadonlyMap<string, { personId: string }>,
): Promise<void> {
  const { organisationId, programmeId, now } = where;
  const idOf = (key: string) => people.get(key)?.personId ?? '';
  const personId = idOf(MENTOR);
  await trx('personal_links').insert({
    id: newId(),
    organisation_id: organisationId,
    programme_id: programmeId,
    person_id: personId,
    scope: 'mentor',
    // Nobody has the token: a link of the demo opens nothing. A new one takes its place.
    token_hash: sha256(newId()),
    confirmation: 'told_code',
    expires_at: now + 120 * DAY_MS,
    last_used_at: now - 2 * DAY_MS,
    created_by: idOf('coordinator'),
    created_at: now - 40 * DAY_MS,
  });
  const last = await trx('meetings')
    .where({ programme_id: programmeId, author_id: personId })
    .orderBy('held_on', 'desc')
    .orderBy('id', 'desc')
    .first('id');
  if (!last) return;
  await trx('meetings').where('id', last.id).update({ by_link: true });
  const log = { entity: 'meeting', entity_id: last.id, action: 'meeting.log' };
  const entry = await trx('journal').where(log).first('id', 'after');
  if (!entry) return;
  const after = { ...fromJson<object>(entry.after), byLink: true };
  await trx('journal')
    .where('id', entry.id)
    .update({ after: toJson(after) });
}
