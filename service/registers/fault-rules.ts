/** Cells that cannot be taken as they are, though their row can be read: formulas, and merged ones. */
import type { Mapping } from '../api/register-imports.js';
import type { RegisterField } from '../api/registers.js';
import type { MergedCells } from './import-store.js';
import type { CellProblem } from './row-rules.js';

export interface CellFault {
  column: number;
  code: 'import.formula' | 'import.merged';
  /** As a spreadsheet names it: «B7», «B7:B9». */
  cells: string;
}

const LETTERS = 26;

/** «A» of 0, «AA» of 26. */
function letters(column: number): string {
  const rest = Math.floor(column / LETTERS);
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + (column % LETTERS));
}

const rangeName = ({ row, lastRow, column, lastColumn }: MergedCells): string =>
  `${letters(column)}${row}:${letters(lastColumn)}${lastRow}`;

/** The faults of columns of one row that hold a formula. */
export const formulaFaults = (number: number, columns: readonly number[]): CellFault[] =>
  columns.map((column) => ({
    column,
    code: 'import.formula',
    cells: `${letters(column)}${number}`,
  }));

/**
 * Finds the merged cells of rows that are asked for in their order; each range is looked at while it lasts.
 * @returns the faults of a row: every column of every range that reaches over it
 */
export function mergedFaults(ranges: readonly MergedCells[]): (number: number) => CellFault[] {
  const waiting = [...ranges].sort((a, b) => a.row - b.row);
  let next = 0;
  let open: MergedCells[] = [];
  return (number) => {
    for (let range = waiting[next]; range && range.row <= number; range = waiting[next]) {
      open.push(range);
      next += 1;
    }
    open = open.filter(({ lastRow }) => lastRow >= number);
    return open.flatMap((range) =>
      Array.from({ length: range.lastColumn - range.column + 1 }, (_, i) => ({
        column: range.column + i,
        code: 'import.merged' as const,
        cells: rangeName(range),
      })),
    );
  };
}

/**
 * The problems of a row with those of cells that cannot be taken, in place of whatever else was found in
 * them: an empty cell of merged ones is no missing name. Columns that nobody asks for may hold anything.
 */
export function withFaults(
  problems: readonly CellProblem[],
  faults: readonly CellFault[],
  { mapping, cells }: { mapping: Mapping; cells: readonly string[] },
): CellProblem[] {
  if (faults.length === 0) return [...problems];
  const byColumn = new Map(faults.map((fault) => [fault.column, fault]));
  const found = (Object.entries(mapping) as [RegisterField, number][]).flatMap(
    ([field, column]): CellProblem[] => {
      const fault = byColumn.get(column);
      if (!fault) return [];
      const value = cells[column] ?? '';
      return [{ field, value, code: fault.code, params: { cells: fault.cells } }];
    },
  );
  const taken = new Set(found.map(({ field }) => field));
  return [...found, ...problems.filter(({ field }) => !taken.has(field))];
}
