/** What other features may read of the mentors' council. */
import type { Db } from '../../shared/db/connect.js';
import { sitsOn } from './council-rules.js';
import { memberStore, type StoredMember } from './member-store.js';

export type { StoredMember } from './member-store.js';

/** Who sits in the council on a day. */
export async function readCouncilOn(
  db: Db,
  programmeId: string,
  day: string,
): Promise<StoredMember[]> {
  const all = await memberStore(db).all(programmeId);
  return all.filter((member) => sitsOn(member, day));
}

/** Signed minutes by their id, with number and day; null: there are none, or they are not signed. */
export async function findSignedProtocol(
  db: Db,
  programmeId: string,
  protocolId: string,
): Promise<{ number: string; heldOn: string } | null> {
  const row = await db('council_protocols')
    .where({ programme_id: programmeId, id: protocolId })
    .whereNotNull('signed_at')
    .first({ number: 'number', heldOn: 'held_on' });
  return row ?? null;
}
