import type { Db } from '../../shared/db/connect.js';
import type { FileType } from '../api/files.js';
import type { FilePurpose } from './file-rules.js';

/** What is known of a file besides its bytes. */
export interface StoredFile {
  fileId: string;
  organisationId: string;
  programmeId: string;
  /** Whom it is about; null: nobody. */
  personId: string | null;
  purpose: FilePurpose;
  /** Where its bytes are. */
  storageKey: string;
  type: FileType;
  /** In bytes. */
  size: number;
  sha256: string;
}

/** Which file is meant: only one of this programme, person and purpose is found. */
export type WhichFile = Pick<StoredFile, 'fileId' | 'programmeId' | 'personId' | 'purpose'>;

const COLUMNS = {
  fileId: 'id',
  organisationId: 'organisation_id',
  programmeId: 'programme_id',
  personId: 'person_id',
  purpose: 'purpose',
  storageKey: 'storage_key',
  type: 'type',
  size: 'size',
  sha256: 'sha256',
};

/** The SQL of files; on a transaction: `fileStore(trx)`. */
export function fileStore(db: Db) {
  const one = ({ fileId, programmeId, personId, purpose }: WhichFile) =>
    db('files').where({ id: fileId, programme_id: programmeId, person_id: personId, purpose });

  return {
    async insert(file: StoredFile, createdBy: string | null, now: number): Promise<void> {
      const { fileId, organisationId, programmeId, personId, storageKey, ...rest } = file;
      await db('files').insert({
        id: fileId,
        organisation_id: organisationId,
        programme_id: programmeId,
        person_id: personId,
        storage_key: storageKey,
        ...rest,
        created_by: createdBy,
        created_at: now,
      });
    },

    async find(which: WhichFile): Promise<StoredFile | null> {
      return (await one(which).first(COLUMNS)) ?? null;
    },

    /** Notes that a record refers to it from now on; false: there is none, or another one does. */
    async attach(which: WhichFile, now: number): Promise<boolean> {
      return (await one(which).whereNull('attached_at').update({ attached_at: now })) === 1;
    },

    /** Notes that no record refers to it any more: it is swept away a day after it was made. */
    async detach(which: WhichFile): Promise<void> {
      await one(which).update({ attached_at: null });
    },

    /** Files to which no record refers, made before a moment. */
    async unattached(before: number, limit: number): Promise<StoredFile[]> {
      return db('files')
        .whereNull('attached_at')
        .where('created_at', '<', before)
        .orderBy('created_at')
        .limit(limit)
        .select(COLUMNS);
    },

    /** Drops the rows to which still no record refers; answers which of these are gone then. */
    async dropUnattached(fileIds: readonly string[]): Promise<Set<string>> {
      await db('files')
        .whereIn('id', [...fileIds])
        .whereNull('attached_at')
        .delete();
      const left: string[] = await db('files')
        .whereIn('id', [...fileIds])
        .pluck('id');
      return new Set(fileIds.filter((fileId) => !left.includes(fileId)));
    },

    /** Which of these keys some row knows. */
    async known(storageKeys: readonly string[]): Promise<Set<string>> {
      const keys: string[] = await db('files')
        .whereIn('storage_key', [...storageKeys])
        .pluck('storage_key');
      return new Set(keys);
    },
  };
}
