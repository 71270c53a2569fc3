import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskShelf } from '../../files/disk-shelf.js';

const folders: string[] = [];

/** Files in a folder of their own, which goes with the process; nothing is made before the first file. */
export function temporaryShelf() {
  let folder: string | null = null;
  const made = () => {
    if (folder === null) {
      const path = mkdtempSync(join(tmpdir(), 'nastavnik-files-'));
      if (folders.length === 0) {
        process.once('exit', () => {
          for (const one of folders) rmSync(one, { recursive: true, force: true });
        });
      }
      folders.push(path);
      folder = path;
    }
    return folder;
  };
  const on = () => diskShelf(made());
  return {
    get folder() {
      return made();
    },
    shelf: {
      put: (bytes) => on().put(bytes),
      open: (key) => on().open(key),
      remove: (key) => on().remove(key),
      writtenBefore: (moment) => on().writtenBefore(moment),
    } satisfies ReturnType<typeof diskShelf>,
  };
}

/** A file's bytes in pieces of so many, as a line brings them. */
export async function* inPieces(content: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < content.length; from += size) yield content.subarray(from, from + size);
}

/** A small pdf, as far as anybody looks at it. */
export const PDF = Buffer.from(`%PDF-1.4\n${'%'.repeat(3000)}\n%%EOF\n`);

/** All bytes of a file. */
export async function wholeOf(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}
