import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { ReflectionWords } from '../api/closing.js';
import type { QuotePermission } from '../api/closing-reference.js';

/** Where somebody writes. */
export interface PersonPlace {
  organisationId: string;
  programmeId: string;
  pairId: string;
  personId: string;
}

export interface StoredReflection {
  reflectionId: string;
  personId: string;
  name: string;
  side: 'mentor' | 'mentee';
  words: ReflectionWords;
  quote: QuotePermission;
  updatedAt: number;
  version: number;
}

/** The SQL of reflections; on a transaction: `reflectionStore(trx)`. */
export function reflectionStore(db: Db) {
  return {
    async ofPair(programmeId: string, pairId: string): Promise<StoredReflection[]> {
      const rows = await db('pair_reflections as r')
        .join('people as p', 'p.id', 'r.person_id')
        .where({ 'r.programme_id': programmeId, 'r.pair_id': pairId })
        .orderBy([{ column: 'r.side', order: 'desc' }, 'p.sort_key', 'p.id'])
        .select({
          reflectionId: 'r.id',
          personId: 'r.person_id',
          name: 'p.name',
          side: 'r.side',
          words: 'r.words',
          quote: 'r.quote',
          updatedAt: 'r.updated_at',
          version: 'r.version',
        });
      return rows.map((row) => ({
        ...row,
        words: fromJson<ReflectionWords>(row.words),
        updatedAt: Number(row.updatedAt),
      }));
    },

    /** Writes over the version that the author saw (0: none yet); false: there is a newer one. */
    async save(
      place: PersonPlace,
      of: {
        side: 'mentor' | 'mentee';
        words: ReflectionWords;
        quote: QuotePermission;
        now: number;
      },
      version: number,
    ): Promise<boolean> {
      const key = { pair_id: place.pairId, person_id: place.personId };
      const said = { words: toJson(of.words), quote: of.quote, updated_at: of.now };
      if (version > 0) {
        const met = await db('pair_reflections')
          .where({ ...key, version })
          .update({ ...said, version: version + 1 });
        return met === 1;
      }
      try {
        await db('pair_reflections').insert({
          id: newId(),
          organisation_id: place.organisationId,
          programme_id: place.programmeId,
          ...key,
          side: of.side,
          ...said,
          created_at: of.now,
        });
        return true;
      } catch (error) {
        // Written meanwhile, in another window.
        if (isDuplicate(error)) return false;
        throw error;
      }
    },

    /** Changes the permission alone; false: there is a newer version, or nothing was written. */
    async allow(place: PersonPlace, quote: QuotePermission, version: number): Promise<boolean> {
      const met = await db('pair_reflections')
        .where({ pair_id: place.pairId, person_id: place.personId, version })
        .update({ quote, version: version + 1 });
      return met === 1;
    },
  };
}
