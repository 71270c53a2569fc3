import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { Criterion } from '../api/criteria.js';
import type { Scores } from './selection-rules.js';

export interface StoredCriteria {
  criteriaId: string;
  number: number;
  items: Criterion[];
}

export interface StoredSheet {
  sheetId: string;
  personId: string;
  assessorKey: string;
  assessor: string;
  filledBy: string | null;
  filledAt: number;
  listNumber: number;
  items: Criterion[];
  scores: Scores;
  comment: string | null;
  version: number;
}

export interface SheetWrite {
  scores: Scores;
  comment: string | null;
  filledBy: string | null;
  at: number;
}

interface Of {
  organisationId: string;
  programmeId: string;
}

/** The SQL of the lists of criteria and their sheets; on a transaction: `criteriaStore(trx)`. */
export function criteriaStore(db: Db) {
  const sheets = (programmeId: string) =>
    db('criteria_sheets as s')
      .join('mentor_criteria as c', 'c.id', 's.criteria_id')
      .where('s.programme_id', programmeId)
      .select({
        sheetId: 's.id',
        personId: 's.person_id',
        assessorKey: 's.assessor_key',
        assessor: 's.assessor',
        filledBy: 's.filled_by',
        filledAt: 's.filled_at',
        listNumber: 'c.number',
        items: 'c.items',
        scores: 's.scores',
        comment: 's.comment',
        version: 's.version',
      });
  const toSheet = (row: Record<string, unknown>): StoredSheet =>
    ({
      ...row,
      items: fromJson(row['items']),
      scores: fromJson(row['scores']),
      filledAt: Number(row['filledAt']),
    }) as StoredSheet;

  return {
    /** The list in force; null: nobody has made one, the default is. */
    async current(programmeId: string): Promise<StoredCriteria | null> {
      const row = await db('mentor_criteria')
        .where('programme_id', programmeId)
        .orderBy('number', 'desc')
        .first({ criteriaId: 'id', number: 'number', items: 'items' });
      return row ? { ...row, items: fromJson(row.items) } : null;
    },

    /** A new version; null: somebody else has made one of this number. */
    async add(
      of: Of,
      number: number,
      items: readonly Criterion[],
      by: { personId: string | null; at: number },
    ): Promise<StoredCriteria | null> {
      const id = newId();
      try {
        await db('mentor_criteria').insert({
          id,
          organisation_id: of.organisationId,
          programme_id: of.programmeId,
          number,
          items: toJson(items),
          created_by: by.personId,
          created_at: by.at,
        });
      } catch (error) {
        if (isDuplicate(error)) return null;
        throw error;
      }
      return { criteriaId: id, number, items: [...items] };
    },

    /** The sheets of a candidate in the order in which they were filled. */
    async sheetsOf(programmeId: string, personId: string): Promise<StoredSheet[]> {
      const rows = await sheets(programmeId).where('s.person_id', personId).orderBy('s.id');
      return rows.map(toSheet);
    },

    /** All sheets of the programme, with how many criteria their lists have. */
    async allSheets(programmeId: string): Promise<StoredSheet[]> {
      return (await sheets(programmeId).orderBy('s.id')).map(toSheet);
    },

    /** A new sheet; false: this assessor has filled one. */
    async insertSheet(
      of: Of & { personId: string },
      criteriaId: string,
      by: { key: string; name: string },
      sheet: SheetWrite,
    ): Promise<boolean> {
      try {
        await db('criteria_sheets').insert({
          id: newId(),
          organisation_id: of.organisationId,
          programme_id: of.programmeId,
          person_id: of.personId,
          criteria_id: criteriaId,
          assessor_key: by.key,
          assessor: by.name,
          scores: toJson(sheet.scores),
          comment: sheet.comment,
          filled_by: sheet.filledBy,
          filled_at: sheet.at,
        });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },

    /** Writes over the version that the caller saw; false: there is a newer one. */
    async updateSheet(sheetId: string, version: number, sheet: SheetWrite): Promise<boolean> {
      const met = await db('criteria_sheets')
        .where({ id: sheetId, version })
        .update({
          scores: toJson(sheet.scores),
          comment: sheet.comment,
          filled_by: sheet.filledBy,
          filled_at: sheet.at,
          version: version + 1,
        });
      return met === 1;
    },
  };
}
