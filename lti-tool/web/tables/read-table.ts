import { csvRows } from './csv-rows.js';
import { TABLE_LIMITS, type Table, TableProblem } from './table-problem.js';
import { xlsxTable } from './xlsx-rows.js';

export {
  type MergedCells,
  TABLE_LIMITS,
  type Table,
  TableProblem,
  type TableRow,
} from './table-problem.js';

const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
/** Compound File Binary: Excel before 2007, and any workbook under a password. */
const COMPOUND = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

/** Signatures of what people take for a table: PDF, pictures, other archives. */
const OTHERS = ['%PDF', '\x89PNG', '\xff\xd8\xff', 'Rar!', '7z\xbc\xaf', '{\\rtf'];

/**
 * A table that somebody brought, told from its bytes alone, never from its name; its rows come as they are
 * read, so that no more than a piece is in memory beside the file itself.
 * @throws TableProblem with a code of `errors.import.*`
 */
export function readTable(bytes: Buffer): Table {
  if (bytes.length === 0) throw new TableProblem('import.empty');
  if (bytes.length > TABLE_LIMITS.fileBytes) throw new TableProblem('import.tooLarge');
  if (bytes.subarray(0, 4).equals(ZIP)) return xlsxTable(bytes);
  if (bytes.subarray(0, 8).equals(COMPOUND)) {
    throw new TableProblem(bytes.includes(ENCRYPTED) ? 'import.encrypted' : 'import.oldExcel');
  }
  const head = bytes.subarray(0, 8).toString('latin1');
  if (OTHERS.some((one) => head.startsWith(one))) throw new TableProblem('import.notTable');
  return { rows: csvRows(bytes), merged: () => [] };
}
