import type { Handlers, ServiceDeps } from '../handler.js';
import { fileStore } from './file-store.js';

/** A form that was begun is finished within a day, or not at all. */
const UNATTACHED_LIFE_MS = 86_400_000;
/** Rows at a time. */
const LOT = 500;

/**
 * Takes away what nothing refers to: files of forms that were never finished, and bytes without a row
 * (the process died between the two). The row goes first: never is there a row without its bytes.
 */
async function sweepFiles({ db, clock, files }: ServiceDeps): Promise<{ removed: number }> {
  const before = clock.now() - UNATTACHED_LIFE_MS;
  const store = fileStore(db);
  let removed = 0;
  const abandoned = await store.unattached(before, LOT);
  const gone = await store.dropUnattached(abandoned.map((file) => file.fileId));
  for (const file of abandoned.filter(({ fileId }) => gone.has(fileId))) {
    await files.remove(file.storageKey);
    removed += 1;
  }
  for await (const keys of files.writtenBefore(before)) {
    for (let from = 0; from < keys.length; from += LOT) {
      const lot = keys.slice(from, from + LOT);
      const known = await store.known(lot);
      for (const key of lot.filter((one) => !known.has(one))) {
        await files.remove(key);
        removed += 1;
      }
    }
  }
  return { removed };
}

/** What is the tool's to ask of the kept files. */
export function fileHandlers(deps: ServiceDeps): Pick<Handlers, 'sweepFiles'> {
  return { sweepFiles: () => sweepFiles(deps) };
}
