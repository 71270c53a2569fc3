import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { Form, MeetingFormat, MeetingKind, Topic } from '../api/index.js';
import {
  type CancelCode,
  OPEN_PLANNED_STATES,
  type PlannedAnswer,
  type PlannedSide,
  type PlannedState,
} from '../api/planned-meeting-reference.js';
import type { PlannedFields } from '../api/planned-meetings.js';
import { bulkInsert } from '../db/bulk.js';
import { type BriefRow, briefColumns } from './brief-store.js';

/** A planned meeting as it is stored. */
export interface StoredPlanned extends PlannedFields {
  plannedMeetingId: string;
  pairId: string;
  pairForm: Form;
  kind: MeetingKind;
  format: MeetingFormat;
  topic: Topic | null;
  state: PlannedState;
  proposedSide: PlannedSide;
  proposedBy: string | null;
  proposedByName: string | null;
  /** Null: who proposed it had signed in. */
  byLink: number | boolean | null;
  seriesId: string | null;
  meetingId: string | null;
  cancelCode: CancelCode | null;
  cancelWords: string | null;
  changedAt: number;
  version: number;
}

const FIELDS = {
  plannedMeetingId: 'q.id',
  pairId: 'q.pair_id',
  pairForm: 'q.pair_form',
  kind: 'q.kind',
  onDate: 'q.on_date',
  startsAt: 'q.starts_at',
  minutes: 'q.minutes',
  format: 'q.format',
  topic: 'q.topic',
  place: 'q.place',
  link: 'q.link',
  note: 'q.note',
  state: 'q.state',
  proposedSide: 'q.proposed_side',
  proposedBy: 'q.proposed_by',
  proposedByName: 'b.name',
  byLink: 'q.by_link',
  seriesId: 'q.series_id',
  meetingId: 'q.meeting_id',
  cancelCode: 'q.cancel_code',
  cancelWords: 'q.cancel_words',
  changedAt: 'q.changed_at',
  version: 'q.version',
};

const columnsOf = (fields: PlannedFields) => ({
  kind: fields.kind,
  on_date: fields.onDate,
  starts_at: fields.startsAt,
  minutes: fields.minutes,
  format: fields.format,
  topic: fields.topic,
  place: fields.place || null,
  link: fields.link || null,
  note: fields.note || null,
});

interface Place {
  organisationId: string;
  programmeId: string;
  pairId: string;
  pairForm: Form;
}

interface Proposal {
  state: PlannedState;
  side: PlannedSide;
  by: string | null;
  /** They came by a personal link. */
  byLink: boolean;
  now: number;
}

/** Another planned meeting of somebody's, for what overlaps. */
export interface Busy {
  plannedMeetingId: string;
  pairTitle: string;
  onDate: string;
  startsAt: string;
  minutes: number;
  /** Whether the caller stands in its pair. */
  mine: boolean;
}

/** Meetings of some people that are looked at for what overlaps: of sixty days at most. */
const MOST_BUSY = 1000;

