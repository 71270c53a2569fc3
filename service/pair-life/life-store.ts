import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { EndDecision, Initiative, PairEventKind, PauseReason, Role } from '../api/index.js';
import { UNFINISHED_PAIR_STATES } from '../api/reference.js';

/** Whose rows are written. */
export interface Place {
  organisationId: string;
  programmeId: string;
  pairId: string;
}

/** What an ending says beside its columns; no people. */
export interface EndDetails {
  initiative?: Initiative;
  decision?: EndDecision;
  talkHeld?: boolean;
  talkOn?: string | null;
  noClosing?: string | null;
}

/** Something that happened to a pair, to be written down. */
export interface NewEvent {
  kind: PairEventKind;
  onDate: string;
  personId?: string;
  otherId?: string;
  reason?: string | null;
  note?: string | null;
  fromDate?: string | null;
  toDate?: string | null;
  orderNumber?: string | null;
  orderDate?: string | null;
  details?: EndDetails;
}

/** The same as it is stored, with the names. */
export interface StoredEvent extends Required<Omit<NewEvent, 'details' | 'personId' | 'otherId'>> {
  eventId: string;
  personId: string | null;
  personName: string | null;
  otherId: string | null;
  otherName: string | null;
  actorName: string | null;
  details: EndDetails;
  at: number;
}

/** Somebody who is or was in a pair. */
export interface StoredPlace {
  personId: string;
  name: string;
  side: 'mentor' | 'mentee';
  joinedOn: string;
  leftOn: string | null;
}

/** More happens to no pair. */
const MOST_EVENTS = 500;

const baseOf = (place: Place) => ({
  organisation_id: place.organisationId,
  programme_id: place.programmeId,
  pair_id: place.pairId,
});

