import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { GroupMeetingMark, Side } from '../api/group-meeting-reference.js';
import { searchWords } from '../names/index.js';
import type { Invited } from './group-meeting-rules.js';

/** Rows bound by one statement: under SQLite's limit. */
const CHUNK = 100;

export interface ListedInvited extends Invited {
  name: string;
  groupName: string | null;
}

export interface InvitedFilter {
  search?: string | undefined;
  side?: Side | undefined;
  mark?: GroupMeetingMark | 'none' | undefined;
  page: number;
  pageSize: number;
}

interface Place {
  organisationId: string;
  programmeId: string;
  groupMeetingId: string;
}

/** A count of those with one mark on one side. */
export interface MarkCount {
  groupMeetingId: string;
  side: Side;
  mark: GroupMeetingMark | null;
  n: number;
}

/** The SQL of who is invited to which group meeting; on a transaction: `invitedStore(trx)`. */
export function invitedStore(db: Db) {
  const ofMeeting = (groupMeetingId: string) =>
    db('group_meeting_people as i').where('i.group_meeting_id', groupMeetingId);

  function filtered(where: Omit<Place, 'organisationId'>, filter: InvitedFilter) {
    const query = ofMeeting(where.groupMeetingId)
      .join('members as m', (join) =>
        join.on('m.programme_id', 'i.programme_id').andOn('m.person_id', 'i.person_id'),
      )
      .where('i.programme_id', where.programmeId);
    if (filter.side !== undefined) query.where('i.side', filter.side);
    if (filter.mark === 'none') query.whereNull('i.mark');
    else if (filter.mark !== undefined) query.where('i.mark', filter.mark);
    for (const word of searchWords(filter.search)) {
      query.whereRaw("m.sort_key like ? escape '!'", [likeContains(word)]);
    }
    return query;
  }

  const read = (query: Knex.QueryBuilder): Promise<Invited[]> =>
    query.select({
      personId: 'i.person_id',
      side: 'i.side',
      mark: 'i.mark',
      version: 'i.version',
    }) as unknown as Promise<Invited[]>;

  return {
    /** A page: mentees, then mentors, in the order of names; and how many there are. */
    async page(
      where: Omit<Place, 'organisationId'>,
      filter: InvitedFilter,
    ): Promise<{ rows: ListedInvited[]; total: number }> {
      const rows = await filtered(where, filter)
        .join('people as p', 'p.id', 'i.person_id')
        .orderBy(['i.side', 'm.sort_key', 'm.person_id'])
        .limit(filter.pageSize)
        .offset((filter.page - 1) * filter.pageSize)
        .select({
          personId: 'i.person_id',
          name: 'p.name',
          groupName: 'm.group_name',
          side: 'i.side',
          mark: 'i.mark',
          version: 'i.version',
        });
      const [sum] = await filtered(where, filter).count({ n: '*' });
      return {
        rows: rows.map((row) => ({ ...row, groupName: row.groupName || null })),
        total: Number(sum?.['n'] ?? 0),
      };
    },

    all: (groupMeetingId: string): Promise<Invited[]> => read(ofMeeting(groupMeetingId)),

    /** As they are now, locked until the end of the transaction. */
    locked: (groupMeetingId: string): Promise<Invited[]> =>
      read(ofMeeting(groupMeetingId).forUpdate()),

    /** How many of each side and mark some meetings have: one statement. */
    async counts(groupMeetingIds: readonly string[]): Promise<MarkCount[]> {
      if (groupMeetingIds.length === 0) return [];
      const rows: (Omit<MarkCount, 'n'> & { n: number | string })[] = await db(
        'group_meeting_people as i',
      )
        .whereIn('i.group_meeting_id', [...groupMeetingIds])
        .groupBy('i.group_meeting_id', 'i.side', 'i.mark')
        .select({ groupMeetingId: 'i.group_meeting_id', side: 'i.side', mark: 'i.mark' })
        .count({ n: '*' });
      return rows.map((row) => ({ ...row, n: Number(row.n) }));
    },

    /** Invites people; those who are invited stay as they are. */
    async invite(
      { organisationId, programmeId, groupMeetingId }: Place,
      people: readonly { personId: string; side: Side }[],
      now: number,
    ): Promise<void> {
      for (let from = 0; from < people.length; from += CHUNK) {
        await db('group_meeting_people')
          .insert(
            people.slice(from, from + CHUNK).map(({ personId, side }) => ({
              id: newId(),
              organisation_id: organisationId,
              programme_id: programmeId,
              group_meeting_id: groupMeetingId,
              person_id: personId,
              side,
              mark: null,
              created_at: now,
            })),
          )
          .onConflict(['group_meeting_id', 'person_id'])
          .ignore();
      }
    },

    /** Takes somebody off the list of whom nothing was noted; false: something was. */
    async remove(groupMeetingId: string, personId: string): Promise<boolean> {
      const met = await db('group_meeting_people')
        .where({ group_meeting_id: groupMeetingId, person_id: personId, mark: null })
        .delete();
      return met === 1;
    },

    /** Marks people who all have one version; answers how many still had it. */
    async mark(
      groupMeetingId: string,
      personIds: readonly string[],
      said: { mark: GroupMeetingMark | null; version: number; by: string | null },
    ): Promise<number> {
      let met = 0;
      for (let from = 0; from < personIds.length; from += CHUNK) {
        met += await db('group_meeting_people')
          .where({ group_meeting_id: groupMeetingId, version: said.version })
          .whereIn('person_id', personIds.slice(from, from + CHUNK))
          .update({ mark: said.mark, version: said.version + 1, marked_by: said.by });
      }
      return met;
    },
  };
}
