import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { PairLetterKind } from '../api/pair-letters.js';
import { bulkInsert } from '../db/bulk.js';
import { collegeName } from '../programmes/index.js';

export interface Letter {
  tries: number;
  createdAt: number;
}

/** What a letter says, read when it is sent: the pair and the address as they are then. */
export interface LetterWords {
  organisationId: string;
  personId: string;
  kind: PairLetterKind;
  side: 'mentor' | 'mentee';
  pairState: string;
  left: boolean;
  startsOn: string;
  endsOn: string;
  orderNumber: string | null;
  orderDate: string | null;
  organisationName: string;
  programmeTitle: string;
  contactEmail: string | null;
  email: string | null;
}

/** The SQL of letters about new pairs; how they are sent: letters/letter-queue.ts. */
export function letterStore(db: Db) {
  return {
    /** Writes letters down to be sent. A second one for a person, pair and change fails as a duplicate. */
    async insert(
      of: { organisationId: string; programmeId: string; now: number },
      letters: readonly {
        pairId: string;
        personId: string;
        kind?: PairLetterKind;
        eventId?: string;
      }[],
    ): Promise<void> {
      await bulkInsert(
        db as Knex,
        'pair_letters',
        letters.map(({ pairId, personId, kind = 'new_pair', eventId = '' }) => ({
          id: newId(),
          organisation_id: of.organisationId,
          programme_id: of.programmeId,
          pair_id: pairId,
          person_id: personId,
          kind,
          event_id: eventId,
          state: 'waiting',
          not_before: of.now,
          created_at: of.now,
        })),
      );
    },

    /** Since when a letter waits, and how often it was tried. */
    async find(letterId: string): Promise<Letter> {
      const row = await db('pair_letters').where('id', letterId).first('tries', 'created_at');
      return { tries: Number(row?.tries ?? 0), createdAt: Number(row?.created_at ?? 0) };
    },

    /** Null: the pair, or their place in it, is not there any more. */
    async words(letterId: string): Promise<LetterWords | null> {
      const row = await db('pair_letters as l')
        .join('pairs as q', 'q.id', 'l.pair_id')
        .join('pair_members as pm', (join) =>
          join.on('pm.pair_id', 'l.pair_id').andOn('pm.person_id', 'l.person_id'),
        )
        .join('people as p', 'p.id', 'l.person_id')
        .join('programmes as g', 'g.id', 'l.programme_id')
        .join('organisations as o', 'o.id', 'l.organisation_id')
        .leftJoin('pair_events as e', 'e.id', 'l.event_id')
        .leftJoin('profiles as f', 'f.person_id', 'l.person_id')
        .where('l.id', letterId)
        .first({
          organisationId: 'l.organisation_id',
          personId: 'l.person_id',
          kind: 'l.kind',
          side: 'pm.side',
          pairState: 'q.state',
          leftOn: 'pm.left_on',
          startsOn: 'q.starts_on',
          endsOn: 'q.ends_on',
          orderNumber: 'q.order_number',
          orderDate: 'q.order_date',
          changedOn: 'e.on_date',
          changeNumber: 'e.order_number',
          changeDate: 'e.order_date',
          organisationName: collegeName(db),
          programmeTitle: 'g.title',
          contactEmail: 'f.contact_email',
          email: 'p.email',
        });
      if (!row) return null;
      const { leftOn, changedOn, changeNumber, changeDate, ...words } = row;
      const left = leftOn !== null;
      if (changedOn === null) return { ...words, left };
      // A change holds from its own day, by its own order.
      const order = { orderNumber: changeNumber, orderDate: changeDate };
      return { ...words, left, startsOn: changedOn, ...order };
    },
  };
}
