import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { newId } from '../../shared/ids.js';
import type { DuplicateRecord } from '../api/merges.js';
import type { Role } from '../api/reference.js';

export interface PersonRecord extends DuplicateRecord {
  version: number;
  birthDate: string | null;
}

interface Row {
  personId: string;
  name: string;
  email: string | null;
  contactEmail: string | null;
  birthDate: string | null;
  birthYear: number | null;
  groupName: string | null;
  lmsStatus: DuplicateRecord['lmsStatus'];
  version: number;
}

/** Pairs of different people that are shown for taking back. */
const DISTINCT_SHOWN = 100;

const yearOf = (date: string | null): number | null =>
  date === null ? null : Number(date.slice(0, 4));

/** The SQL of what two records are compared by. */
export function duplicateStore(db: Db) {
  return {
    /** The people of a programme, or some of them, in the order of names. */
    async people(programmeId: string, personIds?: readonly string[]): Promise<PersonRecord[]> {
      const query = db('members as m')
        .join('people as p', 'p.id', 'm.person_id')
        .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
        .where('m.programme_id', programmeId)
        .orderBy(['m.sort_key', 'm.person_id']);
      if (personIds) query.whereIn('m.person_id', [...personIds]);
      const rows: Row[] = await query.select({
        personId: 'm.person_id',
        name: 'p.name',
        email: 'p.email',
        contactEmail: 'f.contact_email',
        birthDate: 'f.birth_date',
        birthYear: 'f.birth_year',
        groupName: 'm.group_name',
        lmsStatus: 'm.lms_status',
        version: 'p.version',
      });
      return rows.map((row) => ({
        ...row,
        birthYear: yearOf(row.birthDate) ?? row.birthYear,
        roles: [],
      }));
    },

    /** The LMS accounts of a programme's people. */
    async accounts(programmeId: string) {
      const rows = await db('members as m')
        .join('person_accounts as a', 'a.person_id', 'm.person_id')
        .where('m.programme_id', programmeId)
        .select({ personId: 'm.person_id', issuer: 'a.issuer', subject: 'a.subject' });
      return rows as { personId: string; issuer: string; subject: string }[];
    },

    async roles(programmeId: string, personIds: readonly string[]): Promise<Map<string, Role[]>> {
      const rows: { person_id: string; role: Role }[] = await db('participations')
        .where('programme_id', programmeId)
        .whereIn('person_id', [...personIds])
        .whereNot('state', 'withdrawn')
        .orderBy('rank')
        .select('person_id', 'role');
      const roles = new Map<string, Role[]>();
      for (const { person_id, role } of rows) {
        const held = roles.get(person_id) ?? [];
        held.push(role);
        roles.set(person_id, held);
      }
      return roles;
    },

    async distinctions(programmeId: string) {
      const rows = await db('person_distinctions')
        .where('programme_id', programmeId)
        .orderBy('id', 'desc')
        .select({ firstId: 'first_id', secondId: 'second_id' });
      return rows as { firstId: string; secondId: string }[];
    },

    /** Those of them who are both still in the programme, by their names, newest first. */
    async namedDistinctions(programmeId: string) {
      const rows = await db('person_distinctions as d')
        .join('members as a', (join) =>
          join.on('a.person_id', 'd.first_id').andOn('a.programme_id', 'd.programme_id'),
        )
        .join('members as b', (join) =>
          join.on('b.person_id', 'd.second_id').andOn('b.programme_id', 'd.programme_id'),
        )
        .join('people as p', 'p.id', 'd.first_id')
        .join('people as q', 'q.id', 'd.second_id')
        .where('d.programme_id', programmeId)
        .orderBy('d.id', 'desc')
        .limit(DISTINCT_SHOWN)
        .select({
          firstId: 'd.first_id',
          secondId: 'd.second_id',
          firstName: 'p.name',
          secondName: 'q.name',
        });
      return rows as { firstId: string; secondId: string; firstName: string; secondName: string }[];
    },

    /** Writes it down, once; `firstId` is the smaller. False: it was written already. */
    async addDistinction(
      place: { organisationId: string; programmeId: string },
      [firstId, secondId]: readonly [string, string],
      by: string | null,
      at: number,
    ): Promise<boolean> {
      try {
        await db('person_distinctions').insert({
          id: newId(),
          organisation_id: place.organisationId,
          programme_id: place.programmeId,
          first_id: firstId,
          second_id: secondId,
          actor_id: by,
          created_at: at,
        });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },

    async dropDistinction(programmeId: string, [firstId, secondId]: readonly [string, string]) {
      const met = await db('person_distinctions')
        .where({ programme_id: programmeId, first_id: firstId, second_id: secondId })
        .delete();
      return met > 0;
    },

    /** Merges of a programme, newest first. */
    async merges(programmeId: string, { page, pageSize }: { page: number; pageSize: number }) {
      const rows = await db('person_merges as g')
        .leftJoin('people as k', 'k.id', 'g.kept_id')
        .leftJoin('people as m', 'm.id', 'g.merged_id')
        .leftJoin('people as a', 'a.id', 'g.actor_id')
        .where('g.programme_id', programmeId)
        .orderBy('g.id', 'desc')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select({
          mergeId: 'g.id',
          keptId: 'g.kept_id',
          keptName: 'k.name',
          mergedName: 'm.name',
          at: 'g.created_at',
          by: 'a.name',
          undoneAt: 'g.undone_at',
        });
      const [count] = (await db('person_merges')
        .where('programme_id', programmeId)
        .count({ n: '*' })) as { n: number | string }[];
      return { rows, total: Number(count?.n ?? 0) };
    },
  };
}
