import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PageContext } from './context.js';
import { SHEET_END, SHEET_PATH, STYLE, sheetHead, workbookFiles } from './workbook.js';
import { zipStream } from './zip-stream.js';

/** A cell: text, a number, an ISO date, a local `YYYY-MM-DD hh:mm` (`Formats.local`) or nothing. */
export type Cell = { date: string | null } | { at: string | null } | string | number | null;

export interface Column<Row> {
  title: string;
  /** Width in characters. */
  width?: number;
  value: (row: Row) => Cell;
}

/** The rows of an export as they come from the service, page by page. */
export type Pages<Row> = AsyncIterable<readonly Row[]>;

/** An export has at most so many rows; a college's year of meetings is 15,000. */
const MAX_ROWS = 100_000;
const FETCH_SIZE = 1000;
/** Rows written between two looks at other requests: some ten milliseconds of work. */
const ROWS_AT_ONCE = 100;
const USUAL_WIDTH = 16;
const LONGEST_SHEET_NAME = 31;
/** Spreadsheets hold no more in a cell. */
const LONGEST_TEXT = 32_767;
const DAY_MS = 86_400_000;
/** Day 0 of spreadsheets' dates. */
const DAY_ZERO = Date.UTC(1899, 11, 30) / DAY_MS;
const LETTERS = 26;
const LETTER_A = 65;

/**
 * Text that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP advises:
 * the file itself marks it as text, but a copy saved as CSV would not.
 */
export function neutralise(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/**
 * All pages of a list of the service, fetched as they are wanted.
 * @param size rows asked for at a time: fewer than usual where the list gives no more
 */
export async function* eachPage<Row>(
  fetchPage: (page: number, pageSize: number) => Promise<{ rows: Row[]; total: number }>,
  size: number = FETCH_SIZE,
): AsyncGenerator<Row[]> {
  for (let page = 1, seen = 0; seen < MAX_ROWS; page += 1) {
    const { rows, total } = await fetchPage(page, size);
    seen += rows.length;
    yield rows;
    if (rows.length < size || seen >= total) return;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text of an XML 1.0 document; what such a document cannot hold is left out (halves of characters become �). */
const xmlText = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are not allowed
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replace(/[&<>"]/g, (c: string) => ENTITIES[c] as string);

/** «_x0041_» would be read as an escaped letter. */
const cellText = (text: string): string =>
  xmlText(text.slice(0, LONGEST_TEXT).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_'));

/** «A», «B», …, «AA» of a column's index. */
function columnName(index: number): string {
  const last = String.fromCharCode(LETTER_A + (index % LETTERS));
  return index < LETTERS ? last : `${columnName(Math.floor(index / LETTERS) - 1)}${last}`;
}

const textCell = (place: string, text: string, style: number): string =>
  `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${cellText(text)}</t></is></c>`;

/** A date, or a date and a time of day, as the days since spreadsheets' day 0. */
function spreadsheetDay(local: string): number {
  const time = local.slice(11, 16) || '00:00';
  return Date.parse(`${local.slice(0, 10)}T${time}:00Z`) / DAY_MS - DAY_ZERO;
}

function cellXml(place: string, cell: Cell): string {
  if (typeof cell === 'string' && cell !== '') return textCell(place, neutralise(cell), STYLE.text);
  if (typeof cell === 'number' && Number.isFinite(cell))
    return `<c r="${place}" s="${STYLE.plain}"><v>${cell}</v></c>`;
  if (typeof cell === 'object' && cell !== null) {
    const [local, style] = 'date' in cell ? [cell.date, STYLE.date] : [cell.at, STYLE.moment];
    if (local) return `<c r="${place}" s="${style}"><v>${spreadsheetDay(local)}</v></c>`;
  }
  return `<c r="${place}"/>`;
}

async function* sheetXml<Row>(
  columns: readonly Column<Row>[],
  pages: Pages<Row>,
): AsyncGenerator<string> {
  const names = columns.map((_, index) => columnName(index));
  const titles = columns.map((column, n) => textCell(`${names[n]}1`, column.title, STYLE.header));
  yield `${sheetHead(columns.map((column) => column.width ?? USUAL_WIDTH))}<row r="1">${titles.join('')}</row>`;
  let number = 1;
  for await (const rows of pages) {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      let text = '';
      for (const row of rows.slice(from, from + ROWS_AT_ONCE)) {
        number += 1;
        const cells = columns.map((column, n) =>
          cellXml(`${names[n]}${number}`, column.value(row)),
        );
        text += `<row r="${number}">${cells.join('')}</row>`;
      }
      yield text;
    }
  }
  yield SHEET_END;
}

/**
 * The bytes of a workbook with one sheet: bold header that stays in view, dates as dates. It is made
 * while it is sent: no more than a page of rows is in memory, and other requests are answered between.
 */
export function xlsxStream<Row>(
  sheet: string,
  columns: readonly Column<Row>[],
  pages: Pages<Row>,
): AsyncGenerator<Buffer> {
  const name = sheet
    .replace(/[\\/?*[\]:']/g, ' ')
    .trim()
    .slice(0, LONGEST_SHEET_NAME);
  const files = Object.entries(workbookFiles(xmlText(name)));
  return zipStream([
    ...files.map(([path, text]) => ({ name: path, content: [text] })),
    { name: SHEET_PATH, content: sheetXml(columns, pages) },
  ]);
}

/** The same pages, with the first fetched already: what it fails with can still be a page of its own. */
async function begun<Row>(pages: Pages<Row>): Promise<Pages<Row>> {
  const iterator = pages[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all(): AsyncGenerator<readonly Row[]> {
    if (first.done) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return all();
}

const isClosedByReader = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === 'ERR_STREAM_PREMATURE_CLOSE';

/**
 * Answers with a list as a file; `name` without extension, in any script. When the service fails on
 * the way the connection breaks off, so that half a list is never taken for the whole.
 */
export async function sendXlsx<Row>(
  ctx: PageContext,
  name: string,
  columns: readonly Column<Row>[],
  pages: Pages<Row>,
): Promise<void> {
  const bytes = xlsxStream(name, columns, await begun(pages));
  const file = `${name} ${ctx.fmt.today}.xlsx`;
  ctx.res
    .status(200)
    .setHeader('Content-Type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    .setHeader('Cache-Control', 'no-store')
    .setHeader(
      'Content-Disposition',
      // RFC 6266: the plain name is for who cannot read the other; Cyrillic would be question marks.
      `attachment; filename="nastavnik-${ctx.fmt.today}.xlsx"; filename*=UTF-8''${encodeURIComponent(file)}`,
    );
  try {
    await pipeline(Readable.from(bytes), ctx.res);
  } catch (error) {
    if (!isClosedByReader(error)) throw error;
  }
}
