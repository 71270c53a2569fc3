import { expect } from 'chai';
import { separatorOf } from '../../web/tables/csv-rows.js';
import { readTable, TableProblem, type TableRow } from '../../web/tables/read-table.js';
import { workbookFiles } from '../../web/workbook.js';
import { xlsxStream } from '../../web/xlsx.js';
import { zipStream } from '../../web/zip-stream.js';

async function bytesOf(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function rowsOf(bytes: Buffer): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of readTable(bytes).rows) rows.push(row);
  return rows;
}

async function problemOf(bytes: Buffer): Promise<string> {
  try {
    await rowsOf(bytes);
  } catch (error) {
    if (error instanceof TableProblem)
      return `${error.code} ${Object.values(error.params).join(' ')}`.trim();
    throw error;
  }
  return '';
}

/** A workbook with this sheet, and whatever else is wanted in it. */
const workbook = (sheet: string, more: Record<string, string> = {}): Promise<Buffer> => {
  const files = { ...workbookFiles('Лист'), 'xl/worksheets/sheet1.xml': sheet, ...more };
  return bytesOf(
    zipStream(Object.entries(files).map(([name, text]) => ({ name, content: [text] }))),
  );
};
const sheetOf = (rows: string, after = ''): string =>
  `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData>${after}</worksheet>`;
const cellsOf = (rows: TableRow[]) => rows.map((row) => row.cells);

