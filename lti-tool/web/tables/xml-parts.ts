import { SaxesParser } from 'saxes';
import { TABLE_LIMITS, TableProblem, tooMuch } from './table-problem.js';

/** What is done with each piece of a part. */
export interface XmlReader {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Producers write `x:row` as well as `row`. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads a part piece by piece; after each piece of the file the caller is asked to go on, so that what was
 * found can be passed on and other requests are answered. Entities of a document type are not known here.
 */
export async function* readXml(
  bytes: AsyncIterable<Buffer>,
  reader: XmlReader,
): AsyncGenerator<void> {
  const parser = new SaxesParser();
  const decoder = new TextDecoder('utf-8');
  parser.on('opentag', ({ name, attributes }) => reader.open?.(local(name), attributes));
  parser.on('closetag', ({ name }) => reader.close?.(local(name)));
  parser.on('text', (text) => reader.text?.(text));
  parser.on('cdata', (text) => reader.text?.(text));
  parser.on('doctype', () => {
    throw new TableProblem('import.broken');
  });
  parser.on('error', () => {
    throw new TableProblem('import.broken');
  });
  try {
    for await (const chunk of bytes) {
      parser.write(decoder.decode(chunk, { stream: true }));
      yield;
    }
    parser.write(decoder.decode());
    parser.close();
    yield;
  } catch (error) {
    if (error instanceof TableProblem) throw error;
    throw new TableProblem('import.broken');
  }
}

async function readAll(bytes: AsyncIterable<Buffer> | null, reader: XmlReader): Promise<void> {
  if (bytes === null) return;
  for await (const _ of readXml(bytes, reader));
}

/** «_x000D_» is an escaped letter. */
export const unescaped = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );

/** The texts that cells refer to by their number. */
export async function readSharedStrings(bytes: AsyncIterable<Buffer> | null): Promise<string[]> {
  const strings: string[] = [];
  let current = '';
  let taking = false;
  let phonetic = false;
  await readAll(bytes, {
    open(name) {
      if (name === 'si') current = '';
      if (name === 'rPh') phonetic = true;
      taking = name === 't' && !phonetic;
    },
    close(name) {
      if (name === 'rPh') phonetic = false;
      if (name === 't') taking = false;
      if (name !== 'si') return;
      strings.push(unescaped(current));
      if (strings.length > TABLE_LIMITS.sharedStrings) throw tooMuch();
    },
    text(text) {
      if (taking && current.length < TABLE_LIMITS.cell) current += text.slice(0, TABLE_LIMITS.cell);
    },
  });
  return strings;
}

/** Number formats that are dates without being written down (ECMA-376, 18.8.30). */
const DATE_FORMATS: ReadonlySet<number> = new Set([14, 15, 16, 17, 22, 27, 30, 36, 50, 57]);

/** A format that says a day or a month and a year: what stands in quotes or brackets says nothing. */
const isDateFormat = (code: string): boolean =>
  /[dy]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, ''));

/** Which cell styles show a number as a date. */
export async function readDateStyles(bytes: AsyncIterable<Buffer> | null): Promise<boolean[]> {
  const custom = new Set<number>();
  const styles: boolean[] = [];
  let inStyles = false;
  await readAll(bytes, {
    open(name, attributes) {
      if (name === 'numFmt' && isDateFormat(attributes['formatCode'] ?? ''))
        custom.add(Number(attributes['numFmtId']));
      if (name === 'cellXfs') inStyles = true;
      if (name === 'xf' && inStyles) {
        const format = Number(attributes['numFmtId'] ?? 0);
        styles.push(DATE_FORMATS.has(format) || custom.has(format));
      }
    },
    close(name) {
      if (name === 'cellXfs') inStyles = false;
    },
  });
  return styles;
}

/** Where the first sheet that is shown stands, and whether days are counted from 1904. */
export async function readWorkbook(
  workbook: AsyncIterable<Buffer> | null,
  relations: AsyncIterable<Buffer> | null,
): Promise<{ sheetPath: string | null; from1904: boolean }> {
  const sheets: { id: string; hidden: boolean }[] = [];
  const targets = new Map<string, string>();
  let from1904 = false;
  await readAll(workbook, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1] ?? '';
      sheets.push({ id, hidden: (attributes['state'] ?? 'visible') !== 'visible' });
    },
  });
  await readAll(relations, {
    open(name, attributes) {
      if (name === 'Relationship') targets.set(attributes['Id'] ?? '', attributes['Target'] ?? '');
    },
  });
  const first = sheets.find((sheet) => !sheet.hidden) ?? sheets[0];
  const target = first === undefined ? undefined : targets.get(first.id);
  if (target === undefined) return { sheetPath: null, from1904 };
  const path = target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
  return { sheetPath: path, from1904 };
}
