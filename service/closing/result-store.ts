import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { ReportPlace } from './report-store.js';

/** A write into the results of the registers. */
export interface ResultWrite {
  writeId: string;
  personId: string;
  before: string | null;
  after: string;
  undoneAt: number | null;
}

/** The SQL of results that were written at the end of pairs; on a transaction: `resultStore(trx)`. */
export function resultStore(db: Db) {
  return {
    /** The writes of a pair, the latest first. */
    writes: (programmeId: string, pairId: string): Promise<ResultWrite[]> =>
      db('closing_result_writes')
        .where({ programme_id: programmeId, pair_id: pairId })
        .orderBy([
          { column: 'written_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .select({
          writeId: 'id',
          personId: 'person_id',
          before: 'before',
          after: 'after',
          undoneAt: 'undone_at',
        }),

    async note(
      place: ReportPlace,
      write: { personId: string; before: string | null; after: string },
      by: { personId: string | null; now: number },
    ): Promise<void> {
      await db('closing_result_writes').insert({
        id: newId(),
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        pair_id: place.pairId,
        person_id: write.personId,
        before: write.before,
        after: write.after,
        written_by: by.personId,
        written_at: by.now,
      });
    },

    /** True for the one who takes it back first. */
    async undone(writeId: string, by: { personId: string | null; now: number }): Promise<boolean> {
      const met = await db('closing_result_writes')
        .where('id', writeId)
        .whereNull('undone_at')
        .update({ undone_at: by.now, undone_by: by.personId });
      return met === 1;
    },
  };
}
