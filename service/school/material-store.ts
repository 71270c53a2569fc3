import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { FileType } from '../api/files.js';
import type { Form } from '../api/reference.js';
import type { SchoolMaterial, SchoolMaterialFields } from '../api/school-materials.js';

export interface StoredMaterial extends SchoolMaterial {
  fileId: string | null;
}

interface Row extends Omit<StoredMaterial, 'forms' | 'file'> {
  forms: unknown;
  fileType: FileType | null;
  fileSize: number | null;
}

const stored = ({ forms, fileType, fileSize, ...row }: Row): StoredMaterial => ({
  ...row,
  forms: forms === null ? [] : fromJson<Form[]>(forms),
  file: fileType === null ? null : { type: fileType, size: Number(fileSize ?? 0) },
});

const columnsOf = (fields: SchoolMaterialFields) => ({
  title: fields.title,
  kind: fields.kind,
  link: fields.link || null,
  kept_file_id: fields.fileId,
  session_id: fields.sessionId,
  forms: fields.sessionId === null && fields.forms.length > 0 ? toJson(fields.forms) : null,
});

/** The SQL of materials; on a transaction: `materialStore(trx)`. */
export function materialStore(db: Db) {
  const read = async (query: Knex.QueryBuilder): Promise<StoredMaterial[]> => {
    const rows: Row[] = await query
      .leftJoin('school_sessions as s', 's.id', 'm.session_id')
      .leftJoin('files as f', 'f.id', 'm.kept_file_id')
      .select({
        materialId: 'm.id',
        title: 'm.title',
        kind: 'm.kind',
        link: 'm.link',
        fileId: 'm.kept_file_id',
        fileType: 'f.type',
        fileSize: 'f.size',
        sessionId: 'm.session_id',
        sessionTitle: 's.title',
        forms: 'm.forms',
        version: 'm.version',
      });
    return rows.map(stored);
  };
  const ofProgramme = (programmeId: string) =>
    db('school_materials as m').where('m.programme_id', programmeId);

  return {
    /** Those of the school first, then those of sessions in their order. */
    list: (programmeId: string, sessionId?: string): Promise<StoredMaterial[]> =>
      read(
        ofProgramme(programmeId)
          .where(sessionId === undefined ? {} : { 'm.session_id': sessionId })
          .orderBy(['s.held_on', 's.id', 'm.created_at', 'm.id']),
      ),

    async find(programmeId: string, materialId: string): Promise<StoredMaterial | null> {
      const [row] = await read(ofProgramme(programmeId).where('m.id', materialId));
      return row ?? null;
    },

    /** How many each of some sessions has: one statement. */
    async counts(sessionIds: readonly string[]): Promise<Map<string, number>> {
      if (sessionIds.length === 0) return new Map();
      const rows: { sessionId: string; n: number | string }[] = await db('school_materials')
        .whereIn('session_id', [...sessionIds])
        .groupBy('session_id')
        .select({ sessionId: 'session_id' })
        .count({ n: '*' });
      return new Map(rows.map(({ sessionId, n }) => [sessionId, Number(n)]));
    },

    async insert(
      of: { organisationId: string; programmeId: string },
      fields: SchoolMaterialFields,
      now: number,
    ): Promise<string> {
      const id = newId();
      await db('school_materials').insert({
        id,
        organisation_id: of.organisationId,
        programme_id: of.programmeId,
        ...columnsOf(fields),
        created_at: now,
      });
      return id;
    },

    /** Writes over the version that the caller saw; false: there is a newer one. */
    async update(
      where: { programmeId: string; materialId: string },
      version: number,
      fields: SchoolMaterialFields,
    ): Promise<boolean> {
      const met = await db('school_materials')
        .where({ programme_id: where.programmeId, id: where.materialId, version })
        .update({ ...columnsOf(fields), version: version + 1 });
      return met === 1;
    },

    /** As `update`. */
    async remove(
      where: { programmeId: string; materialId: string },
      version: number,
    ): Promise<boolean> {
      const met = await db('school_materials')
        .where({ programme_id: where.programmeId, id: where.materialId, version })
        .delete();
      return met === 1;
    },
  };
}
