/** A row of a table that somebody brought: its number as a spreadsheet counts, and its cells as texts. */
export interface TableRow {
  number: number;
  cells: string[];
  /** Columns whose cells hold a formula; what they show may be of another day. */
  formulas?: number[];
}

/** Cells that are merged into one: rows as a spreadsheet counts, columns from 0, each with the last one. */
export interface MergedCells {
  row: number;
  lastRow: number;
  column: number;
  lastColumn: number;
}

/** A table as it is read: its rows one by one, and when they have come, which of its cells are merged. */
export interface Table {
  rows: AsyncGenerator<TableRow>;
  merged(): readonly MergedCells[];
}

/** Why a table cannot be read, as a code of the translations (`errors.import.*`). */
export class TableProblem extends Error {
  constructor(
    readonly code: string,
    readonly params: Readonly<Record<string, string | number>> = {},
  ) {
    super(code);
    this.name = 'TableProblem';
  }
}

/** What is taken of a table; more is refused as soon as it is met. */
export const TABLE_LIMITS = {
  /** Of the file, in bytes. */
  fileBytes: 10 * 1024 * 1024,
  /** Of each of its parts when inflated. */
  partBytes: 64 * 1024 * 1024,
  /** With the row of titles and what stands above it. */
  rows: 10_020,
  columns: 60,
  /** Of a cell, in characters; what is longer is cut, and refused where it is written. */
  cell: 4000,
  sharedStrings: 400_000,
  /** Ranges of merged cells: one a row is still a table. */
  merged: 10_020,
} as const;

/** Of a file that is small enough as it lies there, and holds more than a table may. */
export const tooMuch = () => new TableProblem('import.tooMuch', { max: 10_000 });

/** A cell's text as it goes on: bounded, without blanks around it. */
export const cellText = (text: string): string =>
  text
    .slice(0, TABLE_LIMITS.cell)
    .replace(/\u00a0/g, ' ')
    .trim();
