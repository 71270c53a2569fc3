import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { FileType } from '../api/files.js';
import type { PortfolioFields } from '../api/portfolio.js';

export interface StoredEntry extends PortfolioFields {
  entryId: string;
  /** The programme whose files hold the document. */
  programmeId: string;
  fileType: FileType | null;
  fileSize: number | null;
  version: number;
}

const columnsOf = (fields: PortfolioFields) => ({
  kind: fields.kind,
  title: fields.title,
  happened_on: fields.happenedOn,
  description: fields.description || null,
  link: fields.link || null,
  file_id: fields.fileId,
  shown: fields.shown,
});

/** The SQL of portfolios; on a transaction: `portfolioStore(trx)`. */
export function portfolioStore(db: Db) {
  const entries = (organisationId: string, personId: string) =>
    db('portfolio_entries as e')
      .leftJoin('files as f', 'f.id', 'e.file_id')
      .where({ 'e.organisation_id': organisationId, 'e.person_id': personId })
      .select({
        entryId: 'e.id',
        programmeId: 'e.programme_id',
        kind: 'e.kind',
        title: 'e.title',
        happenedOn: 'e.happened_on',
        description: 'e.description',
        link: 'e.link',
        fileId: 'e.file_id',
        fileType: 'f.type',
        fileSize: 'f.size',
        shown: 'e.shown',
        version: 'e.version',
      });
  const stored = (row: StoredEntry): StoredEntry => ({
    ...row,
    shown: Boolean(row.shown),
    fileSize: row.fileSize === null ? null : Number(row.fileSize),
  });
  const one = (organisationId: string, personId: string, entryId: string) =>
    db('portfolio_entries').where({
      id: entryId,
      organisation_id: organisationId,
      person_id: personId,
    });

  return {
    /** Newest first; without a date last. */
    async all(organisationId: string, personId: string): Promise<StoredEntry[]> {
      const rows = await entries(organisationId, personId).orderBy([
        { column: 'e.happened_on', order: 'desc' },
        { column: 'e.id', order: 'desc' },
      ]);
      return rows.map(stored);
    },

    async find(
      organisationId: string,
      personId: string,
      entryId: string,
    ): Promise<StoredEntry | null> {
      const row = await entries(organisationId, personId).where('e.id', entryId).first();
      return row ? stored(row) : null;
    },

    async insert(
      of: { organisationId: string; programmeId: string; personId: string },
      fields: PortfolioFields,
      by: { personId: string | null; at: number },
    ): Promise<string> {
      const id = newId();
      await db('portfolio_entries').insert({
        id,
        organisation_id: of.organisationId,
        programme_id: of.programmeId,
        person_id: of.personId,
        ...columnsOf(fields),
        created_by: by.personId,
        created_at: by.at,
      });
      return id;
    },

    /** Writes over the version that the caller saw; false: there is a newer one. */
    async update(
      of: { organisationId: string; programmeId: string; personId: string },
      entryId: string,
      version: number,
      fields: PortfolioFields,
    ): Promise<boolean> {
      const met = await one(of.organisationId, of.personId, entryId)
        .where('version', version)
        .update({ ...columnsOf(fields), programme_id: of.programmeId, version: version + 1 });
      return met === 1;
    },

    async remove(
      of: { organisationId: string; personId: string },
      entryId: string,
      version: number,
    ): Promise<boolean> {
      const met = await one(of.organisationId, of.personId, entryId)
        .where('version', version)
        .delete();
      return met === 1;
    },
  };
}
