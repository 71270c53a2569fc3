import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';

/** The facts of a profile that can be written. */
export interface ProfileFields {
  birthDate: string | null;
  adult: boolean;
  groupName: string | null;
  course: number | null;
  speciality: string | null;
  workplace: string | null;
  position: string | null;
  phone: string | null;
  contactEmail: string | null;
  representativeName: string | null;
  representativeContact: string | null;
  publicationWanted: boolean;
}

export interface ProfileRow extends ProfileFields {
  personId: string;
  name: string;
  /** Of who came by a register that told no day. */
  birthYear: number | null;
  version: number;
}

interface Where {
  organisationId: string;
  programmeId: string;
  personId: string;
}

/** Columns of `profiles`; the group and the wish to publish are those of the programme's member. */
const columnsOf = (fields: ProfileFields) => ({
  birth_date: fields.birthDate,
  adult: fields.adult,
  course: fields.course,
  speciality: fields.speciality,
  workplace: fields.workplace,
  position: fields.position,
  phone: fields.phone,
  contact_email: fields.contactEmail,
  representative_name: fields.representativeName,
  representative_contact: fields.representativeContact,
});

/** The SQL of profiles; on a transaction: `profileStore(trx)`. */
export function profileStore(db: Db) {
  return {
    /** The profile of a person of the programme, by one statement; null: no such person in it. */
    async find(programmeId: string, personId: string): Promise<ProfileRow | null> {
      const row = await db('members as m')
        .join('people as p', 'p.id', 'm.person_id')
        .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
        .where({ 'm.programme_id': programmeId, 'm.person_id': personId })
        .first({
          personId: 'm.person_id',
          name: 'p.name',
          birthDate: 'f.birth_date',
          birthYear: 'f.birth_year',
          adult: 'f.adult',
          groupName: 'm.group_name',
          course: 'f.course',
          speciality: 'f.speciality',
          workplace: 'f.workplace',
          position: 'f.position',
          phone: 'f.phone',
          contactEmail: 'f.contact_email',
          representativeName: 'f.representative_name',
          representativeContact: 'f.representative_contact',
          publicationWanted: 'm.publication_wanted',
          version: 'f.version',
        });
      if (!row) return null;
      return {
        ...row,
        adult: Boolean(row.adult),
        publicationWanted: Boolean(row.publicationWanted),
        version: Number(row.version ?? 0),
      };
    },

    /** Writes over the version that the caller saw (0: none yet); false: there is a newer one. */
    async write(
      where: Where,
      version: number,
      fields: ProfileFields,
      now: number,
    ): Promise<boolean> {
      const { organisationId, programmeId, personId } = where;
      const met =
        version === 0
          ? await insert(db, { organisationId, personId }, fields, now)
          : await db('profiles')
              .where({ person_id: personId, version })
              .update({ ...columnsOf(fields), version: version + 1 });
      if (met === 0) return false;
      await db('members').where({ programme_id: programmeId, person_id: personId }).update({
        group_name: fields.groupName,
        publication_wanted: fields.publicationWanted,
      });
      return true;
    },
  };
}

async function insert(
  db: Knex,
  person: { organisationId: string; personId: string },
  fields: ProfileFields,
  now: number,
): Promise<number> {
  try {
    await db('profiles').insert({
      person_id: person.personId,
      organisation_id: person.organisationId,
      ...columnsOf(fields),
      created_at: now,
    });
    return 1;
  } catch (error) {
    // Somebody else has written the first one meanwhile.
    if (isDuplicate(error)) return 0;
    throw error;
  }
}
