import type { Knex } from 'knex';
import { mondayOf } from '../../shared/dates.js';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { Confirmation, Form, MeetingFormat, MeetingKind, Topic } from '../api/index.js';
import type { MeetingFields } from '../api/meetings.js';
import { bulkInsert } from '../db/bulk.js';

export interface StoredMeeting {
  meetingId: string;
  pairId: string;
  pairForm: Form;
  kind: MeetingKind;
  heldOn: string;
  minutes: number;
  format: MeetingFormat;
  topic: Topic | null;
  done: string;
  agreed: string;
  nextOn: string | null;
  links: MeetingFields['links'];
  authorId: string | null;
  authorName: string | null;
  /** Null: its writer had signed in. */
  byLink: number | boolean | null;
  withdrawnAt: number | null;
  withdrawnByName: string | null;
  withdrawReason: string | null;
  version: number;
  createdAt: number;
}

export interface StoredAttendance {
  personId: string;
  name: string;
  came: boolean;
  confirmation: Confirmation;
  rating: number | null;
  /** What was not so; '': nothing, or no words. */
  objection: string;
}

/** What a meeting belongs to. */
export interface MeetingPlace {
  organisationId: string;
  programmeId: string;
  pairId: string;
  pairForm: Form;
}

/** Who writes a record, when, and on which day of the organisation. */
interface Author {
  authorId: string | null;
  /** They came by a personal link. */
  byLink: boolean;
  now: number;
  today: string;
}

/** Days of a pair's log: of some years. */
const MOST_DAYS = 2000;

const contentOf = (fields: MeetingFields) => ({
  kind: fields.kind,
  held_on: fields.heldOn,
  week: mondayOf(fields.heldOn),
  minutes: fields.minutes,
  format: fields.format,
  topic: fields.topic,
  done: fields.done,
  agreed: fields.agreed,
  next_on: fields.nextOn,
  links: toJson(fields.links),
});

export interface AttendanceRow extends Omit<StoredAttendance, 'came' | 'objection'> {
  came: number | boolean;
  objection: string | null;
}

/** A stored row as the program has it. */
export const attendanceFrom = (row: AttendanceRow): StoredAttendance => ({
  ...row,
  came: Boolean(row.came),
  objection: row.objection ?? '',
});

/** Columns of `meetings as m` with the names of its writer (`a`) and of who withdrew it (`w`). */
export const MEETING_COLUMNS = {
  meetingId: 'm.id',
  pairId: 'm.pair_id',
  pairForm: 'm.pair_form',
  kind: 'm.kind',
  heldOn: 'm.held_on',
  minutes: 'm.minutes',
  format: 'm.format',
  topic: 'm.topic',
  done: 'm.done',
  agreed: 'm.agreed',
  nextOn: 'm.next_on',
  links: 'm.links',
  authorId: 'm.author_id',
  authorName: 'a.name',
  byLink: 'm.by_link',
  withdrawnAt: 'm.withdrawn_at',
  withdrawnByName: 'w.name',
  withdrawReason: 'm.withdraw_reason',
  version: 'm.version',
  createdAt: 'm.created_at',
};

/** Columns of `meeting_attendance as t` with the name of `people as n`. */
export const ATTENDANCE_COLUMNS = {
  personId: 't.person_id',
  name: 'n.name',
  came: 't.came',
  confirmation: 't.confirmation',
  rating: 't.rating',
  objection: 't.objection',
};

