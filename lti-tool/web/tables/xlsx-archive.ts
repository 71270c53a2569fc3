import yauzl from 'yauzl';
import { TABLE_LIMITS, TableProblem, tooMuch } from './table-problem.js';

/** The parts of a workbook, opened one by one; nothing of them is in memory before. */
export interface XlsxArchive {
  names: readonly string[];
  /** The bytes of a part as they are inflated, bounded; null: there is no such part. */
  open(name: string): AsyncIterable<Buffer> | null;
}

const opened = (bytes: Buffer): Promise<yauzl.ZipFile> =>
  new Promise((resolve, reject) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });

const MOST_PARTS = 2000;

function entriesOf(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, yauzl.Entry>();
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.set(entry.fileName.replace(/^\/+/, ''), entry);
      if (entries.size > MOST_PARTS) reject(new TableProblem('import.notWorkbook'));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

/**
 * The bytes of an entry; breaks off where it holds more than a table may. What its header says of its size
 * is not asked: of a long sheet the first row too many comes before the limit, and says more.
 */
async function* inflated(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncGenerator<Buffer> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, readable) => (error ? reject(error) : resolve(readable)));
  });
  let size = 0;
  for await (const chunk of stream) {
    size += (chunk as Buffer).length;
    if (size > TABLE_LIMITS.partBytes) throw tooMuch();
    yield chunk as Buffer;
  }
}

/**
 * Opens a workbook (ECMA-376, OPC).
 * @throws TableProblem for an archive of something else, or one with macros
 */
export async function openXlsx(bytes: Buffer): Promise<XlsxArchive> {
  let zip: yauzl.ZipFile;
  let entries: Map<string, yauzl.Entry>;
  try {
    zip = await opened(bytes);
    entries = await entriesOf(zip);
  } catch (error) {
    if (error instanceof TableProblem) throw error;
    throw new TableProblem('import.broken');
  }
  const names = [...entries.keys()];
  if (names.some((name) => /vbaproject\.bin$/i.test(name))) throw new TableProblem('import.macros');
  if (!entries.has('[Content_Types].xml') || !entries.has('xl/workbook.xml')) {
    throw new TableProblem('import.notWorkbook');
  }
  return {
    names,
    open(name) {
      const entry = entries.get(name);
      return entry === undefined ? null : inflated(zip, entry);
    },
  };
}
