import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { ReminderState } from '../api/reference.js';
import { bulkInsert } from '../db/bulk.js';
import { letterQueue } from '../letters/letter-queue.js';
import { addressOf } from '../letters/letter-rules.js';
import { collegeName } from '../programmes/index.js';
import { type Audience, missingFrom } from './audience-queries.js';

/** Somebody who has not answered, and how they are reached. */
export interface Missing {
  personId: string;
  name: string;
  address: string | null;
  /** They have an account in the LMS, by which they come to the wave. */
  hasAccount: boolean;
}

export interface DueWave {
  waveId: string;
  programmeId: string;
  organisationId: string;
  timeZone: string;
  remindNext: string;
}

export interface Letter {
  reminderId: string;
  organisationId: string;
  programmeId: string;
  waveId: string;
  personId: string;
  tries: number;
}

interface Place {
  organisationId: string;
  programmeId: string;
}

/** Statements of one wave: some hundred rows each. */
const CHUNK = 400;

/** The SQL of letters that remind of a wave; how they are sent: letters/letter-queue.ts. */
export function reminderStore(db: Db) {
  return {
    /** All whom a wave still asks, in the order of names; or this one, if it does. */
    async missing(audience: Audience, personId?: string): Promise<Missing[]> {
      const asked = missingFrom(db, audience);
      if (personId !== undefined) asked.where('t.person_id', personId);
      const rows: {
        personId: string;
        name: string;
        email: string | null;
        contactEmail: string | null;
        lmsStatus: string;
      }[] = await asked
        .join('people as p', 'p.id', 'm.person_id')
        .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
        .orderBy(['m.sort_key', 'm.person_id'])
        .select({
          personId: 'm.person_id',
          name: 'p.name',
          email: 'p.email',
          contactEmail: 'f.contact_email',
          lmsStatus: 'm.lms_status',
        });
      return rows.map(({ personId, name, email, contactEmail, lmsStatus }) => ({
        personId,
        name,
        address: addressOf(contactEmail, email),
        hasAccount: lmsStatus === 'active',
      }));
    },

    /** Open waves of all colleges that may have to remind by a day. */
    async dueWaves(day: string, limit: number): Promise<DueWave[]> {
      return db('survey_waves as w')
        .join('organisations as o', 'o.id', 'w.organisation_id')
        .where('w.remind_next', '<=', day)
        .orderBy('w.remind_next')
        .orderBy('w.id')
        .limit(limit)
        .select({
          waveId: 'w.id',
          programmeId: 'w.programme_id',
          organisationId: 'w.organisation_id',
          timeZone: 'o.time_zone',
          remindNext: 'w.remind_next',
        });
    },

    /** Takes a wave's reminding of a day; of several processes one is told true. */
    async takeDay(waveId: string, day: string, next: string | null): Promise<boolean> {
      const met = await db('survey_waves')
        .where({ id: waveId, remind_next: day })
        .update({ remind_next: next });
      return met === 1;
    },

    /** Those who have a letter of this wave and day. */
    async remindedOn(waveId: string, day: string): Promise<Set<string>> {
      const rows: { person_id: string }[] = await db('wave_reminders')
        .where({ wave_id: waveId, on_date: day })
        .select('person_id');
      return new Set(rows.map((row) => row.person_id));
    },

    /** Writes letters down to be sent. A second one for a person, wave and day fails as a duplicate. */
    async insert(
      { organisationId, programmeId }: Place,
      of: { waveId: string; day: string; now: number },
      people: readonly Pick<Missing, 'personId' | 'address'>[],
    ): Promise<void> {
      const rows = people.map(({ personId, address }) => ({
        id: newId(),
        organisation_id: organisationId,
        programme_id: programmeId,
        wave_id: of.waveId,
        person_id: personId,
        on_date: of.day,
        state: address === null ? 'no_address' : 'waiting',
        not_before: of.now,
        done_at: address === null ? of.now : null,
        created_at: of.now,
      }));
      for (let from = 0; from < rows.length; from += CHUNK)
        await bulkInsert(db, 'wave_reminders', rows.slice(from, from + CHUNK));
    },

    /** Claims the letter that has waited longest; null: there is none. */
    async claim(token: string, now: number, until: number): Promise<Letter | null> {
      const reminderId = await letterQueue(db, 'wave_reminders').claim(token, now, until);
      if (reminderId === null) return null;
      return db('wave_reminders').where('id', reminderId).first({
        reminderId: 'id',
        organisationId: 'organisation_id',
        programmeId: 'programme_id',
        waveId: 'wave_id',
        personId: 'person_id',
        tries: 'tries',
      });
    },

    async noteLink(reminderId: string, linkId: string): Promise<void> {
      await db('wave_reminders').where('id', reminderId).update({ link_id: linkId });
    },

    async letter(reminderId: string) {
      const row = await db('wave_reminders').where('id', reminderId).first({
        organisationId: 'organisation_id',
        programmeId: 'programme_id',
        waveId: 'wave_id',
        personId: 'person_id',
        tries: 'tries',
        linkId: 'link_id',
      });
      return (row ?? null) as (Omit<Letter, 'reminderId'> & { linkId: string | null }) | null;
    },

    /** Where somebody is written to now; null: nowhere. */
    async addressOf(personId: string): Promise<string | null> {
      const row = await db('people as p')
        .leftJoin('profiles as f', 'f.person_id', 'p.id')
        .where('p.id', personId)
        .first({ email: 'p.email', contactEmail: 'f.contact_email' });
      return row ? addressOf(row.contactEmail, row.email) : null;
    },

    /** Whose letter it is: the college, and the programme as its course is called. */
    async namesOf(
      programmeId: string,
    ): Promise<{ organisationName: string; programmeTitle: string }> {
      return db('programmes as g')
        .join('organisations as o', 'o.id', 'g.organisation_id')
        .where('g.id', programmeId)
        .first({ organisationName: collegeName(db), programmeTitle: 'g.title' });
    },

    /** The letters of the last day on which there were any: how many are in each state. */
    async lastDay(programmeId: string, waveId: string) {
      const last = await db('wave_reminders')
        .where({ programme_id: programmeId, wave_id: waveId })
        .max<{ day: string | null }[]>({ day: 'on_date' });
      const day = last[0]?.day ?? null;
      if (day === null) return null;
      const rows: { state: ReminderState; n: number | string }[] = await db('wave_reminders')
        .where({ programme_id: programmeId, wave_id: waveId, on_date: day })
        .groupBy('state')
        .select({ state: 'state', n: db.raw('count(*)') });
      return { day, counts: rows.map(({ state, n }) => ({ state, n: Number(n) })) };
    },

    /** Of that day's letters, those that reached nobody. */
    async failed(
      programmeId: string,
      waveId: string,
      day: string,
    ): Promise<Map<string, ReminderState>> {
      const rows: { person_id: string; state: ReminderState }[] = await db('wave_reminders')
        .where({ programme_id: programmeId, wave_id: waveId, on_date: day })
        .whereIn('state', ['refused', 'unreachable', 'unclear', 'no_address'])
        .select('person_id', 'state');
      return new Map(rows.map((row) => [row.person_id, row.state]));
    },

    /** Who was reminded of an anonymous wave is forgotten with its end. */
    async forget(waveId: string): Promise<void> {
      await db('wave_reminders').where('wave_id', waveId).delete();
    },
  };
}
