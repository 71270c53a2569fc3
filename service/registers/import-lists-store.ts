import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { ChangeObstacle, RecognisedBy } from '../api/register-imports.js';
import type { RegisterField } from '../api/registers.js';
import { bulkInsert } from '../db/bulk.js';
import { inChunks } from './in-chunks.js';
import { fieldsByPerson } from './journal-words.js';
import type { WholePlan } from './make-plan.js';
import type { PlannedChange } from './plan-types.js';

interface Of {
  organisationId: string;
  programmeId: string;
  importId: string;
}

interface Paging {
  page: number;
  pageSize: number;
}

/** Somebody of a file, as the list shows them. */
export interface ListedPerson {
  personId: string | null;
  /** As the file has it, and as the programme does. */
  name: string;
  knownName: string | null;
  birthYear: number | null;
  by: RecognisedBy | null;
  rows: number[];
  rowCount: number;
  /** What is added to what is known of them, by the names that the journal has for it. */
  filled: string[];
}

export interface ListedChange {
  key: string;
  row: number;
  personId: string | null;
  pairId: string | null;
  name: string;
  field: RegisterField;
  here: string;
  there: string;
  obstacle: ChangeObstacle | null;
  taken: boolean;
}

const CHANGE_COLUMNS = {
  key: 'choice_key',
  row: 'row_number',
  personId: 'person_id',
  pairId: 'pair_id',
  name: 'name',
  field: 'field',
  here: 'here',
  there: 'there',
  obstacle: 'obstacle',
  taken: 'taken',
};

const base = ({ organisationId, programmeId, importId }: Of) => ({
  organisation_id: organisationId,
  programme_id: programmeId,
  import_id: importId,
});

/** The SQL of whom a file names and of what it would change; on a transaction: `importListsStore(trx)`. */
export function importListsStore(db: Db) {
  const people = (importId: string, isNew: boolean): Knex.QueryBuilder =>
    db('register_import_people as i').where({ 'i.import_id': importId, 'i.is_new': isNew });
  const changes = (importId: string): Knex.QueryBuilder =>
    db('register_import_changes').where('import_id', importId);
  const countOf = async (query: Knex.QueryBuilder): Promise<number> => {
    const [row] = (await query.count({ n: '*' })) as { n: number | string }[];
    return Number(row?.n ?? 0);
  };

  return {
    async clear(importId: string): Promise<void> {
      await db('register_import_people').where('import_id', importId).delete();
      await changes(importId).delete();
    },

    /**
     * Writes down whom a file names.
     * @param written they are there by now: who is new has an id
     */
    async setPeople(of: Of, plan: WholePlan, written: boolean): Promise<void> {
      const filled = fieldsByPerson(plan.fills, plan.rows);
      await bulkInsert(
        db,
        'register_import_people',
        [...plan.people]
          .sort((a, b) => (a.rows[0] ?? 0) - (b.rows[0] ?? 0))
          .map((one, position) => ({
            id: newId(),
            ...base(of),
            is_new: one.isNew,
            position,
            person_id: one.isNew && !written ? null : one.personId,
            name: one.name.name,
            birth_year: one.birthYear,
            reason: one.by,
            row_numbers: toJson(one.rows),
            row_count: one.rowCount,
            filled: toJson([...(filled.get(one.personId) ?? [])]),
          })),
      );
    },

    async setChanges(
      of: Of,
      plan: WholePlan,
      shown: readonly PlannedChange[],
      written: boolean,
    ): Promise<void> {
      const people = new Map(plan.people.map((one) => [one.personId, one]));
      await bulkInsert(
        db,
        'register_import_changes',
        shown.map((one, position) => {
          const person = people.get(one.personId);
          return {
            id: newId(),
            ...base(of),
            position,
            choice_key: one.key,
            row_number: one.row,
            person_id: person?.isNew && !written ? null : one.personId,
            pair_id: one.pairId,
            name: person?.name.name ?? '',
            field: one.field,
            here: one.here,
            there: one.there,
            obstacle: one.obstacle,
            taken: one.taken,
          };
        }),
      );
    },

    /** Somebody whose record went into another one's is shown as the one who was kept. */
    async people(importId: string, isNew: boolean, { page, pageSize }: Paging) {
      const rows: Record<keyof ListedPerson, unknown>[] = await people(importId, isNew)
        .leftJoin('people as p', 'p.id', 'i.person_id')
        .leftJoin('people as k', 'k.id', 'p.merged_into')
        .orderBy('i.position')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select({
          personId: db.raw('coalesce(k.id, p.id)'),
          name: 'i.name',
          knownName: db.raw('coalesce(k.name, p.name)'),
          birthYear: 'i.birth_year',
          by: 'i.reason',
          rows: 'i.row_numbers',
          rowCount: 'i.row_count',
          filled: 'i.filled',
        });
      return {
        rows: rows.map(
          (row): ListedPerson => ({
            ...(row as unknown as ListedPerson),
            rows: fromJson<number[]>(row.rows),
            filled: fromJson<string[]>(row.filled),
          }),
        ),
        total: await countOf(people(importId, isNew)),
      };
    },

    async changes(importId: string, { page, pageSize }: Paging) {
      const rows: ListedChange[] = await changes(importId)
        .orderBy('position')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select(CHANGE_COLUMNS);
      return {
        rows: rows.map((row): ListedChange => ({ ...row, taken: Boolean(row.taken) })),
        total: await countOf(changes(importId)),
      };
    },

    /** Values here under these keys, of those that can be taken; all of them without keys. */
    async possible(importId: string, keys: readonly string[] | null): Promise<Map<string, string>> {
      const read = (query: Knex.QueryBuilder): Promise<{ key: string; here: string }[]> =>
        query.whereNull('obstacle').select({ key: 'choice_key', here: 'here' });
      const rows =
        keys === null
          ? await read(changes(importId))
          : await inChunks(keys, (part) => read(changes(importId).whereIn('choice_key', part)));
      return new Map(rows.map(({ key, here }) => [key, here]));
    },

    /** Says of all changes at once which are to be taken; answers how many are. */
    async setTaken(importId: string, keys: ReadonlySet<string>): Promise<number> {
      await changes(importId).update({ taken: false });
      const met = await inChunks([...keys], async (part) => [
        await changes(importId)
          .whereNull('obstacle')
          .whereIn('choice_key', part)
          .update({ taken: true }),
      ]);
      return met.reduce((sum, n) => sum + n, 0);
    },
  };
}
