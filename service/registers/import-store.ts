import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { ImportCounts, ImportState, Mapping } from '../api/register-imports.js';
import type { Register } from '../api/registers.js';
import { bulkInsert, bulkUpdate } from '../db/bulk.js';
import { importListsStore } from './import-lists-store.js';
import type { Doubt } from './plan-types.js';
import type { CellProblem } from './row-rules.js';

/**
 * Counts as stored: `failed` says that the last try to write broke off, `since` that what was chosen is no
 * longer so; neither wrote anything.
 */
export type StoredCounts = ImportCounts & { failed?: boolean; since?: boolean };

export interface StoredImport {
  importId: string;
  organisationId: string;
  programmeId: string;
  register: Register;
  state: ImportState;
  titles: string[];
  mapping: Mapping;
  merged: MergedCells[];
  decisions: Record<string, string>;
  counts: StoredCounts | null;
  progress: number;
  totalRows: number;
  heardAt: number | null;
  createdAt: number;
  doneAt: number | null;
  undoneAt: number | null;
  by: string | null;
  version: number;
}

export interface StoredRow {
  id: string;
  number: number;
  cells: string[];
  /** Columns with a formula. */
  formulas: number[];
}

/** Cells that are merged into one, with the last row and column of each. */
export interface MergedCells {
  row: number;
  lastRow: number;
  column: number;
  lastColumn: number;
}

const COLUMNS = {
  importId: 'i.id',
  organisationId: 'i.organisation_id',
  programmeId: 'i.programme_id',
  register: 'i.register',
  state: 'i.state',
  titles: 'i.titles',
  mapping: 'i.mapping',
  merged: 'i.merged',
  decisions: 'i.decisions',
  counts: 'i.counts',
  progress: 'i.progress',
  totalRows: 'i.total_rows',
  heardAt: 'i.heard_at',
  createdAt: 'i.created_at',
  doneAt: 'i.done_at',
  undoneAt: 'i.undone_at',
  by: 'p.name',
  version: 'i.version',
};

const moment = (value: unknown): number | null => (value === null ? null : Number(value));

const stored = (row: Record<keyof StoredImport, unknown>): StoredImport => ({
  ...(row as unknown as StoredImport),
  titles: fromJson<string[]>(row.titles),
  mapping: row.mapping === null ? {} : fromJson<Mapping>(row.mapping),
  merged: row.merged === null ? [] : fromJson<MergedCells[]>(row.merged),
  decisions: row.decisions === null ? {} : fromJson<Record<string, string>>(row.decisions),
  counts: row.counts === null ? null : fromJson<StoredCounts>(row.counts),
  heardAt: moment(row.heardAt),
  createdAt: Number(row.createdAt),
  doneAt: moment(row.doneAt),
  undoneAt: moment(row.undoneAt),
});

/** Rows read at a time. */
const BATCH = 500;

