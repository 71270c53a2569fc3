import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { GroupMeetingState, Side } from '../api/group-meeting-reference.js';
import type { GroupMeetingFields } from '../api/group-meetings.js';
import type { Form } from '../api/reference.js';
import { searchWords, sortKey } from '../names/index.js';

/** A group meeting as it is stored. */
export interface StoredGroupMeeting extends GroupMeetingFields {
  groupMeetingId: string;
  state: GroupMeetingState;
  cancelReason: string | null;
  menteeWaveId: string | null;
  mentorWaveId: string | null;
  version: number;
}

export interface GroupMeetingFilter {
  search?: string | undefined;
  state?: GroupMeetingState | undefined;
  form?: Form | undefined;
  from?: string | undefined;
  to?: string | undefined;
  page: number;
  pageSize: number;
}

const FIELDS = {
  groupMeetingId: 'g.id',
  title: 'g.title',
  form: 'g.form',
  heldOn: 'g.held_on',
  startsAt: 'g.starts_at',
  place: 'g.place',
  link: 'g.link',
  note: 'g.note',
  state: 'g.state',
  cancelReason: 'g.cancel_reason',
  menteeWaveId: 'g.mentee_wave_id',
  mentorWaveId: 'g.mentor_wave_id',
  version: 'g.version',
};

const columnsOf = (fields: GroupMeetingFields) => ({
  title: fields.title,
  sort_key: sortKey(fields.title).slice(0, 200),
  form: fields.form,
  held_on: fields.heldOn,
  starts_at: fields.startsAt,
  place: fields.place || null,
  link: fields.link || null,
  note: fields.note || null,
});

/** More of them in some weeks nobody holds. */
const MOST_OF_MONTH = 200;

interface Where {
  programmeId: string;
  groupMeetingId: string;
}

/** The SQL of group meetings; on a transaction: `groupMeetingStore(trx)`. */
export function groupMeetingStore(db: Db) {
  const ofProgramme = (programmeId: string) =>
    db('group_meetings as g').where('g.programme_id', programmeId);

  const read = (query: Knex.QueryBuilder): Promise<StoredGroupMeeting[]> =>
    query.select(FIELDS) as unknown as Promise<StoredGroupMeeting[]>;

  function filtered(programmeId: string, filter: GroupMeetingFilter) {
    const query = ofProgramme(programmeId);
    if (filter.state !== undefined) query.where('g.state', filter.state);
    if (filter.form !== undefined) query.where('g.form', filter.form);
    if (filter.from !== undefined) query.where('g.held_on', '>=', filter.from);
    if (filter.to !== undefined) query.where('g.held_on', '<=', filter.to);
    for (const word of searchWords(filter.search)) {
      query.whereRaw("g.sort_key like ? escape '!'", [likeContains(word)]);
    }
    return query;
  }

  return {
    /** A page, the latest day first, and how many there are. */
    async page(
      programmeId: string,
      filter: GroupMeetingFilter,
    ): Promise<{ rows: StoredGroupMeeting[]; total: number }> {
      const rows = await read(
        filtered(programmeId, filter)
          .orderBy('g.held_on', 'desc')
          .orderBy('g.id', 'desc')
          .limit(filter.pageSize)
          .offset((filter.page - 1) * filter.pageSize),
      );
      const [sum] = await filtered(programmeId, filter).count({ n: '*' });
      return { rows, total: Number(sum?.['n'] ?? 0) };
    },

    async find(programmeId: string, groupMeetingId: string): Promise<StoredGroupMeeting | null> {
      const [row] = await read(ofProgramme(programmeId).where('g.id', groupMeetingId));
      return row ?? null;
    },

    /** The planned ones from a day on to which somebody is invited, the next first. */
    async ahead(programmeId: string, personId: string, today: string) {
      return read(
        ofProgramme(programmeId)
          .join('group_meeting_people as i', 'i.group_meeting_id', 'g.id')
          .where({ 'i.programme_id': programmeId, 'i.person_id': personId, 'g.state': 'planned' })
          .where('g.held_on', '>=', today)
          .orderBy(['g.held_on', 'g.starts_at', 'g.id']),
      );
    },

    /** Those of some days that were not cancelled: of a programme, or to which somebody is invited. */
    async between(
      programmeId: string,
      days: { from: string; to: string },
      personId: string | null,
    ): Promise<StoredGroupMeeting[]> {
      const query = ofProgramme(programmeId)
        .whereBetween('g.held_on', [days.from, days.to])
        .whereNot('g.state', 'cancelled')
        .orderBy(['g.held_on', 'g.starts_at', 'g.id'])
        .limit(MOST_OF_MONTH);
      if (personId !== null)
        query.whereIn('g.id', (invited: Knex.QueryBuilder) =>
          invited
            .from('group_meeting_people')
            .where({ programme_id: programmeId, person_id: personId })
            .select('group_meeting_id'),
        );
      return read(query);
    },

    async insert(
      place: { organisationId: string; programmeId: string },
      fields: GroupMeetingFields,
      now: number,
    ): Promise<string> {
      const id = newId();
      await db('group_meetings').insert({
        id,
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        ...columnsOf(fields),
        state: 'planned',
        created_at: now,
      });
      return id;
    },

    /** Writes over the version that the caller saw; false: there is a newer one. */
    async update(
      { programmeId, groupMeetingId }: Where,
      version: number,
      fields: GroupMeetingFields,
    ): Promise<boolean> {
      const met = await db('group_meetings')
        .where({ programme_id: programmeId, id: groupMeetingId, version })
        .update({ ...columnsOf(fields), version: version + 1 });
      return met === 1;
    },

    /** As `update`. */
    async setState(
      { programmeId, groupMeetingId }: Where,
      version: number,
      state: GroupMeetingState,
      reason: string | null,
    ): Promise<boolean> {
      const met = await db('group_meetings')
        .where({ programme_id: programmeId, id: groupMeetingId, version })
        .update({ state, cancel_reason: reason, version: version + 1 });
      return met === 1;
    },

    /** A planned meeting is held from now on; false: it is so already. */
    async hold({ programmeId, groupMeetingId }: Where): Promise<boolean> {
      const met = await db('group_meetings')
        .where({ programme_id: programmeId, id: groupMeetingId, state: 'planned' })
        .update({ state: 'held', version: db.raw('version + 1') });
      return met === 1;
    },

    /** Notes the waves of the ballots, once, over the version that the caller saw. */
    async setBallots(
      { programmeId, groupMeetingId }: Where,
      version: number,
      waves: Readonly<Record<Side, string>>,
    ): Promise<boolean> {
      const met = await db('group_meetings')
        .where({ programme_id: programmeId, id: groupMeetingId, version, mentee_wave_id: null })
        .update({
          mentee_wave_id: waves.mentee,
          mentor_wave_id: waves.mentor,
          version: version + 1,
        });
      return met === 1;
    },
  };
}
