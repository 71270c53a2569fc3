import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(from: string): string {
  let folder = from;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json was not found above the program');
    folder = parent;
  }
  return folder;
}

/** The folder of the checkout: templates, public files and migrations are found from here. */
export const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

/** An absolute path of a file of the checkout. */
export const fromRoot = (...parts: string[]): string => join(ROOT, ...parts);
