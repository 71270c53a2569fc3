import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { CaseNaming, CaseText, Quotable } from '../api/closing-reference.js';
import type { ReportPlace } from './report-store.js';

export interface ChosenQuote {
  reflectionId: string;
  question: Quotable;
}

export interface StoredCase {
  texts: Record<CaseText, string>;
  naming: CaseNaming;
  quotes: ChosenQuote[];
  version: number;
}

/** The SQL of the drafts of cases; on a transaction: `caseStore(trx)`. */
export function caseStore(db: Db) {
  return {
    async find(programmeId: string, pairId: string): Promise<StoredCase | null> {
      const row = await db('pair_cases')
        .where({ programme_id: programmeId, pair_id: pairId })
        .first('words', 'naming', 'quotes', 'version');
      if (!row) return null;
      return {
        texts: fromJson<StoredCase['texts']>(row.words),
        naming: row.naming,
        quotes: fromJson<ChosenQuote[]>(row.quotes),
        version: row.version,
      };
    },

    /** Writes over the version that was seen (0: none yet); false: there is a newer one. */
    async save(
      place: ReportPlace,
      { texts, naming, quotes, version }: StoredCase,
      by: { personId: string | null; now: number },
    ): Promise<boolean> {
      const columns = {
        words: toJson(texts),
        naming,
        quotes: toJson(quotes),
        updated_by: by.personId,
        updated_at: by.now,
      };
      if (version > 0) {
        const met = await db('pair_cases')
          .where({ pair_id: place.pairId, version })
          .update({ ...columns, version: version + 1 });
        return met === 1;
      }
      try {
        await db('pair_cases').insert({
          id: newId(),
          organisation_id: place.organisationId,
          programme_id: place.programmeId,
          pair_id: place.pairId,
          ...columns,
          created_at: by.now,
        });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
  };
}