/** The SQL of planned meetings; on a transaction: `plannedStore(trx)`. */
export function plannedStore(db: Db) {
  const read = async (query: Knex.QueryBuilder): Promise<StoredPlanned[]> => {
    const rows: StoredPlanned[] = await query
      .leftJoin('people as b', 'b.id', 'q.proposed_by')
      .select(FIELDS);
    return rows.map((row) => ({ ...row, changedAt: Number(row.changedAt) }));
  };

  /** Over the version that the caller saw; false: there is a newer one. */
  const write = async (
    plannedMeetingId: string,
    version: number,
    changes: Record<string, unknown>,
    now: number,
  ): Promise<boolean> => {
    const met = await db('planned_meetings')
      .where({ id: plannedMeetingId, version })
      .update({ ...changes, version: version + 1, changed_at: now });
    return met === 1;
  };

  return {
    write,

    async find(programmeId: string, plannedMeetingId: string): Promise<StoredPlanned | undefined> {
      const [row] = await read(
        db('planned_meetings as q').where({
          'q.programme_id': programmeId,
          'q.id': plannedMeetingId,
        }),
      );
      return row;
    },

    /** The open ones of a series from a day on, the earliest first. */
    following: (pairId: string, seriesId: string, from: string): Promise<StoredPlanned[]> =>
      read(
        db('planned_meetings as q')
          .where({ 'q.pair_id': pairId, 'q.series_id': seriesId })
          .whereIn('q.state', [...OPEN_PLANNED_STATES])
          .where('q.on_date', '>=', from)
          .orderBy(['q.on_date', 'q.id']),
      ),

    /** The open ones of a pair on a day. */
    async ofDay(pairId: string, day: string, personId: string | null): Promise<BriefRow[]> {
      const rows: BriefRow[] = await db('planned_meetings as q')
        .where({ 'q.pair_id': pairId, 'q.on_date': day })
        .whereIn('q.state', [...OPEN_PLANNED_STATES])
        .orderBy(['q.starts_at', 'q.id'])
        .limit(10)
        .select(briefColumns(db, personId));
      return rows.map((row) => ({ ...row, declined: Number(row.declined) }));
    },

    /** Writes the meetings of these days. @returns their ids in the same order */
    async insert(
      place: Place,
      fields: PlannedFields,
      days: readonly string[],
      proposal: Proposal,
    ): Promise<string[]> {
      const seriesId = days.length > 1 ? newId() : null;
      const rows = days.map((onDate) => ({
        id: newId(),
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        pair_id: place.pairId,
        pair_form: place.pairForm,
        ...columnsOf({ ...fields, onDate }),
        state: proposal.state,
        proposed_by: proposal.by,
        by_link: proposal.byLink || null,
        proposed_side: proposal.side,
        series_id: seriesId,
        created_at: proposal.now,
        changed_at: proposal.now,
      }));
      await bulkInsert(db, 'planned_meetings', rows);
      return rows.map(({ id }) => id);
    },

    /** Changes what is planned, and who proposes it where that is to be agreed anew. */
    update: (
      plannedMeetingId: string,
      version: number,
      fields: PlannedFields,
      proposal: Omit<Proposal, 'now'> | null,
      now: number,
    ): Promise<boolean> =>
      write(
        plannedMeetingId,
        version,
        {
          ...columnsOf(fields),
          from_log: false,
          ...(proposal === null
            ? {}
            : {
                state: proposal.state,
                proposed_by: proposal.by,
                by_link: proposal.byLink || null,
                proposed_side: proposal.side,
              }),
        },
        now,
      ),

    /** Notes the record of the log, in the transaction that marked it as held. */
    async setRecord(plannedMeetingId: string, meetingId: string): Promise<void> {
      await db('planned_meetings').where('id', plannedMeetingId).update({ meeting_id: meetingId });
    },

    /** The day of a record of the pair's log that stands; null: there is none. */
    async dayOfRecord(pairId: string, meetingId: string): Promise<string | null> {
      const row = await db('meetings')
        .where({ id: meetingId, pair_id: pairId })
        .whereNull('withdrawn_at')
        .first('held_on');
      return row?.held_on ?? null;
    },

    async answers(
      plannedMeetingId: string,
    ): Promise<{ personId: string; answer: PlannedAnswer; words: string | null }[]> {
      return db('planned_meeting_answers')
        .where('planned_meeting_id', plannedMeetingId)
        .select({ personId: 'person_id', answer: 'answer', words: 'words' });
    },

    async forgetAnswers(plannedMeetingIds: readonly string[]): Promise<void> {
      await db('planned_meeting_answers')
        .whereIn('planned_meeting_id', [...plannedMeetingIds])
        .delete();
    },

    async answer(
      place: Omit<Place, 'pairForm' | 'pairId'>,
      plannedMeetingId: string,
      said: { personId: string; answer: PlannedAnswer; words: string; now: number },
    ): Promise<void> {
      const where = { planned_meeting_id: plannedMeetingId, person_id: said.personId };
      await db('planned_meeting_answers').where(where).delete();
      await db('planned_meeting_answers').insert({
        id: newId(),
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        ...where,
        answer: said.answer,
        words: said.words || null,
        answered_at: said.now,
      });
    },

    /** Open meetings with a time, of any pair in which one of these people stands, but those named. */
    async busy(
      programmeId: string,
      personIds: readonly string[],
      days: { from: string; to: string },
      but: readonly string[],
      callerId: string | null,
    ): Promise<Busy[]> {
      const pairsOf = (ids: readonly string[]) =>
        db('pair_members')
          .where('programme_id', programmeId)
          .whereIn('person_id', [...ids])
          .whereNull('left_on')
          .select('pair_id');
      const own = (await pairsOf([callerId ?? ''])).map((row) => row.pair_id);
      const rows: (Omit<Busy, 'mine'> & { pairId: string })[] = await db('planned_meetings as q')
        .join('pairs as p', 'p.id', 'q.pair_id')
        .where('q.programme_id', programmeId)
        .whereIn('q.pair_id', pairsOf(personIds))
        .whereIn('q.state', [...OPEN_PLANNED_STATES])
        .whereNotNull('q.starts_at')
        .whereBetween('q.on_date', [days.from, days.to])
        .whereNotIn('q.id', [...but])
        .orderBy(['q.on_date', 'q.starts_at', 'q.id'])
        .limit(MOST_BUSY)
        .select({
          plannedMeetingId: 'q.id',
          pairId: 'q.pair_id',
          pairTitle: 'p.title',
          onDate: 'q.on_date',
          startsAt: 'q.starts_at',
          minutes: 'q.minutes',
        });
      return rows.map(({ pairId, ...row }) => ({ ...row, mine: own.includes(pairId) }));
    },
  };
}
