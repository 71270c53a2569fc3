/** What the log asks of the sheets of its diary. */
import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { type FieldProblem, invalid } from '../../shared/errors.js';
import type { Authority } from '../authorise.js';
import { readDiarySheet } from './sheet-handlers.js';
import { enteredProblems } from './sheet-rules.js';
import { diarySheetStore } from './sheet-store.js';

/** From which row of which sheet a record was typed off; null: from none. One statement. */
export const sheetOfMeeting = (db: Db, meetingId: string) =>
  diarySheetStore(db).ofMeeting(meetingId);

/**
 * Opens a sheet to have rows typed off it, in the caller's transaction and under the lock of its pair.
 * @throws AppError `invalid` at `sheetCode`: a wrong code, or a sheet of another pair
 */
export async function openSheet(
  trx: Knex.Transaction,
  authority: Authority,
  pairId: string,
  code: string,
) {
  const { sheet } = await readDiarySheet(trx, authority, code);
  if (sheet.pairId !== pairId) throw invalid([{ path: 'sheetCode', code: 'diary.otherPair' }]);
  const store = diarySheetStore(trx);
  const entered = new Set((await store.entered(sheet.sheetId)).map((one) => Number(one.row)));
  return {
    entered,
    problems: (rows: readonly (number | null)[]): FieldProblem[] =>
      enteredProblems(rows, entered, Number(sheet.rowCount)),
    enter: (rows: readonly { row: number; meetingId: string }[]) =>
      store.enter(authority, sheet.sheetId, rows),
  };
}
