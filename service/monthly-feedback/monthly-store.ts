import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { newId } from '../../shared/ids.js';
import type { Form, PairState } from '../api/index.js';
import { CLOSED_PAIR_STATES } from '../api/reference.js';
import type { Place } from './monthly-rules.js';

export type Side = 'mentor' | 'mentee';

/** Somebody’s place in a pair, with whose and which it is. */
export interface StoredPlace extends Place {
  pairId: string;
  pairTitle: string;
  form: Form;
  personId: string;
  name: string;
  /** What orders names. */
  sortKey: string;
  side: Side;
}

export interface StoredMonth {
  pairId: string;
  personId: string;
  side: Side;
  month: string;
  relation: number;
  useful: number;
  wish: string | null;
  needsHelp: boolean;
  helpRequestId: string | null;
  version: number;
}

type PlaceRow = Omit<StoredPlace, 'pauses' | 'closedOn'> & {
  closedOn: string | null;
  endsOn: string;
};
interface PauseRow {
  pairId: string;
  personId: string | null;
  fromOn: string;
  endedOn: string | null;
}

const COLUMNS = {
  pairId: 'f.pair_id',
  personId: 'f.person_id',
  side: 'f.side',
  month: 'f.month',
  relation: 'f.relation',
  useful: 'f.useful',
  wish: 'f.wish',
  needsHelp: 'f.needs_help',
  helpRequestId: 'f.help_request_id',
  version: 'f.version',
};

const isOver = (state: PairState): boolean =>
  (CLOSED_PAIR_STATES as readonly string[]).includes(state);

/** The SQL of monthly feedback; on a transaction: `monthlyStore(trx)`. */
export function monthlyStore(db: Db) {
  async function read(
    programmeId: string,
    which: (query: Knex.QueryBuilder) => void,
  ): Promise<StoredMonth[]> {
    const query = db('monthly_feedback as f').where('f.programme_id', programmeId).select(COLUMNS);
    which(query);
    const rows: StoredMonth[] = await query;
    return rows.map((row) => ({ ...row, needsHelp: Boolean(row.needsHelp) }));
  }

  return {
    /** Places in pairs that are no drafts, with their pauses: two statements, whatever the number. */
    async places(
      programmeId: string,
      only: { personId?: string; pairId?: string; pairIds?: readonly string[] } = {},
    ): Promise<StoredPlace[]> {
      const query = db('pair_members as m')
        .join('pairs as q', 'q.id', 'm.pair_id')
        .join('people as p', 'p.id', 'm.person_id')
        .where('m.programme_id', programmeId)
        .whereNot('q.state', 'draft')
        .select({
          pairId: 'm.pair_id',
          pairTitle: 'q.title',
          form: 'q.form',
          state: 'q.state',
          startsOn: 'q.starts_on',
          endsOn: 'q.ends_on',
          closedOn: 'q.closed_on',
          personId: 'm.person_id',
          name: 'p.name',
          sortKey: 'p.sort_key',
          side: 'm.side',
          joinedOn: 'm.joined_on',
          leftOn: 'm.left_on',
        });
      if (only.personId !== undefined) query.where('m.person_id', only.personId);
      if (only.pairId !== undefined) query.where('m.pair_id', only.pairId);
      if (only.pairIds !== undefined) query.whereIn('m.pair_id', [...only.pairIds]);
      const rows: PlaceRow[] = await query;
      const resting = db('pair_pauses').where('programme_id', programmeId).select({
        pairId: 'pair_id',
        personId: 'person_id',
        fromOn: 'from_on',
        endedOn: 'ended_on',
      });
      // Of one person or pair a handful; a whole programme's are not named one by one.
      const narrow = Object.keys(only).length > 0;
      if (narrow) resting.whereIn('pair_id', [...new Set(rows.map(({ pairId }) => pairId))]);
      const pauses: PauseRow[] = narrow && rows.length === 0 ? [] : await resting;
      const byPair = new Map<string, PauseRow[]>();
      for (const pause of pauses)
        byPair.set(pause.pairId, [...(byPair.get(pause.pairId) ?? []), pause]);
      return rows.map(({ endsOn, closedOn, ...row }) => ({
        ...row,
        // Pairs that were closed before their day was kept are told by their planned end.
        closedOn: isOver(row.state) ? (closedOn ?? endsOn) : null,
        pauses: (byPair.get(row.pairId) ?? []).filter(
          ({ personId }) => personId === null || personId === row.personId,
        ),
      }));
    },

    /** What was said from a month on, without an order: one statement. */
    since: (programmeId: string, month: string): Promise<StoredMonth[]> =>
      read(programmeId, (query) => query.where('f.month', '>=', month)),

    ofMonth: (programmeId: string, month: string): Promise<StoredMonth[]> =>
      read(programmeId, (query) => query.where('f.month', month)),

    ofPairs: (
      programmeId: string,
      month: string,
      pairIds: readonly string[],
    ): Promise<StoredMonth[]> =>
      read(programmeId, (query) =>
        query.where('f.month', month).whereIn('f.pair_id', [...pairIds]),
      ),

    ofPair: (programmeId: string, pairId: string): Promise<StoredMonth[]> =>
      read(programmeId, (query) => query.where('f.pair_id', pairId)),

    ofPerson: (programmeId: string, personId: string, month: string): Promise<StoredMonth[]> =>
      read(programmeId, (query) => query.where({ 'f.person_id': personId, 'f.month': month })),

    /** Writes over the version that the author saw (0: none yet); false: there is a newer one. */
    async save(
      place: { organisationId: string; programmeId: string; pairId: string },
      of: Omit<StoredMonth, 'pairId' | 'version'>,
      { version, now }: { version: number; now: number },
    ): Promise<boolean> {
      const key = { pair_id: place.pairId, person_id: of.personId, month: of.month };
      const words = {
        relation: of.relation,
        useful: of.useful,
        wish: of.wish,
        needs_help: of.needsHelp,
        help_request_id: of.helpRequestId,
        updated_at: now,
      };
      if (version > 0) {
        const met = await db('monthly_feedback')
          .where({ ...key, version })
          .update({ ...words, version: version + 1 });
        return met === 1;
      }
      try {
        await db('monthly_feedback').insert({
          id: newId(),
          organisation_id: place.organisationId,
          programme_id: place.programmeId,
          ...key,
          side: of.side,
          ...words,
          created_at: now,
        });
        return true;
      } catch (error) {
        // Answered meanwhile, in another window.
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
  };
}
