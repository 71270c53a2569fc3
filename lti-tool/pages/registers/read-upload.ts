import {
  IMPORT_ROWS,
  isRowOfNumbers,
  type RegisterImport,
  ROWS_AT_ONCE,
  titleRow,
} from '../../../service/api/register-imports.js';
import type { Register } from '../../../service/api/registers.js';
import { invalid } from '../../../shared/errors.js';
import type { PageContext } from '../../web/context.js';
import {
  type MergedCells,
  readTable,
  TableProblem,
  type TableRow,
} from '../../web/tables/read-table.js';

/** The titles stand among the first rows: above them is a heading at most. */
const ROWS_ABOVE = 10;
const LONGEST_TITLE = 500;

/** Looks at the first rows for the titles; what stands above them is left out. */
async function findTitles(
  rows: AsyncGenerator<TableRow>,
  register: Register,
): Promise<{ titles: string[]; first: TableRow[]; above: number }> {
  const head: TableRow[] = [];
  while (head.length < ROWS_ABOVE) {
    const next = await rows.next();
    if (next.done) break;
    head.push(next.value);
  }
  if (head.length === 0) throw new TableProblem('import.empty');
  const at = titleRow(
    register,
    head.map((row) => row.cells),
  );
  const titles = (head[at]?.cells ?? []).map((title) => title.slice(0, LONGEST_TITLE));
  const below = head.slice(at + 1);
  const [numbers] = below;
  const numbered = numbers !== undefined && isRowOfNumbers(numbers.cells);
  return {
    titles,
    first: numbered ? below.slice(1) : below,
    above: (numbered ? numbers : head[at])?.number ?? 0,
  };
}

/** Merged cells among the people; above them a heading may stand over several columns. */
const amongRows = (merged: readonly MergedCells[], above: number): MergedCells[] =>
  merged
    .filter(({ lastRow }) => lastRow > above)
    .map((range) => ({ ...range, row: Math.max(range.row, above + 1) }));

/** Characters of rows sent at a time: rows of very long texts go in smaller parts. */
const MOST_CHARACTERS = 500_000;
const lengthOf = ({ cells }: TableRow): number => cells.reduce((sum, text) => sum + text.length, 0);

/** Sends rows as they are read, some hundred at a time. */
async function sendRows(
  ctx: PageContext,
  importId: string,
  first: readonly TableRow[],
  rows: AsyncGenerator<TableRow>,
): Promise<number> {
  const { programmeId } = ctx;
  let sent = 0;
  let batch: TableRow[] = [];
  let characters = 0;
  const send = async () => {
    if (batch.length === 0) return;
    await ctx.api.addRegisterRows({ programmeId, importId, rows: batch });
    sent += batch.length;
    batch = [];
    characters = 0;
  };
  const add = async (row: TableRow) => {
    if (sent + batch.length >= IMPORT_ROWS) {
      throw new TableProblem('import.tooManyRows', { max: IMPORT_ROWS });
    }
    batch.push(row);
    characters += lengthOf(row);
    if (batch.length === ROWS_AT_ONCE || characters > MOST_CHARACTERS) await send();
  };
  for (const row of first) await add(row);
  for await (const row of rows) await add(row);
  await send();
  return sent;
}

/**
 * Brings a file to the service: its titles, then its rows. Where something is wrong with the file itself,
 * nothing of it stays.
 * @throws `invalid` on `file`
 */
export async function uploadRegister(
  ctx: PageContext,
  register: Register,
  bytes: Buffer,
): Promise<RegisterImport> {
  const { programmeId } = ctx;
  let importId: string | null = null;
  try {
    const table = readTable(bytes);
    const { titles, first, above } = await findTitles(table.rows, register);
    const made = await ctx.api.createRegisterImport({ programmeId, register, titles });
    importId = made.importId;
    const sent = await sendRows(ctx, made.importId, first, table.rows);
    if (sent === 0) throw new TableProblem('import.headerOnly');
    const merged = amongRows(table.merged(), above);
    if (merged.length > 0)
      await ctx.api.noteMergedCells({ programmeId, importId: made.importId, merged });
    return await ctx.api.getRegisterImport({ programmeId, importId: made.importId });
  } catch (error) {
    if (importId !== null) await ctx.api.dropRegisterImport({ programmeId, importId });
    if (!(error instanceof TableProblem)) throw error;
    throw invalid([{ path: 'file', code: error.code, params: { ...error.params } }]);
  }
}
