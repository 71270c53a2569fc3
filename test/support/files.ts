import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { fromRoot, ROOT } from '../../shared/root.js';

/** What is not written by hand, or not part of the project. */
const LEFT_OUT = new Set([
  'node_modules',
  'dist',
  'dist.new',
  'dist.old',
  'data',
  '.git',
  'coverage',
]);

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield path;
  }
}

/** The project's files with one of these endings (`.ts`), as paths from the root with `/`. */
export function projectFiles(...endings: string[]): string[] {
  return [...walk(ROOT)]
    .filter((path) => endings.includes(extname(path)))
    .map((path) => relative(ROOT, path).replaceAll('\\', '/'))
    .sort();
}

/** The text of a file of the project. */
export const textOf = (path: string): string => readFileSync(fromRoot(path), 'utf8');
