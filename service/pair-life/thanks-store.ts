import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { newId } from '../../shared/ids.js';
import type { Place } from './life-store.js';

export interface StoredThanks {
  thanksId: string;
  pairId: string;
  personId: string;
  name: string;
  side: 'mentor' | 'mentee';
  text: string;
  hiddenAt: number | null;
  hiddenReason: string | null;
  createdAt: number;
  version: number;
}

/** The SQL of thanks; on a transaction: `thanksStore(trx)`. */
export function thanksStore(db: Db) {
  async function read(where: Record<string, string>): Promise<StoredThanks[]> {
    const rows: StoredThanks[] = await db('pair_thanks as t')
      .join('people as p', 'p.id', 't.person_id')
      .where(where)
      .orderBy([{ column: 't.side', order: 'desc' }, 't.created_at', 't.id'])
      .select({
        thanksId: 't.id',
        pairId: 't.pair_id',
        personId: 't.person_id',
        name: 'p.name',
        side: 't.side',
        text: 't.text',
        hiddenAt: 't.hidden_at',
        hiddenReason: 't.hidden_reason',
        createdAt: 't.created_at',
        version: 't.version',
      });
    return rows.map((row) => ({
      ...row,
      hiddenAt: row.hiddenAt === null ? null : Number(row.hiddenAt),
      createdAt: Number(row.createdAt),
    }));
  }

  return {
    ofPair: (programmeId: string, pairId: string): Promise<StoredThanks[]> =>
      read({ 't.programme_id': programmeId, 't.pair_id': pairId }),

    async find(programmeId: string, thanksId: string): Promise<StoredThanks | null> {
      const [row] = await read({ 't.programme_id': programmeId, 't.id': thanksId });
      return row ?? null;
    },

    /** Ids of the pairs in which somebody has thanked the other side: one statement. */
    thankedIn: (programmeId: string, personId: string): Promise<string[]> =>
      db('pair_thanks').where({ programme_id: programmeId, person_id: personId }).pluck('pair_id'),

    /** Writes over the version that the author saw (0: none yet). @returns the id; null: there is a newer one */
    async save(
      place: Place,
      of: { personId: string; side: 'mentor' | 'mentee'; text: string; now: number },
      version: number,
    ): Promise<string | null> {
      const key = { pair_id: place.pairId, person_id: of.personId };
      if (version > 0) {
        const met = await db('pair_thanks')
          .where({ ...key, version })
          .update({ text: of.text, version: version + 1 });
        if (met !== 1) return null;
        const row = await db('pair_thanks').where(key).first('id');
        return row?.id ?? null;
      }
      const id = newId();
      try {
        await db('pair_thanks').insert({
          id,
          organisation_id: place.organisationId,
          programme_id: place.programmeId,
          ...key,
          side: of.side,
          text: of.text,
          created_at: of.now,
        });
        return id;
      } catch (error) {
        // Written meanwhile, in another window.
        if (isDuplicate(error)) return null;
        throw error;
      }
    },

    /** Hides thanks, or shows them again; false: they are newer than the caller saw. */
    async hide(
      thanksId: string,
      version: number,
      hidden: { at: number; by: string | null; reason: string } | null,
    ): Promise<boolean> {
      const met = await db('pair_thanks')
        .where({ id: thanksId, version })
        .update({
          hidden_at: hidden?.at ?? null,
          hidden_by: hidden?.by ?? null,
          hidden_reason: hidden?.reason ?? null,
          version: version + 1,
        });
      return met === 1;
    },
  };
}