/** The SQL of registers on their way in; writes on a transaction where several belong together. */
export function importStore(db: Db) {
  const one = (programmeId: string, importId: string): Knex.QueryBuilder =>
    db('register_imports').where({ id: importId, programme_id: programmeId });
  const read = (): Knex.QueryBuilder =>
    db('register_imports as i').leftJoin('people as p', 'p.id', 'i.created_by').select(COLUMNS);

  return {
    async insert(
      place: { organisationId: string; programmeId: string },
      made: {
        register: Register;
        titles: string[];
        mapping: Mapping;
        by: string | null;
        now: number;
      },
    ): Promise<string> {
      const id = newId();
      await db('register_imports').insert({
        id,
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        register: made.register,
        state: 'draft',
        titles: toJson(made.titles),
        mapping: toJson(made.mapping),
        created_by: made.by,
        created_at: made.now,
      });
      return id;
    },

    async find(programmeId: string, importId: string): Promise<StoredImport | null> {
      const row = await read().where({ 'i.id': importId, 'i.programme_id': programmeId }).first();
      return row ? stored(row) : null;
    },

    /** Those that were taken in, newest first. */
    async page(programmeId: string, { page, pageSize }: { page: number; pageSize: number }) {
      const states: ImportState[] = ['running', 'done', 'undone'];
      const rows: Record<keyof StoredImport, unknown>[] = await read()
        .where('i.programme_id', programmeId)
        .whereIn('i.state', states)
        .orderBy('i.id', 'desc')
        .limit(pageSize)
        .offset((page - 1) * pageSize);
      const [count] = (await db('register_imports')
        .where('programme_id', programmeId)
        .whereIn('state', states)
        .count({ n: '*' })) as { n: number | string }[];
      return { rows: rows.map(stored), total: Number(count?.n ?? 0) };
    },

    /** Adds rows; those whose numbers are there already are left as they are. */
    async addRows(
      place: { organisationId: string; programmeId: string; importId: string },
      rows: readonly { number: number; cells: string[]; formulas: readonly number[] }[],
    ): Promise<void> {
      const numbers = rows.map((row) => row.number);
      const there: number[] = await db('register_import_rows')
        .where('import_id', place.importId)
        .whereIn('number', numbers)
        .pluck('number');
      const known = new Set(there.map(Number));
      const base = {
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        import_id: place.importId,
      };
      await bulkInsert(
        db,
        'register_import_rows',
        rows
          .filter((row) => !known.has(row.number))
          .map(({ number, cells, formulas }) => ({
            id: newId(),
            ...base,
            number,
            cells: toJson(cells),
            formulas: formulas.length === 0 ? null : toJson(formulas),
          })),
      );
    },

    /** The cells of the first rows, in the order of the file. */
    async firstRows(importId: string, limit: number): Promise<string[][]> {
      const rows: unknown[] = await db('register_import_rows')
        .where('import_id', importId)
        .orderBy('number')
        .limit(limit)
        .pluck('cells');
      return rows.map((cells) => fromJson<string[]>(cells));
    },

    async countRows(importId: string): Promise<number> {
      const [count] = (await db('register_import_rows')
        .where('import_id', importId)
        .count({ n: '*' })) as { n: number | string }[];
      return Number(count?.n ?? 0);
    },

    /** All rows in the order of the file, some hundred at a time. */
    async *batches(importId: string): AsyncGenerator<StoredRow[]> {
      for (let after = 0; ; ) {
        const rows: { id: string; number: number; cells: unknown; formulas: unknown }[] = await db(
          'register_import_rows',
        )
          .where('import_id', importId)
          .where('number', '>', after)
          .orderBy('number')
          .limit(BATCH)
          .select('id', 'number', 'cells', 'formulas');
        if (rows.length === 0) return;
        after = Number(rows.at(-1)?.number);
        yield rows.map((row) => ({
          ...row,
          cells: fromJson<string[]>(row.cells),
          formulas: row.formulas === null ? [] : fromJson<number[]>(row.formulas),
        }));
        if (rows.length < BATCH) return;
      }
    },

    /** Writes what is wrong with which row, in place of what was known before. */
    async setProblems(
      importId: string,
      ids: ReadonlyMap<number, string>,
      problems: ReadonlyMap<number, readonly CellProblem[]>,
    ): Promise<void> {
      await db('register_import_rows')
        .where('import_id', importId)
        .whereNotNull('problems')
        .update({ problems: null });
      const rows = [...problems].map(([number, found]) => ({
        id: ids.get(number) ?? '',
        problems: toJson(found),
      }));
      await bulkUpdate(db, 'register_import_rows', rows);
    },

    async problems(importId: string, { page, pageSize }: { page: number; pageSize: number }) {
      const wrong = () =>
        db('register_import_rows').where('import_id', importId).whereNotNull('problems');
      const rows: { number: number; problems: unknown }[] = await wrong()
        .orderBy('number')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select('number', 'problems');
      const [count] = (await wrong().count({ n: '*' })) as { n: number | string }[];
      return {
        rows: rows.map((row) => ({
          number: row.number,
          problems: fromJson<CellProblem[]>(row.problems),
        })),
        total: Number(count?.n ?? 0),
      };
    },

    async doubts(programmeId: string, importId: string): Promise<Doubt[]> {
      const row = await one(programmeId, importId).first('doubts');
      return row?.doubts ? fromJson<Doubt[]>(row.doubts) : [];
    },

    /** Changes an import in one of these states over the version that the caller saw; false: it is another. */
    async change(
      of: {
        programmeId: string;
        importId: string;
        version: number;
        states: readonly ImportState[];
      },
      columns: Record<string, unknown>,
    ): Promise<boolean> {
      const met = await one(of.programmeId, of.importId)
        .where('version', of.version)
        .whereIn('state', [...of.states])
        .update({ ...columns, version: of.version + 1 });
      return met === 1;
    },

    /** Says that whoever writes is alive, and how far; false: somebody else has taken over. */
    async report(importId: string, token: string, progress: number, now: number): Promise<boolean> {
      const met = await db('register_imports')
        .where({ id: importId, run_token: token, state: 'running' })
        .update({ progress, heard_at: now });
      return met === 1;
    },

    /** Ends the writing; false: somebody else has taken over. */
    async settle(
      importId: string,
      token: string,
      columns: Record<string, unknown>,
    ): Promise<boolean> {
      const met = await db('register_imports')
        .where({ id: importId, run_token: token, state: 'running' })
        .update({ ...columns, run_token: null, version: db.raw('version + 1') });
      return met === 1;
    },

    async dropRows(importId: string): Promise<void> {
      await db('register_import_rows').where('import_id', importId).delete();
    },

    /** Lets go of a file that was not taken in, with its rows. */
    async drop(programmeId: string, importId: string): Promise<boolean> {
      const met = await one(programmeId, importId).whereIn('state', ['draft', 'checked']).delete();
      if (met === 1) {
        await this.dropRows(importId);
        await importListsStore(db).clear(importId);
      }
      return met === 1;
    },

    /** Files that nobody took in for so long: they hold people's data and are let go of. */
    async dropForgotten(programmeId: string, before: number): Promise<void> {
      const ids: string[] = await db('register_imports')
        .where('programme_id', programmeId)
        .whereIn('state', ['draft', 'checked'])
        .where('created_at', '<', before)
        .pluck('id');
      for (const id of ids) await this.drop(programmeId, id);
    },
  };
}
