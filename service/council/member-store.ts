import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { CouncilMemberFields } from '../api/council.js';
import type { CouncilRole } from '../api/reference.js';

/** A member of the council as stored; `name` of somebody of the programme is the person's. */
export interface StoredMember {
  memberId: string;
  personId: string | null;
  name: string;
  position: string | null;
  role: CouncilRole;
  since: string;
  until: string | null;
  version: number;
}

const columnsOf = (fields: CouncilMemberFields) => ({
  person_id: fields.personId,
  name: fields.personId === null ? fields.name : null,
  position: fields.position || null,
  role: fields.role,
  since: fields.since,
  until: fields.until,
});

/** The SQL of the members of the mentors' council; on a transaction: `memberStore(trx)`. */
export function memberStore(db: Db) {
  const members = (programmeId: string) =>
    db('council_members as c')
      .leftJoin('people as p', 'p.id', 'c.person_id')
      .where('c.programme_id', programmeId)
      .select({
        memberId: 'c.id',
        personId: 'c.person_id',
        name: db.raw("coalesce(p.name, c.name, '')"),
        position: 'c.position',
        role: 'c.role',
        since: 'c.since',
        until: 'c.until',
        version: 'c.version',
      });

  return {
    async all(programmeId: string): Promise<StoredMember[]> {
      return members(programmeId).orderBy(['c.since', 'c.id']);
    },

    async find(programmeId: string, memberId: string): Promise<StoredMember | null> {
      return (await members(programmeId).where('c.id', memberId).first()) ?? null;
    },

    /** Those of these people who are in the programme. */
    async inProgramme(programmeId: string, personIds: readonly string[]): Promise<Set<string>> {
      const ids: string[] = await db('members')
        .where('programme_id', programmeId)
        .whereIn('person_id', [...personIds])
        .pluck('person_id');
      return new Set(ids);
    },

    async insert(
      of: { organisationId: string; programmeId: string },
      fields: CouncilMemberFields,
      now: number,
    ): Promise<string> {
      const id = newId();
      await db('council_members').insert({
        id,
        organisation_id: of.organisationId,
        programme_id: of.programmeId,
        ...columnsOf(fields),
        created_at: now,
      });
      return id;
    },

    /** Writes over the version that the caller saw; false: there is a newer one. */
    async update(
      programmeId: string,
      memberId: string,
      version: number,
      fields: CouncilMemberFields,
    ): Promise<boolean> {
      const met = await db('council_members')
        .where({ programme_id: programmeId, id: memberId, version })
        .update({ ...columnsOf(fields), version: version + 1 });
      return met === 1;
    },
  };
}
