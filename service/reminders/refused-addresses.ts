import { createHash } from 'node:crypto';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { newId } from '../../shared/ids.js';
import { addressOf } from '../letters/letter-rules.js';

/** What is kept of an address that was refused. Upper and lower case are one to every server there is. */
export const hashOfAddress = (address: string): string =>
  createHash('sha256').update(`mail address ${address.toLowerCase()}`).digest('hex');

/** Marks the address that a mail server will not take of somebody. */
export async function markRefused(
  db: Db,
  of: { organisationId: string; personId: string; addressHash: string; now: number },
): Promise<void> {
  const key = { person_id: of.personId, address_hash: of.addressHash };
  try {
    await db('refused_addresses').insert({
      id: newId(),
      organisation_id: of.organisationId,
      ...key,
      refused_at: of.now,
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    await db('refused_addresses').where(key).update({ refused_at: of.now });
  }
}

/** Whether this address of somebody was refused: then nothing is sent to it until it is another one. */
export async function isRefused(db: Db, personId: string, address: string): Promise<boolean> {
  const row = await db('refused_addresses')
    .where({ person_id: personId, address_hash: hashOfAddress(address) })
    .first('id');
  return row !== undefined;
}

export interface RefusedPerson {
  refusalId: string;
  personId: string;
  name: string;
  refusedAt: number;
}

/** So many stand in the list; more are a fault of the mail server, not of the addresses. */
const MOST = 500;

/** People of a programme whose address, as it is now, was refused; by name. One statement. */
export async function refusedPeople(db: Db, programmeId: string): Promise<RefusedPerson[]> {
  const rows: (Omit<RefusedPerson, 'refusedAt'> & {
    refusedAt: number | string;
    addressHash: string;
    email: string | null;
    contactEmail: string | null;
  })[] = await db('members as m')
    .join('refused_addresses as r', 'r.person_id', 'm.person_id')
    .join('people as p', 'p.id', 'm.person_id')
    .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
    .where('m.programme_id', programmeId)
    .where('m.lms_status', 'active')
    .orderBy(['m.sort_key', 'm.person_id'])
    .limit(MOST)
    .select({
      refusalId: 'r.id',
      personId: 'm.person_id',
      name: 'p.name',
      refusedAt: 'r.refused_at',
      addressHash: 'r.address_hash',
      email: 'p.email',
      contactEmail: 'f.contact_email',
    });
  return rows.flatMap(({ addressHash, email, contactEmail, refusedAt, ...person }) => {
    const address = addressOf(contactEmail, email);
    const is = address !== null && hashOfAddress(address) === addressHash;
    return is ? [{ ...person, refusedAt: Number(refusedAt) }] : [];
  });
}

/** Lets an address be tried again, which works by now. @returns whether it was marked */
export async function tryAgain(db: Db, personId: string): Promise<boolean> {
  return (await db('refused_addresses').where('person_id', personId).delete()) > 0;
}
