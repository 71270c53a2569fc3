import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { MentorFields } from '../api/mentors.js';
import { type Form, OPEN_PAIR_STATES, type ParticipationState } from '../api/reference.js';

/** A mentor of a programme as stored. `capacity` null: nothing was said. */
export interface StoredMentor extends Omit<MentorFields, 'capacity'> {
  personId: string;
  name: string;
  sortKey: string;
  state: ParticipationState;
  groupName: string | null;
  workplace: string | null;
  position: string | null;
  enterprise: { enterpriseId: string; name: string } | null;
  capacity: number | null;
  mentees: number;
  version: number;
}

interface Row extends Omit<StoredMentor, 'forms' | 'enterprise' | 'paused'> {
  forms: unknown;
  paused: number | boolean | null;
  enterpriseId: string | null;
  enterpriseName: string | null;
}

const stored = ({ enterpriseId, enterpriseName, ...row }: Row): StoredMentor => ({
  ...row,
  forms: row.forms === null ? [] : fromJson<Form[]>(row.forms),
  paused: Boolean(row.paused),
  enterprise: enterpriseId === null ? null : { enterpriseId, name: enterpriseName ?? '' },
  mentees: Number(row.mentees ?? 0),
  version: Number(row.version ?? 0),
});

export type MentorWrite = MentorFields & { enterpriseId: string | null };

const columnsOf = (fields: MentorWrite) => ({
  competences: fields.competences || null,
  achievements: fields.achievements || null,
  interests: fields.interests || null,
  preferred_age: fields.preferredAge || null,
  time_resource: fields.timeResource || null,
  capacity: fields.capacity,
  forms: fields.forms.length === 0 ? null : toJson(fields.forms),
  paused: fields.paused,
  paused_reason: fields.paused ? fields.pausedReason || null : null,
  enterprise_id: fields.enterpriseId,
});

/** The SQL of the mentors of a programme; on a transaction: `mentorStore(trx)`. */
export function mentorStore(db: Db) {
  /** Mentees beside each mentor in the open pairs of a programme, counted once each. */
  const menteesOf = (programmeId: string) =>
    db('pair_members as pm')
      .join('pairs as q', 'q.id', 'pm.pair_id')
      .join('pair_members as other', 'other.pair_id', 'pm.pair_id')
      .where({ 'pm.programme_id': programmeId, 'pm.side': 'mentor', 'other.side': 'mentee' })
      .whereNull('pm.left_on')
      .whereNull('other.left_on')
      .whereIn('q.state', [...OPEN_PAIR_STATES])
      .groupBy('pm.person_id')
      .select('pm.person_id')
      .countDistinct({ n: 'other.person_id' })
      .as('c');

  const mentors = (programmeId: string): Knex.QueryBuilder<object, Row[]> =>
    db('participations as t')
      .join('members as m', (join) =>
        join.on('m.programme_id', 't.programme_id').andOn('m.person_id', 't.person_id'),
      )
      .join('people as p', 'p.id', 't.person_id')
      .leftJoin('profiles as f', 'f.person_id', 't.person_id')
      .leftJoin('mentor_profiles as o', 'o.person_id', 't.person_id')
      .leftJoin('enterprises as e', 'e.id', 'o.enterprise_id')
      .leftJoin(menteesOf(programmeId), 'c.person_id', 't.person_id')
      .where({ 't.programme_id': programmeId, 't.role': 'mentor' })
      .whereNot('t.state', 'withdrawn')
      .orderBy(['m.sort_key', 'm.person_id'])
      .select({
        personId: 't.person_id',
        name: 'p.name',
        sortKey: 'm.sort_key',
        state: 't.state',
        groupName: 'm.group_name',
        workplace: 'f.workplace',
        position: 'f.position',
        enterpriseId: 'e.id',
        enterpriseName: 'e.name',
        competences: 'o.competences',
        achievements: 'o.achievements',
        interests: 'o.interests',
        preferredAge: 'o.preferred_age',
        timeResource: 'o.time_resource',
        capacity: 'o.capacity',
        forms: 'o.forms',
        paused: 'o.paused',
        pausedReason: 'o.paused_reason',
        mentees: 'c.n',
        version: 'o.version',
      });

  return {
    /** All mentors of the programme in the order of names, by one statement. */
    async all(programmeId: string): Promise<StoredMentor[]> {
      return (await mentors(programmeId)).map(stored);
    },

    /** @returns null for who is no mentor of the programme */
    async find(programmeId: string, personId: string): Promise<StoredMentor | null> {
      const [row] = await mentors(programmeId).where('t.person_id', personId);
      return row ? stored(row) : null;
    },

    /** What mentors said of how many mentees they take. */
    async capacities(programmeId: string): Promise<Map<string, number>> {
      const rows: { personId: string; capacity: number }[] = await db('participations as t')
        .join('mentor_profiles as o', 'o.person_id', 't.person_id')
        .where({ 't.programme_id': programmeId, 't.role': 'mentor' })
        .whereNotNull('o.capacity')
        .select({ personId: 't.person_id', capacity: 'o.capacity' });
      return new Map(rows.map(({ personId, capacity }) => [personId, Number(capacity)]));
    },

    /** The forms of the pairs in which mentors stand, by person. */
    async pairForms(programmeId: string, personId?: string): Promise<Map<string, Form[]>> {
      const query = db('pair_members as pm')
        .join('pairs as q', 'q.id', 'pm.pair_id')
        .where({ 'pm.programme_id': programmeId, 'pm.side': 'mentor' });
      if (personId !== undefined) query.where('pm.person_id', personId);
      const rows: { personId: string; form: Form }[] = await query.distinct({
        personId: 'pm.person_id',
        form: 'q.form',
      });
      const forms = new Map<string, Form[]>();
      for (const { personId: id, form } of rows) forms.set(id, [...(forms.get(id) ?? []), form]);
      return forms;
    },

    /** Writes over the version that the caller saw (0: none yet); false: there is a newer one. */
    async write(
      of: { organisationId: string; personId: string },
      version: number,
      fields: MentorWrite,
      now: number,
    ): Promise<boolean> {
      const { organisationId, personId } = of;
      if (version > 0) {
        const met = await db('mentor_profiles')
          .where({ person_id: personId, version })
          .update({ ...columnsOf(fields), version: version + 1 });
        return met === 1;
      }
      try {
        await db('mentor_profiles').insert({
          id: newId(),
          person_id: personId,
          organisation_id: organisationId,
          ...columnsOf(fields),
          created_at: now,
        });
        return true;
      } catch (error) {
        // Somebody else has written the first one meanwhile.
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
  };
}
