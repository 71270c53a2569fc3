import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { Bytes } from '../api/endpoint.js';
import type { FileType } from '../api/files.js';
import type { ServiceDeps } from '../handler.js';
import { type FilePurpose, fileProblem, fileTypeOf, HEAD_BYTES } from './file-rules.js';
import { fileStore, type StoredFile, type WhichFile } from './file-store.js';

/** What is found out of a file while it passes. */
interface Facts {
  size: number;
  type: FileType | null;
  sha256: string;
}

function refuse(purpose: FilePurpose, { size, type }: Facts): void {
  const problem = fileProblem(purpose, size, type);
  if (problem) throw invalid([{ path: 'file', ...problem }]);
}

/** Passes a file on and finds out about it; `invalid` as soon as it is clear that it is not taken. */
async function* examined(
  bytes: Bytes,
  purpose: FilePurpose,
  facts: Facts,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  for await (const piece of bytes) {
    if (piece.length === 0) continue;
    hash.update(piece);
    facts.size += piece.length;
    if (head.length < HEAD_BYTES) {
      head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES)]).subarray(0, HEAD_BYTES);
      facts.type ??= fileTypeOf(head);
    }
    if (head.length === HEAD_BYTES) refuse(purpose, facts);
    yield piece;
  }
  refuse(purpose, facts);
  facts.sha256 = hash.digest('hex');
}

/** For whom and what a file is kept, and who brought it. */
export interface Keeping {
  organisationId: string;
  programmeId: string;
  /** Whom it is about; null: nobody. */
  personId: string | null;
  purpose: FilePurpose;
  createdBy: string | null;
}

/**
 * Keeps a file: first its bytes, durably, then its row. No record refers to it yet (`attachFile` does
 * that); if none does within a day, it is swept away.
 * @throws AppError `invalid` on `file`: empty, too large, or of a type that is not taken
 */
export async function keepFile(
  deps: ServiceDeps,
  { createdBy, ...keeping }: Keeping,
  bytes: Bytes,
): Promise<StoredFile> {
  const facts: Facts = { size: 0, type: null, sha256: '' };
  const storageKey = await deps.files.put(examined(bytes, keeping.purpose, facts));
  const { size, sha256 } = facts;
  const file: StoredFile = {
    ...keeping,
    fileId: newId(),
    storageKey,
    type: facts.type as FileType,
    size,
    sha256,
  };
  try {
    await inTransaction(deps.db, (trx) => fileStore(trx).insert(file, createdBy, deps.clock.now()));
  } catch (error) {
    // What cannot be taken away now, the sweep takes: no row knows it.
    await deps.files.remove(storageKey).catch(() => undefined);
    throw error;
  }
  return file;
}

/**
 * Ties a kept file to a record, in the transaction that writes the record.
 * @returns false: there is no such file for this person and purpose, or another record has it
 */
export const attachFile = (
  trx: Knex.Transaction,
  which: WhichFile,
  now: number,
): Promise<boolean> => fileStore(trx).attach(which, now);

/** Lets go of a file with its record, in the transaction that takes the record away; it is swept away. */
export const detachFile = (trx: Knex.Transaction, which: WhichFile): Promise<void> =>
  fileStore(trx).detach(which);

/** What is known of a kept file; null: there is none for this person and purpose. */
export const findFile = (db: Db, which: WhichFile): Promise<StoredFile | null> =>
  fileStore(db).find(which);

/** Passes a file on and breaks off at its end where it is not the one that was kept. */
async function* verified(bytes: Bytes, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== sha256) throw new Error('a kept file is not what it was');
}

/** A kept file with its bytes; `not_found` where there is none for this person and purpose. */
export async function openFile(
  deps: ServiceDeps,
  which: WhichFile,
): Promise<{ file: StoredFile; bytes: Bytes }> {
  const file = await findFile(deps.db, which);
  if (!file) throw notFound('file');
  return { file, bytes: verified(await deps.files.open(file.storageKey), file.sha256) };
}
