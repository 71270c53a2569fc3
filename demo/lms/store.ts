import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { initialState } from './initial-state.js';
import { makePlatformKey } from './keys.js';
import type { PlatformState } from './model.js';

export interface Store {
  state: PlatformState;
  /** Resolves when everything changed before the call is in the state file. Writes that overlap are joined. */
  save(): Promise<void>;
}

async function readState(path: string): Promise<PlatformState | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let state: PlatformState;
  try {
    state = JSON.parse(text) as PlatformState;
  } catch (cause) {
    throw new Error(
      `The demo LMS cannot read ${path}: put back a copy, or delete its folder and the demo begins anew. / ` +
        `Демонстрационная LMS не может прочитать ${path}: верните копию или удалите всю папку, и всё начнётся заново.`,
      { cause },
    );
  }
  if (state.version !== 1) throw new Error(`Unknown version of the demo LMS state in ${path}`);
  return state;
}

function fileWriter(path: string, state: PlatformState): () => Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const write = async (): Promise<void> => {
    await writeFile(temporary, JSON.stringify(state), { mode: 0o600 });
    await rename(temporary, path);
  };
  let running: Promise<void> | undefined;
  let queued: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = write().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (!running) return start();
    queued ??= running
      .catch(() => undefined)
      .then(() => {
        queued = undefined;
        return start();
      });
    return queued;
  };
}

/**
 * Opens the state: from the file when there is one, else a fresh LMS with a new key.
 * Without a path everything stays in memory.
 */
export async function openStore(path?: string): Promise<Store> {
  const stored = path ? await readState(path) : undefined;
  const state = stored ?? initialState(randomBytes(16).toString('hex'), await makePlatformKey());
  if (!path) return { state, save: async () => undefined };
  await mkdir(dirname(path), { recursive: true });
  const save = fileWriter(path, state);
  if (!stored) await save();
  return { state, save };
}
