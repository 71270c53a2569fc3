import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { cellText, TABLE_LIMITS, TableProblem, type TableRow } from './table-problem.js';

const SEPARATORS = [';', '\t', ','] as const;
const PIECE = 64 * 1024;
const LONGEST_RECORD = 256 * 1024;

/** Whether bytes are valid UTF-8; if not, they are taken for Windows-1251. */
function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1251';
  }
}

/** The text in pieces; a mark of the byte order is taken away by the decoder. */
function* decoded(bytes: Buffer, encoding: string): Generator<string> {
  const decoder = new TextDecoder(encoding);
  for (let from = 0; from < bytes.length; from += PIECE) {
    const text = decoder.decode(bytes.subarray(from, from + PIECE), { stream: true });
    if (text !== '') yield text;
  }
}

/** The separator that the first line with any has most of, outside of quotes. */
export function separatorOf(text: string): string {
  for (const line of text.split(/\r?\n/).slice(0, 20)) {
    const bare = line.replace(/"[^"]*"/g, '');
    const counted = SEPARATORS.map((one) => ({ one, n: bare.split(one).length - 1 }));
    const best = counted.reduce((a, b) => (b.n > a.n ? b : a));
    if (best.n > 0) return best.one;
  }
  return ';';
}

/**
 * The rows of a text with separators: UTF-8, UTF-16 or Windows-1251; «;», tab or «,».
 * @throws TableProblem where it is no such text
 */
export async function* csvRows(bytes: Buffer): AsyncGenerator<TableRow> {
  const encoding = encodingOf(bytes);
  const head = new TextDecoder(encoding).decode(bytes.subarray(0, PIECE));
  // Zeros and the like are no text of any encoding.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these tell
  if (/[\u0000-\u0008\u000e-\u001f]/.test(head)) throw new TableProblem('import.notTable');
  const parser = parse({
    delimiter: separatorOf(head),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_RECORD,
  });
  const records = Readable.from(decoded(bytes, encoding)).compose(parser) as AsyncIterable<
    string[]
  >;
  let number = 0;
  let given = 0;
  try {
    for await (const record of records) {
      number += 1;
      const cells = record.slice(0, TABLE_LIMITS.columns).map(cellText);
      if (cells.every((text) => text === '')) continue;
      given += 1;
      if (given > TABLE_LIMITS.rows) throw new TableProblem('import.tooManyRows', { max: 10_000 });
      yield { number, cells };
    }
  } catch (error) {
    if (error instanceof TableProblem) throw error;
    throw new TableProblem('import.csvBroken', { row: number + 1 });
  }
}
