import type { Db } from '../../../shared/db/connect.js';
import { isDuplicate } from '../../../shared/db/db-errors.js';
import type { Form, MatchRelation } from '../../api/reference.js';
import { meetsSearch, sortKey } from '../../names/index.js';

interface Wanted {
  search?: string | undefined;
  kind?: MatchRelation | undefined;
  page: number;
  pageSize: number;
}

export interface Relation {
  relationId: string;
  kind: MatchRelation;
  mentorId: string;
  menteeId: string | null;
  groupName: string | null;
}

interface Row extends Relation {
  mentorName: string;
  mentorKey: string;
  menteeName: string | null;
  menteeKey: string | null;
}

const shown = ({
  relationId,
  kind,
  mentorId,
  mentorName,
  menteeId,
  menteeName,
  groupName,
}: Row) => ({
  relationId,
  kind,
  mentor: { personId: mentorId, name: mentorName },
  mentee: menteeName === null ? null : { personId: menteeId ?? '', name: menteeName },
  groupName: groupName || null,
});

/** The SQL of how people stand to each other outside of the programme. */
export function relationsStore(db: Db) {
  const relations = (programmeId: string) =>
    db('match_relations as x')
      .join('people as r', 'r.id', 'x.mentor_id')
      .leftJoin('people as e', 'e.id', 'x.mentee_id')
      .where('x.programme_id', programmeId)
      .select({
        relationId: 'x.id',
        kind: 'x.kind',
        mentorId: 'x.mentor_id',
        mentorName: 'r.name',
        mentorKey: 'r.sort_key',
        menteeId: 'x.mentee_id',
        menteeName: 'e.name',
        menteeKey: 'e.sort_key',
        groupName: 'x.group_name',
      });

  return {
    /** In the order of the mentors' names: a page, and how many there are in all. */
    async page(
      programmeId: string,
      { search, kind, page, pageSize }: Wanted,
    ): Promise<{ rows: ReturnType<typeof shown>[]; total: number }> {
      const all: Row[] = await relations(programmeId)
        .modify((query) => {
          if (kind !== undefined) query.where('x.kind', kind);
        })
        .orderBy(['r.sort_key', 'x.id']);
      // Names of groups have no sort key in the database.
      const found = all.filter(({ mentorKey, menteeKey, groupName }) =>
        meetsSearch(search, [mentorKey, menteeKey ?? '', sortKey(groupName ?? '')].join(' ')),
      );
      const from = (page - 1) * pageSize;
      return { rows: found.slice(from, from + pageSize).map(shown), total: found.length };
    },

    async find(programmeId: string, relationId: string) {
      const row: Row | undefined = await relations(programmeId).where('x.id', relationId).first();
      return row === undefined ? null : shown(row);
    },

    /** How a mentor stands to these mentees, or to their groups. */
    async between(
      programmeId: string,
      mentorId: string,
      menteeIds: readonly string[],
    ): Promise<MatchRelation[]> {
      const groups: string[] = await db('members')
        .where('programme_id', programmeId)
        .whereIn('person_id', [...menteeIds])
        .whereNotNull('group_name')
        .whereNot('group_name', '')
        .pluck('group_name');
      return db('match_relations')
        .where({ programme_id: programmeId, mentor_id: mentorId })
        .where((one) => one.whereIn('mentee_id', [...menteeIds]).orWhereIn('group_name', groups))
        .pluck('kind');
    },

    /** A mentor's name, and those of the representatives who are noted of these mentees. */
    async namesFor(
      mentorId: string,
      menteeIds: readonly string[],
    ): Promise<{ mentor: string; named: string[] }> {
      const person = await db('people').where('id', mentorId).first('name');
      const named: string[] = await db('profiles')
        .whereIn('person_id', [...menteeIds])
        .whereNotNull('representative_name')
        .pluck('representative_name');
      return { mentor: person?.name ?? '', named };
    },

    /** Whether the coordinator has said that this mentor and one of these mentees are not to be together. */
    async areBanned(
      programmeId: string,
      form: Form,
      mentorId: string,
      menteeIds: readonly string[],
    ): Promise<boolean> {
      const row = await db('match_marks')
        .where({ programme_id: programmeId, form, kind: 'ban', unit_id: mentorId })
        .whereIn('mentee_id', [...menteeIds])
        .first('id');
      return row !== undefined;
    },

    /** False: it is there already. */
    async add(
      of: { organisationId: string; programmeId: string; by: string | null; now: number },
      { relationId, kind, mentorId, menteeId, groupName }: Relation,
    ): Promise<boolean> {
      try {
        await db('match_relations').insert({
          id: relationId,
          organisation_id: of.organisationId,
          programme_id: of.programmeId,
          kind,
          mentor_id: mentorId,
          // Part of what makes two of them the same: nothing is '' here, for null equals no null.
          mentee_id: menteeId ?? '',
          group_name: menteeId === null ? (groupName ?? '') : '',
          created_by: of.by,
          created_at: of.now,
        });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },

    async remove(programmeId: string, relationId: string): Promise<boolean> {
      const gone = await db('match_relations')
        .where({ programme_id: programmeId, id: relationId })
        .delete();
      return gone === 1;
    },
  };
}
