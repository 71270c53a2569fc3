import type { Knex } from 'knex';
import type { Role } from '../../service/api/index.js';
import { bulkInsert, type Value } from '../../service/db/bulk.js';
import { newId } from '../../shared/ids.js';
import type { SeededPerson, SeedMeeting, SeedPair } from './rows.js';

interface Entry {
  at: number;
  actorId: string | null;
  role: Role;
  action: string;
  entity: 'pair' | 'meeting';
  entityId: string;
  before?: object;
  after: object;
}

const idsOf = (people: readonly SeededPerson[]) => people.map((one) => one.personId);

/** The moments of a meeting: written down, answered (ms). */
export interface MeetingMoments {
  loggedAt: number;
  answeredAt: number;
}

/** The journal that the year of a seeded college would have left, by the words of the service. */
export class CollegeJournal {
  readonly #entries: Entry[] = [];

  /** @param at the moment of writing, ms */
  pairMade(pairId: string, pair: SeedPair, at: number, coordinatorId: string | null): void {
    const { mentors, mentees, state: _state, stateReason: _reason, ...fields } = pair;
    this.#entries.push({
      at,
      actorId: coordinatorId,
      role: 'coordinator',
      action: 'created',
      entity: 'pair',
      entityId: pairId,
      after: { ...fields, mentorIds: idsOf(mentors), menteeIds: idsOf(mentees) },
    });
  }

  meetingLogged(
    place: { meetingId: string; pairId: string },
    pair: SeedPair,
    meeting: SeedMeeting,
    { loggedAt, answeredAt }: MeetingMoments,
  ): void {
    const { attendance, ...fields } = meeting;
    const { meetingId: entityId, pairId } = place;
    const who = attendance.map((one, i) => ({ ...one, personId: pair.mentees[i]?.personId ?? '' }));
    const attendeeIds = who.filter((one) => one.came).map((one) => one.personId);
    this.#entries.push({
      at: loggedAt,
      actorId: pair.mentors[0]?.personId ?? null,
      role: 'mentor',
      action: 'meeting.log',
      entity: 'meeting',
      entityId,
      after: { pairId, ...fields, links: [], attendeeIds },
    });
    for (const { personId, confirmation, rating } of who) {
      if (confirmation === 'waiting') continue;
      this.#entries.push({
        at: answeredAt,
        actorId: personId,
        role: 'mentee',
        action: 'meeting.respond',
        entity: 'meeting',
        entityId,
        before: { personId, confirmation: 'waiting', rating: null, objection: '' },
        after: { personId, confirmation, rating, objection: '' },
      });
    }
  }

  /** The rows in the order of time, which is that of their ids too. */
  rows(base: Record<string, Value>): Record<string, Value>[] {
    const inOrder = [...this.#entries].sort((a, b) => a.at - b.at);
    return inOrder.map(({ at, actorId, role, action, entity, entityId, before, after }) => ({
      id: newId(),
      ...base,
      at,
      actor_id: actorId,
      actor_role: role,
      action,
      entity,
      entity_id: entityId,
      before: before ? JSON.stringify(before) : null,
      after: JSON.stringify(after),
    }));
  }
}

/**
 * Gives the rows of a programme's journal ids in the order of their moments, as they have where time goes
 * on by itself: what the services wrote of the past stands among what was written before.
 */
export async function putJournalInOrder(trx: Knex.Transaction, programmeId: string): Promise<void> {
  const rows: Record<string, Value>[] = await trx('journal')
    .where('programme_id', programmeId)
    .orderBy(['at', 'id']);
  await trx('journal').where('programme_id', programmeId).delete();
  const json = (value: Value): Value =>
    value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
  await bulkInsert(
    trx,
    'journal',
    rows.map(({ before, after, ...row }) => ({
      ...row,
      id: newId(),
      before: json(before ?? null),
      after: json(after ?? null),
    })),
  );
}