/** The SQL of single meetings and their attendance; on a transaction: `meetingStore(trx)`. */
export function meetingStore(db: Db) {
  const attendanceRow = (
    place: MeetingPlace,
    meetingId: string,
    personId: string,
    fields: MeetingFields,
  ) => ({
    id: newId(),
    organisation_id: place.organisationId,
    programme_id: place.programmeId,
    pair_id: place.pairId,
    meeting_id: meetingId,
    person_id: personId,
    held_on: fields.heldOn,
    came: fields.attendeeIds.includes(personId),
    confirmation: 'waiting',
  });

  const meetingRow = (
    place: MeetingPlace,
    fields: MeetingFields,
    menteeIds: readonly string[],
    author: Author,
  ) => ({
    id: newId(),
    organisation_id: place.organisationId,
    programme_id: place.programmeId,
    pair_id: place.pairId,
    pair_form: place.pairForm,
    ...contentOf(fields),
    invited: menteeIds.length,
    came: fields.attendeeIds.length,
    next_said_on: author.today,
    author_id: author.authorId,
    by_link: author.byLink || null,
    created_at: author.now,
  });

  return {
    async find(programmeId: string, meetingId: string): Promise<StoredMeeting | undefined> {
      const row = await db('meetings as m')
        .leftJoin('people as a', 'a.id', 'm.author_id')
        .leftJoin('people as w', 'w.id', 'm.withdrawn_by')
        .where({ 'm.programme_id': programmeId, 'm.id': meetingId })
        .first(MEETING_COLUMNS);
      return row && { ...row, links: fromJson(row.links) };
    },

    /** Who was to come, in the order of names. */
    async attendance(meetingId: string): Promise<StoredAttendance[]> {
      const rows: AttendanceRow[] = await db('meeting_attendance as t')
        .join('people as n', 'n.id', 't.person_id')
        .where('t.meeting_id', meetingId)
        .orderBy('n.sort_key')
        .orderBy('n.id')
        .select(ATTENDANCE_COLUMNS);
      return rows.map(attendanceFrom);
    },

    /** Writes meetings with their attendance, by a few statements. @returns their ids in the same order */
    async insert(
      place: MeetingPlace,
      all: readonly MeetingFields[],
      menteeIds: readonly string[],
      author: Author,
    ): Promise<string[]> {
      const rows = all.map((fields) => meetingRow(place, fields, menteeIds, author));
      await bulkInsert(db, 'meetings', rows, 100);
      const attendance = all.flatMap((fields, n) =>
        menteeIds.map((personId) => attendanceRow(place, rows[n]?.id ?? '', personId, fields)),
      );
      await bulkInsert(db, 'meeting_attendance', attendance);
      return rows.map(({ id }) => id);
    },

    /** The days of a pair's records that stand, the latest first. */
    async daysOf(pairId: string): Promise<string[]> {
      const rows = await db('meetings')
        .where('pair_id', pairId)
        .whereNull('withdrawn_at')
        .orderBy('held_on', 'desc')
        .limit(MOST_DAYS)
        .distinct('held_on');
      return rows.map((row) => row.held_on);
    },

    /** Writes a correction over the version that it was based on; false: there is a newer one. */
    async update(meetingId: string, version: number, fields: MeetingFields): Promise<boolean> {
      const met = await db('meetings')
        .where({ id: meetingId, version })
        .update({ ...contentOf(fields), version: version + 1 });
      return met === 1;
    },

    /** Marks a record as withdrawn over the version that it was based on; false: there is a newer one. */
    async withdraw(
      meetingId: string,
      version: number,
      by: { personId: string | null; reason: string; now: number },
    ): Promise<boolean> {
      const met = await db('meetings')
        .where({ id: meetingId, version })
        .update({
          withdrawn_at: by.now,
          withdrawn_by: by.personId,
          withdraw_reason: by.reason,
          version: version + 1,
        });
      return met === 1;
    },

    /**
     * Brings the attendance in line with a correction.
     * @param missing mentees who have no row yet
     * @param askedAgain mentees whose answer and rating are dropped
     */
    async realign(
      place: MeetingPlace,
      meetingId: string,
      fields: MeetingFields,
      who: { missing: readonly string[]; askedAgain: readonly string[] },
    ): Promise<void> {
      if (who.missing.length > 0) {
        await db('meeting_attendance').insert(
          who.missing.map((personId) => attendanceRow(place, meetingId, personId, fields)),
        );
      }
      const marks = fields.attendeeIds.map(() => '?').join(', ');
      await db('meeting_attendance')
        .where('meeting_id', meetingId)
        .update({
          held_on: fields.heldOn,
          came: db.raw(`case when person_id in (${marks}) then 1 else 0 end`, fields.attendeeIds),
        });
      if (who.askedAgain.length === 0) return;
      await db('meeting_attendance')
        .where('meeting_id', meetingId)
        .whereIn('person_id', who.askedAgain)
        .update({ confirmation: 'waiting', rating: null, objection: null, responded_at: null });
    },

    async respond(
      meetingId: string,
      personId: string,
      answer: { confirmation: Confirmation; rating: number | null; objection: string; now: number },
    ): Promise<void> {
      await db('meeting_attendance')
        .where({ meeting_id: meetingId, person_id: personId })
        .update({
          confirmation: answer.confirmation,
          rating: answer.rating,
          objection: answer.objection || null,
          responded_at: answer.now,
        });
    },

    /** Counts the attendance into the meeting's own columns, by one statement. */
    async recount(meetingId: string): Promise<void> {
      const count = (condition: string): Knex.Raw =>
        db.raw(
          `(select count(*) from meeting_attendance t where t.meeting_id = meetings.id and ${condition})`,
        );
      await db('meetings')
        .where('id', meetingId)
        .update({
          invited: count('1 = 1'),
          came: count('t.came = 1'),
          confirmed: count("t.came = 1 and t.confirmation = 'confirmed'"),
          disputed: count("t.confirmation = 'disputed'"),
        });
    },

    /** What the journal keeps of a meeting's record, newest first. */
    async history(meetingId: string) {
      const rows = await db('journal as j')
        .leftJoin('people as n', 'n.id', 'j.actor_id')
        .where({ 'j.entity_id': meetingId, 'j.entity': 'meeting' })
        .whereIn('j.action', ['meeting.log', 'meeting.correct', 'meeting.withdraw'])
        .orderBy('j.id', 'desc')
        .limit(100)
        .select({ at: 'j.at', actorName: 'n.name', before: 'j.before', after: 'j.after' });
      const parsed = (value: unknown) =>
        value === null ? null : fromJson<Record<string, unknown>>(value);
      return rows.map((row) => ({ ...row, before: parsed(row.before), after: parsed(row.after) }));
    },
  };
}