describe('tables that somebody brings', () => {
  it('a workbook as it was written: texts, numbers, dates, gaps', async () => {
    const rows = [
      { name: 'Иванов <script>', year: 2008, day: '2026-09-01' },
      { name: '=1+1', year: null, day: null },
    ];
    const bytes = await bytesOf(
      xlsxStream(
        'Реестр',
        [
          { title: 'ФИО', value: (row) => row.name },
          { title: 'Год', value: (row) => row.year },
          { title: 'Дата', value: (row) => ({ date: row.day }) },
        ],
        (async function* all() {
          yield rows;
        })(),
      ),
    );
    expect(await rowsOf(bytes)).to.deep.equal([
      { number: 1, cells: ['ФИО', 'Год', 'Дата'] },
      { number: 2, cells: ['Иванов <script>', '2008', '2026-09-01'] },
      { number: 3, cells: ["'=1+1", '', ''] },
    ]);
  });

  it('shared strings, rich text, numbers of rows, namespaces, days from 1904', async () => {
    const bytes = await workbook(
      sheetOf(
        '<row r="4"><c r="B4" t="s"><v>0</v></c><c r="C4" s="3"><v>0</v></c></row><row r="9"><c r="A9" t="s"><v>1</v></c></row>',
      )
        .replaceAll('<row', '<x:row')
        .replaceAll('</row', '</x:row')
        .replace('<worksheet ', '<worksheet xmlns:x="x" '),
      {
        'xl/sharedStrings.xml':
          '<sst><si><r><t>Ива</t></r><r><t>нов</t></r><rPh><t>нет</t></rPh></si><si><t>Ан_x0441_а</t></si></sst>',
        'xl/workbook.xml':
          workbookFiles('Л')['xl/workbook.xml']?.replace(
            '<sheets>',
            '<workbookPr date1904="1"/><sheets>',
          ) ?? '',
      },
    );
    expect(await rowsOf(bytes)).to.deep.equal([
      { number: 4, cells: ['', 'Иванов', '1904-01-01'] },
      { number: 9, cells: ['Анса'] },
    ]);
  });

  const CSV =
    'ФИО;Год;Заметка\r\nИванов Иван;2008;"две; части\nи строка"\r\n\r\nПетров Пётр;2009;\r\n';
  const CSV_ROWS = [
    ['ФИО', 'Год', 'Заметка'],
    ['Иванов Иван', '2008', 'две; части\nи строка'],
    ['Петров Пётр', '2009', ''],
  ];
  /** Windows-1251 of Russian letters; others are as in ASCII. */
  const in1251 = (text: string): Buffer =>
    Buffer.from(
      [...text].map((letter) => {
        const code = letter.charCodeAt(0);
        if (letter === 'ё') return 0xb8;
        return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
      }),
    );
  const TEXTS: Record<string, Buffer> = {
    'UTF-8': Buffer.from(CSV),
    'UTF-8 with a mark': Buffer.from(`\ufeff${CSV}`),
    'Windows-1251': in1251(CSV),
    'UTF-16': Buffer.from(`\ufeff${CSV}`, 'utf16le'),
    'with tabs': Buffer.from(CSV.replaceAll(/;(?! )/g, '\t')),
    'with commas': Buffer.from(CSV.replaceAll(/;(?! )/g, ',')),
  };
  for (const [title, bytes] of Object.entries(TEXTS)) {
    it(`a text with separators: ${title}`, async () => {
      expect(cellsOf(await rowsOf(bytes))).to.deep.equal(CSV_ROWS);
    });
  }
  it('a separator within quotes is none', () => {
    expect(separatorOf('"а;б;в;г",д,е')).to.equal(',');
  });

  it('each file that cannot be taken is told why', async () => {
    const row = '<row r="1"><c r="A1" t="inlineStr"><is><t>ФИО</t></is></c></row>';
    const good = await workbook(sheetOf(row));
    const other = await bytesOf(zipStream([{ name: 'photo.txt', content: ['нет'] }]));
    const macros = await workbook(sheetOf(row), { 'xl/vbaProject.bin': 'x' });
    const compound = Buffer.concat([
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      Buffer.alloc(600),
    ]);
    const password = Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')]);
    const entities = await workbook(`<!DOCTYPE a [<!ENTITY b "x">]>${sheetOf(row)}`);
    const files: [Buffer, string][] = [
      [good, ''],
      [Buffer.alloc(0), 'import.empty'],
      [other, 'import.notWorkbook'],
      [macros, 'import.macros'],
      [compound, 'import.oldExcel'],
      [password, 'import.encrypted'],
      [good.subarray(0, 200), 'import.broken'],
      [entities, 'import.broken'],
      [Buffer.from('%PDF-1.7'), 'import.notTable'],
      [Buffer.from([1, 2, 3, 0, 5]), 'import.notTable'],
      [Buffer.alloc(11 * 1024 * 1024, 65), 'import.tooLarge'],
    ];
    for (const [bytes, problem] of files) expect(await problemOf(bytes), problem).to.equal(problem);
  });

  it('formulas come with their rows, merged cells when all rows have come', async () => {
    const rows =
      '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>1+1</f><v>2</v></c><c r="D2"><f/><v>3</v></c></row>' +
      '<row r="3"><c r="A3"><v>4</v></c></row>';
    const refs = ['A1:C1', 'B2', 'AA3:AB5', 'A1:XFD1048576', 'nonsense', 'C3:B2'];
    const after = `<mergeCells>${refs.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;
    const table = readTable(await workbook(sheetOf(rows, after)));
    const read: TableRow[] = [];
    for await (const row of table.rows) read.push(row);
    expect(read).to.deep.equal([
      { number: 2, cells: ['1', '2', '', '3'], formulas: [1, 3] },
      { number: 3, cells: ['4'] },
    ]);
    expect(table.merged()).to.deep.equal([
      { row: 1, lastRow: 1, column: 0, lastColumn: 2 },
      { row: 2, lastRow: 2, column: 1, lastColumn: 1 },
      { row: 3, lastRow: 5, column: 26, lastColumn: 27 },
      { row: 1, lastRow: 1_048_576, column: 0, lastColumn: 59 },
    ]);
    const many = Array.from({ length: 10_021 }, (_, n) => `<mergeCell ref="A${n + 1}:B${n + 1}"/>`);
    const odd = await workbook(sheetOf(rows, `<mergeCells>${many.join('')}</mergeCells>`));
    expect(await problemOf(odd)).to.equal('import.mergedMany');
  });

  it('200,000 rows are refused after the ten thousandth, and what inflates without end too', async () => {
    let made = 0;
    const rows = function* many() {
      yield sheetOf('').split('</sheetData>')[0] as string;
      for (let n = 1; n <= 200_000; n += 1) {
        made = n;
        yield `<row r="${n}"><c r="A${n}"><v>${n}</v></c></row>`;
      }
      yield '</sheetData></worksheet>';
    };
    const parts = { ...workbookFiles('Л') };
    const entries = Object.entries(parts).map(([name, text]) => ({ name, content: [text] }));
    const many = await bytesOf(
      zipStream([...entries, { name: 'xl/worksheets/sheet1.xml', content: rows() }]),
    );
    expect(made).to.equal(200_000);
    const before = process.memoryUsage().heapUsed;
    const began = performance.now();
    expect(await problemOf(many)).to.equal('import.tooManyRows 10000');
    expect(performance.now() - began, 'milliseconds').to.be.lessThan(3000);
    expect(process.memoryUsage().heapUsed - before, 'bytes').to.be.lessThan(80 * 1024 * 1024);
    const bomb = function* endless() {
      yield sheetOf('').split('</sheetData>')[0] as string;
      for (let n = 0; n < 80; n += 1) yield ' '.repeat(1024 * 1024);
      yield '</sheetData></worksheet>';
    };
    const packed = await bytesOf(
      zipStream([...entries, { name: 'xl/worksheets/sheet1.xml', content: bomb() }]),
    );
    expect(packed.length).to.be.lessThan(1024 * 1024);
    expect(await problemOf(packed)).to.equal('import.tooMuch 10000');
  });

  it('of a sheet that is long and wide its rows are told as too many, not its bytes', async () => {
    const text = 'Данные для связи с родителями '.repeat(10);
    const row = (n: number) =>
      `<row r="${n}">${'<c t="inlineStr"><is><t>x</t></is></c>'.replace('x', text).repeat(5)}</row>`;
    const rows = function* wide() {
      yield sheetOf('').split('</sheetData>')[0] as string;
      for (let n = 1; n <= 30_000; n += 1) yield row(n);
      yield '</sheetData></worksheet>';
    };
    // More than a part of a workbook may have, and a file far from the limit of files.
    expect(Buffer.byteLength(row(1)) * 30_000).to.be.greaterThan(64 * 1024 * 1024);
    const entries = Object.entries(workbookFiles('Л')).map(([name, one]) => ({
      name,
      content: [one],
    }));
    const bytes = await bytesOf(
      zipStream([...entries, { name: 'xl/worksheets/sheet1.xml', content: rows() }]),
    );
    expect(bytes.length).to.be.lessThan(10 * 1024 * 1024);
    expect(await problemOf(bytes)).to.equal('import.tooManyRows 10000');
  });
});
