import { workbookFiles } from '../../lti-tool/web/workbook.js';
import { xlsxStream } from '../../lti-tool/web/xlsx.js';
import { zipStream } from '../../lti-tool/web/zip-stream.js';
import { REGISTER_COLUMNS, type Register } from '../../service/api/registers.js';

async function bytesOf(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

export const officialTitles = (register: Register): string[] =>
  REGISTER_COLUMNS[register].map(({ title }) => title);

/** A workbook of these titles and rows of texts. */
export function workbookOf(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<Buffer> {
  const columns = titles.map((title, index) => ({
    title,
    value: (row: readonly string[]) => row[index] ?? '',
  }));
  const pages = (async function* one() {
    yield rows;
  })();
  return bytesOf(xlsxStream('Реестр', columns, pages));
}

/** An archive with one file of this name, which is no workbook. */
export const archiveOf = (name: string): Promise<Buffer> =>
  bytesOf(zipStream([{ name, content: ['нет'] }]));

/** A workbook that holds something more: macros, formulas, merged cells. */
export function oddWorkbook(
  sheet: string,
  more: Record<string, string> = {},
  merged: readonly string[] = [],
): Promise<Buffer> {
  const ranges = merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
  const data = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${sheet}</sheetData>${ranges && `<mergeCells>${ranges}</mergeCells>`}</worksheet>`;
  const files = { ...workbookFiles('Лист'), 'xl/worksheets/sheet1.xml': data, ...more };
  return bytesOf(
    zipStream(Object.entries(files).map(([name, text]) => ({ name, content: [text] }))),
  );
}
