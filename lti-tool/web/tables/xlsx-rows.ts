import {
  cellText,
  type MergedCells,
  TABLE_LIMITS,
  type Table,
  TableProblem,
  type TableRow,
} from './table-problem.js';
import { openXlsx } from './xlsx-archive.js';
import {
  readDateStyles,
  readSharedStrings,
  readWorkbook,
  readXml,
  unescaped,
  type XmlReader,
} from './xml-parts.js';

const DAY_MS = 86_400_000;
/** Day 0 of spreadsheets' dates; those of 1904 begin four years later. */
const DAY_ZERO = Date.UTC(1899, 11, 30) / DAY_MS;
const DAYS_TO_1904 = 1462;
const LAST_DAY = 2_958_465;
const LETTERS = 26;
const LAST_ROW = 1_048_576;

/** 0 of «A1», 26 of «AA7». */
function columnOf(place: string): number {
  let column = 0;
  for (const letter of place) {
    const value = letter.charCodeAt(0) - 64;
    if (value < 1 || value > LETTERS) break;
    column = column * LETTERS + value;
  }
  return column - 1;
}

/** «A5:C7», or «A5» alone. */
function rangeOf(ref: string): MergedCells | null {
  const found = /^([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?$/.exec(ref);
  if (!found) return null;
  const [, from = '', row = '', to = from, last = row] = found;
  const range = {
    row: Number(row),
    lastRow: Math.min(Number(last), LAST_ROW),
    column: columnOf(from),
    lastColumn: Math.min(columnOf(to), TABLE_LIMITS.columns - 1),
  };
  return range.row <= range.lastRow && range.column <= range.lastColumn ? range : null;
}

/** A number that is shown as a date, as `YYYY-MM-DD`; else as it is. */
function dateText(value: string, from1904: boolean): string {
  const day = Math.floor(Number(value)) + (from1904 ? DAYS_TO_1904 : 0);
  if (!Number.isFinite(day) || day < 1 || day > LAST_DAY) return value;
  return new Date((DAY_ZERO + day) * DAY_MS).toISOString().slice(0, 10);
}

/** What cells mean beside themselves. */
interface Meaning {
  strings: readonly string[];
  dateStyles: readonly boolean[];
  from1904: boolean;
}

/** A cell while it is read. */
interface OpenCell {
  place: string;
  column: number;
  type: string;
  style: number;
  value: string;
}

function cellValue(cell: OpenCell, { strings, dateStyles, from1904 }: Meaning): string {
  const { type, value } = cell;
  if (type === 's') return strings[Number(value)] ?? '';
  if (type === 'inlineStr' || type === 'str') return unescaped(value);
  if (type === 'd') return value.slice(0, 10);
  if (type === 'n' && value !== '' && dateStyles[cell.style]) return dateText(value, from1904);
  return value;
}

/** Reads a sheet: rows are put into `rows`, ranges of merged cells into `merged`. */
function sheetReader(meaning: Meaning, rows: TableRow[], merged: MergedCells[]): XmlReader {
  let row: TableRow = { number: 0, cells: [] };
  let cell: OpenCell | null = null;
  let taking = false;
  const openCell = (attributes: Readonly<Record<string, string>>): void => {
    const place = attributes['r'] ?? '';
    const column = place === '' ? row.cells.length : columnOf(place);
    const style = Number(attributes['s'] ?? 0);
    cell = { place, column, type: attributes['t'] ?? 'n', style, value: '' };
  };
  const closeCell = (): void => {
    if (cell === null) return;
    if (cell.column >= 0 && cell.column < TABLE_LIMITS.columns) {
      while (row.cells.length < cell.column) row.cells.push('');
      row.cells[cell.column] = cellText(cellValue(cell, meaning));
    }
    cell = null;
  };
  const formula = (column: number): void => {
    if (column >= 0 && column < TABLE_LIMITS.columns)
      row.formulas = [...(row.formulas ?? []), column];
  };
  const merge = (ref: string): void => {
    const range = rangeOf(ref);
    if (range !== null) merged.push(range);
    if (merged.length > TABLE_LIMITS.merged) throw new TableProblem('import.mergedMany');
  };
  return {
    open(name, attributes) {
      if (name === 'row') {
        const number = Number(attributes['r'] ?? row.number + 1);
        row = {
          number: number > row.number && number <= LAST_ROW ? number : row.number + 1,
          cells: [],
        };
        // The last rows of a sheet may be far below: it is their number that counts as it is named.
        if (rows.length > TABLE_LIMITS.rows) throw tooManyRows();
      }
      if (name === 'c') openCell(attributes);
      if (name === 'f' && cell !== null) formula(cell.column);
      if (name === 'mergeCell') merge(attributes['ref'] ?? '');
      taking = cell !== null && (name === 'v' || name === 't');
    },
    close(name) {
      if (name === 'v' || name === 't') taking = false;
      if (name === 'c') closeCell();
      if (name === 'row' && row.cells.some((text) => text !== '')) rows.push(row);
    },
    text(text) {
      if (taking && cell !== null && cell.value.length < TABLE_LIMITS.cell)
        cell.value += text.slice(0, TABLE_LIMITS.cell);
    },
  };
}

const tooManyRows = () => new TableProblem('import.tooManyRows', { max: 10_000 });

/**
 * A workbook's first sheet, read while it is inflated; empty rows are left out.
 * @throws TableProblem where it cannot be taken
 */
export function xlsxTable(bytes: Buffer): Table {
  const merged: MergedCells[] = [];
  return { rows: xlsxRows(bytes, merged), merged: () => merged };
}

async function* xlsxRows(bytes: Buffer, merged: MergedCells[]): AsyncGenerator<TableRow> {
  const archive = await openXlsx(bytes);
  const { sheetPath, from1904 } = await readWorkbook(
    archive.open('xl/workbook.xml'),
    archive.open('xl/_rels/workbook.xml.rels'),
  );
  const sheet = sheetPath === null ? null : archive.open(sheetPath);
  if (sheet === null) throw new TableProblem('import.notWorkbook');
  const strings = await readSharedStrings(archive.open('xl/sharedStrings.xml'));
  const dateStyles = await readDateStyles(archive.open('xl/styles.xml'));
  const rows: TableRow[] = [];
  let given = 0;
  const reader = sheetReader({ strings, dateStyles, from1904 }, rows, merged);
  for await (const _ of readXml(sheet, reader)) {
    given += rows.length;
    if (given > TABLE_LIMITS.rows) throw tooManyRows();
    yield* rows.splice(0);
  }
}
