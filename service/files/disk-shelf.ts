import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { notFound } from '../../shared/errors.js';
import { fromRoot } from '../../shared/root.js';
import type { Bytes } from '../api/endpoint.js';
import type { FileShelf } from './file-shelf.js';

/** 256 random bits: nobody guesses where a file is, and no two are the same. */
const KEY_BYTES = 32;
/** The first two letters of a name are its folder, so that none of them grows too large. */
const KEY = /^[0-9a-f]{2}\/[0-9a-f]{62}$/;
const FOLDER = /^[0-9a-f]{2}$/;
/** Files on their way in; in the same file system, so that a rename is all that is missing. */
const INCOMING = 'incoming';
/** For the owner of the process alone. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

const isMissing = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === 'ENOENT';

function newKey(): string {
  const name = randomBytes(KEY_BYTES).toString('hex');
  return `${name.slice(0, 2)}/${name.slice(2)}`;
}

/** A name that was made or moved in a folder is there after a loss of power. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function makeFolder(parent: string, name: string): Promise<string> {
  const path = join(parent, name);
  const made = await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  if (made !== undefined) await syncFolder(parent);
  return path;
}

async function writeNew(path: string, bytes: Bytes): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    for await (const piece of bytes) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

const namesIn = async (path: string): Promise<string[]> =>
  readdir(path).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });

/** Those of a folder's files that were written before a moment. */
async function olderIn(path: string, moment: number): Promise<string[]> {
  const older = [];
  for (const name of await namesIn(path)) {
    const found = await stat(join(path, name)).catch(() => null);
    if (found && found.mtimeMs < moment) older.push(name);
  }
  return older;
}

/**
 * Files in a folder of the disk, which no web server serves.
 * @param folder `FILES_DIR`; a relative one stands below the program's; made with the first file
 */
export function diskShelf(folder: string): FileShelf {
  const root = isAbsolute(folder) ? folder : fromRoot(folder);
  const pathOf = (key: string): string => {
    if (!KEY.test(key)) throw notFound('file');
    return join(root, key);
  };
  return {
    async put(bytes) {
      const key = newKey();
      const incoming = await makeFolder(root, INCOMING);
      const temporary = join(incoming, key.replace('/', ''));
      try {
        await writeNew(temporary, bytes);
        const home = await makeFolder(root, key.slice(0, 2));
        await rename(temporary, pathOf(key));
        await syncFolder(home);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      return key;
    },

    async open(key) {
      const path = pathOf(key);
      await access(path).catch((error: unknown) => {
        throw isMissing(error) ? notFound('file') : error;
      });
      // Opened when it is read: whoever does not read it leaves nothing open.
      return (async function* read() {
        yield* createReadStream(path) as AsyncIterable<Buffer>;
      })();
    },

    async remove(key) {
      await rm(pathOf(key), { force: true });
    },

    async *writtenBefore(moment) {
      for (const name of await olderIn(join(root, INCOMING), moment)) {
        await rm(join(root, INCOMING, name), { force: true });
      }
      for (const home of (await namesIn(root)).filter((name) => FOLDER.test(name)).sort()) {
        const names = await olderIn(join(root, home), moment);
        const keys = names.map((name) => `${home}/${name}`).filter((key) => KEY.test(key));
        if (keys.length > 0) yield keys;
      }
    },
  };
}