/** The SQL of what happens to pairs; on a transaction: `lifeStore(trx)`. */
export function lifeStore(db: Db) {
  return {
    /** @returns the event's id */
    async addEvent(
      place: Place,
      event: NewEvent,
      by: { actorId: string | null; now: number },
    ): Promise<string> {
      const id = newId();
      await db('pair_events').insert({
        id,
        ...baseOf(place),
        kind: event.kind,
        on_date: event.onDate,
        person_id: event.personId ?? null,
        other_id: event.otherId ?? null,
        reason: event.reason ?? null,
        note: event.note || null,
        from_date: event.fromDate ?? null,
        to_date: event.toDate ?? null,
        order_number: event.orderNumber || null,
        order_date: event.orderDate ?? null,
        details: event.details ? toJson(event.details) : null,
        actor_id: by.actorId,
        at: by.now,
      });
      return id;
    },

    /** What happened to a pair, the latest first. */
    async events(programmeId: string, pairId: string): Promise<StoredEvent[]> {
      const rows = await db('pair_events as e')
        .leftJoin('people as p', 'p.id', 'e.person_id')
        .leftJoin('people as o', 'o.id', 'e.other_id')
        .leftJoin('people as a', 'a.id', 'e.actor_id')
        .where({ 'e.programme_id': programmeId, 'e.pair_id': pairId })
        .orderBy([
          { column: 'e.at', order: 'desc' },
          { column: 'e.id', order: 'desc' },
        ])
        .limit(MOST_EVENTS)
        .select({
          eventId: 'e.id',
          kind: 'e.kind',
          onDate: 'e.on_date',
          personId: 'e.person_id',
          personName: 'p.name',
          otherId: 'e.other_id',
          otherName: 'o.name',
          actorName: 'a.name',
          reason: 'e.reason',
          note: 'e.note',
          fromDate: 'e.from_date',
          toDate: 'e.to_date',
          orderNumber: 'e.order_number',
          orderDate: 'e.order_date',
          details: 'e.details',
          at: 'e.at',
        });
      return rows.map(({ details, at, ...row }) => ({
        ...row,
        details: details === null ? {} : fromJson<EndDetails>(details),
        at: Number(at),
      }));
    },

    /** Everybody who is or was in a pair, mentors first, in the order of joining. */
    places(programmeId: string, pairId: string): Promise<StoredPlace[]> {
      return db('pair_members as pm')
        .join('people as p', 'p.id', 'pm.person_id')
        .where({ 'pm.programme_id': programmeId, 'pm.pair_id': pairId })
        .orderBy([{ column: 'pm.side', order: 'desc' }, 'pm.joined_on', 'p.sort_key', 'p.id'])
        .select({
          personId: 'p.id',
          name: 'p.name',
          side: 'pm.side',
          joinedOn: 'pm.joined_on',
          leftOn: 'pm.left_on',
        });
    },

    async addPause(
      place: Place,
      pause: {
        personId?: string;
        reason?: PauseReason;
        note?: string | null;
        fromOn: string;
        untilOn?: string | null;
        endedOn?: string;
      },
      now: number,
    ): Promise<void> {
      await db('pair_pauses').insert({
        id: newId(),
        ...baseOf(place),
        person_id: pause.personId ?? null,
        reason: pause.reason ?? null,
        note: pause.note || null,
        from_on: pause.fromOn,
        until_on: pause.untilOn ?? null,
        ended_on: pause.endedOn ?? null,
        created_at: now,
      });
    },

    /** Ends the pause that lasts, if there is one. */
    async endPause({ programmeId, pairId }: Place, endedOn: string): Promise<void> {
      await db('pair_pauses')
        .where({ programme_id: programmeId, pair_id: pairId })
        .whereNull('person_id')
        .whereNull('ended_on')
        .update({ ended_on: endedOn });
    },

    /** The day on which a pair ended; null: it goes on, or ended before these days were kept. */
    async closedOn(pairId: string): Promise<string | null> {
      const row = await db('pairs').where('id', pairId).first('closed_on');
      return row?.closed_on ?? null;
    },

    /** Somebody comes into a pair, or comes back into it. */
    async join(
      place: Place,
      { personId, side }: Pick<StoredPlace, 'personId' | 'side'>,
      onDate: string,
    ): Promise<void> {
      const back = await db('pair_members')
        .where({ pair_id: place.pairId, person_id: personId })
        .update({ left_on: null, side });
      if (back > 0) return;
      await db('pair_members').insert({
        id: newId(),
        ...baseOf(place),
        person_id: personId,
        side,
        joined_on: onDate,
      });
    },

    async leave({ pairId }: Place, personId: string, onDate: string): Promise<void> {
      await db('pair_members')
        .where({ pair_id: pairId, person_id: personId })
        .update({ left_on: onDate });
    },

    /** The day of the latest closing meeting of a pair in the log; null: there is none. */
    async closingMeetingOn(pairId: string): Promise<string | null> {
      const row = await db('meetings')
        .where({ pair_id: pairId, kind: 'closing' })
        .whereNull('withdrawn_at')
        .orderBy('held_on', 'desc')
        .first('held_on');
      return row?.held_on ?? null;
    },

    /** Puts mentees who are in no other pair that goes on onto the waiting list. */
    async await(
      { programmeId, pairId }: Place,
      personIds: readonly string[],
      said: { reason: string; supported: boolean; by: string | null; now: number },
    ): Promise<void> {
      if (personIds.length === 0) return;
      await (db as Knex)('participations')
        .where({ programme_id: programmeId, role: 'mentee' satisfies Role })
        .whereNot('state', 'withdrawn')
        .whereIn('person_id', [...personIds])
        .whereNotIn('person_id', (others: Knex.QueryBuilder) =>
          others
            .from('pair_members as pm')
            .join('pairs as q', 'q.id', 'pm.pair_id')
            .where({ 'pm.programme_id': programmeId, 'pm.side': 'mentee' })
            .whereIn('pm.person_id', [...personIds])
            .whereNull('pm.left_on')
            .whereNot('pm.pair_id', pairId)
            .whereIn('q.state', [...UNFINISHED_PAIR_STATES])
            .select('pm.person_id'),
        )
        .update({
          decision: 'waiting',
          decision_reason: said.reason,
          supported: said.supported,
          decided_by: said.by,
          decided_at: said.now,
        });
    },
  };
}
