/** Values bound by one statement: far under any limit. */
export const CHUNK = 500;

/** Reads by statements of some hundred ids each. */
export async function inChunks<T>(
  ids: readonly string[],
  read: (part: string[]) => Promise<T[]>,
): Promise<T[]> {
  const rows: T[] = [];
  for (let from = 0; from < ids.length; from += CHUNK) {
    rows.push(...(await read(ids.slice(from, from + CHUNK))));
  }
  return rows;
}
