import type { FieldProblem } from '../../shared/errors.js';

/**
 * What is wrong with the numbers of rows that were typed off a sheet, each at its row
 * (`rows.2.sheetRow`): none, one that the sheet has not, one that the log has or that stands here twice.
 * @param rows in the order of the table; null: none was given
 * @param rowCount how many the sheet has
 */
export function enteredProblems(
  rows: readonly (number | null)[],
  entered: ReadonlySet<number>,
  rowCount: number,
): FieldProblem[] {
  const seen = new Set<number>();
  return rows.flatMap((row, n) => {
    const at = (code: string) => [{ path: `rows.${n}.sheetRow`, code }];
    if (row === null || row < 1 || row > rowCount) return at('diary.row');
    if (entered.has(row)) return at('diary.rowEntered');
    if (seen.has(row)) return at('diary.rowTwice');
    seen.add(row);
    return [];
  });
}
