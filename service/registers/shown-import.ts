import { toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { AppError, notFound } from '../../shared/errors.js';
import type { RegisterImport } from '../api/register-imports.js';
import { importStore, type StoredImport } from './import-store.js';

/** Whoever writes is taken for gone when not heard of for so long; SQLite cannot say anything while it writes. */
const STALLED_MS = 60_000;
export const isStalled = ({ state, heardAt }: StoredImport, now: number): boolean =>
  state === 'running' && now - (heardAt ?? 0) > STALLED_MS;

export function shownImport(stored: StoredImport, now: number): RegisterImport {
  const {
    heardAt: _heard,
    merged: _merged,
    decisions: _decisions,
    organisationId: _o,
    programmeId: _p,
    ...shown
  } = stored;
  const { createdAt, doneAt, undoneAt, ...rest } = shown;
  return {
    ...rest,
    stalled: isStalled(stored, now),
    failed: stored.counts?.failed === true,
    changedSince: stored.counts?.since === true,
    at: toIso(doneAt ?? createdAt),
    undoneAt: undoneAt === null ? null : toIso(undoneAt),
  };
}

export async function readImport(
  db: Db,
  programmeId: string,
  importId: string,
): Promise<StoredImport> {
  const found = await importStore(db).find(programmeId, importId);
  if (!found) throw notFound('import');
  return found;
}

export const changedMeanwhile = () =>
  new AppError('changed_meanwhile', 'the import was changed meanwhile');

/** Refuses a step for the sake of how far the import is. */
export const conflict = (code: string) =>
  new AppError('conflict', code, { problems: [{ path: '', code }] });
