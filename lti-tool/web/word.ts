import type { FileChild, IParagraphOptions, Paragraph, Table } from 'docx';

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Half points: 12 pt, as in the college's papers. */
export const TEXT_SIZE = 24;
export const SMALL_SIZE = 18;
/** Of tables with many columns. */
const CELL_SIZE = 15;
/** Twentieths of a point. */
const AFTER = 120;
/** GOST R 7.0.97: 30 mm left, 10 mm right, 20 mm top and bottom. */
const MARGINS = { left: '30mm', right: '10mm', top: '20mm', bottom: '20mm' } as const;
export const FONT = 'Times New Roman';
const HUNDRED = 100;

/** What an XML document cannot hold is left out; the library escapes the rest. */
export const plain = (text: string): string =>
  text
    .replace(/\p{Cs}/gu, '\ufffd')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are not allowed
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '');

type Docx = typeof import('docx');

/** What the makers of a document build it from. */
export interface WordKit {
  docx: Docx;
  /** A paragraph of plain words; with `heading` in bold. */
  line(words: string, options?: IParagraphOptions, size?: number): Paragraph;
  /** A table over the whole width, its first row repeated on each page. */
  table(head: readonly string[], rows: readonly (readonly string[])[]): Table;
}

function kitOf(docx: Docx): WordKit {
  const run = (words: string, size: number, bold: boolean) =>
    // Lines of a text stay lines.
    plain(words)
      .split('\n')
      .map((text, index) => new docx.TextRun({ text, size, bold, ...(index > 0 && { break: 1 }) }));
  const cell = (words: string, bold: boolean) =>
    new docx.TableCell({
      children: [new docx.Paragraph({ children: run(words, CELL_SIZE, bold) })],
      margins: { left: 50, right: 50 },
    });
  const row = (cells: readonly string[], isHead: boolean) =>
    new docx.TableRow({
      tableHeader: isHead,
      cantSplit: true,
      children: cells.map((words) => cell(words, isHead)),
    });
  return {
    docx,
    line: (words, options = {}, size = TEXT_SIZE) =>
      new docx.Paragraph({
        spacing: { after: AFTER },
        ...options,
        children: run(words, size, options.heading !== undefined),
      }),
    table: (head, rows) =>
      new docx.Table({
        width: { size: HUNDRED, type: docx.WidthType.PERCENTAGE },
        rows: [row(head, true), ...rows.map((cells) => row(cells, false))],
      }),
  };
}

/**
 * A Word document of plain words in the form of the college's papers.
 * @param options.landscape for tables with many columns
 */
export async function wordDocument(
  title: string,
  children: (kit: WordKit) => FileChild[],
  options: { landscape?: boolean } = {},
): Promise<Buffer> {
  // A library of some size that few requests need.
  const docx = await import('docx');
  const orientation = options.landscape
    ? docx.PageOrientation.LANDSCAPE
    : docx.PageOrientation.PORTRAIT;
  const document = new docx.Document({
    creator: 'Наставник',
    title: plain(title),
    styles: { default: { document: { run: { font: FONT, size: TEXT_SIZE, color: '000000' } } } },
    sections: [
      {
        properties: { page: { margin: MARGINS, size: { orientation } } },
        children: children(kitOf(docx)),
      },
    ],
  });
  return docx.Packer.toBuffer(document);
}
