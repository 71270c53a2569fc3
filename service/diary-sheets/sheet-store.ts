import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { Authority } from '../authorise.js';
import { bulkInsert } from '../db/bulk.js';

export interface StoredSheet {
  sheetId: string;
  pairId: string;
  code: string;
  rowCount: number;
}

/** A row of a sheet that the log has. */
export interface EnteredRow {
  row: number;
  meetingId: string;
  heldOn: string;
}

const COLUMNS = { sheetId: 'id', pairId: 'pair_id', code: 'code', rowCount: 'row_count' };
/** Sheets in one programme; no college prints more. */
const MOST_CODES = 100_000;

type Place = Pick<Authority, 'organisationId' | 'programmeId'>;

/** The SQL of the sheets of the diary; on a transaction: `diarySheetStore(trx)`. */
export function diarySheetStore(db: Db) {
  return {
    async insert(
      { organisationId, programmeId, personId }: Authority,
      batchId: string,
      sheets: readonly { pairId: string; code: string; rowCount: number }[],
      now: number,
    ): Promise<void> {
      await bulkInsert(
        db,
        'diary_sheets',
        sheets.map(({ pairId, code, rowCount }) => ({
          id: newId(),
          organisation_id: organisationId,
          programme_id: programmeId,
          pair_id: pairId,
          batch_id: batchId,
          code,
          row_count: rowCount,
          made_by: personId,
          created_at: now,
        })),
      );
    },

    async codes(programmeId: string): Promise<Set<string>> {
      const codes: string[] = await db('diary_sheets')
        .where('programme_id', programmeId)
        .limit(MOST_CODES)
        .pluck('code');
      return new Set(codes);
    },

    async batch(programmeId: string, batchId: string): Promise<StoredSheet[]> {
      return db('diary_sheets')
        .where({ programme_id: programmeId, batch_id: batchId })
        .orderBy('id')
        .select(COLUMNS);
    },

    async find(programmeId: string, code: string): Promise<StoredSheet | null> {
      return (
        (await db('diary_sheets').where({ programme_id: programmeId, code }).first(COLUMNS)) ?? null
      );
    },

    /** Rows of which the log has a record that stands; one that was withdrawn can be entered again. */
    async entered(sheetId: string): Promise<EnteredRow[]> {
      return db('diary_sheet_rows as r')
        .join('meetings as m', 'm.id', 'r.meeting_id')
        .where('r.sheet_id', sheetId)
        .whereNull('m.withdrawn_at')
        .orderBy('r.row_no')
        .select({ row: 'r.row_no', meetingId: 'r.meeting_id', heldOn: 'm.held_on' });
    },

    /** Ties rows to the records that were made of them, in place of records that were withdrawn. */
    async enter(
      { organisationId, programmeId }: Place,
      sheetId: string,
      rows: readonly { row: number; meetingId: string }[],
    ): Promise<void> {
      await db('diary_sheet_rows')
        .where('sheet_id', sheetId)
        .whereIn(
          'row_no',
          rows.map((one) => one.row),
        )
        .delete();
      await bulkInsert(
        db,
        'diary_sheet_rows',
        rows.map(({ row, meetingId }) => ({
          id: newId(),
          organisation_id: organisationId,
          programme_id: programmeId,
          sheet_id: sheetId,
          row_no: row,
          meeting_id: meetingId,
        })),
      );
    },

    /** From which row of which sheet a record was typed off; null: from none. */
    async ofMeeting(meetingId: string): Promise<{ code: string; row: number } | null> {
      const found = await db('diary_sheet_rows as r')
        .join('diary_sheets as s', 's.id', 'r.sheet_id')
        .where('r.meeting_id', meetingId)
        .first({ code: 's.code', row: 'r.row_no' });
      return found ?? null;
    },
  };
}
