import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import { bulkInsert } from '../db/bulk.js';
import { type MergeRecord, type Row, writable } from './merge-record.js';
import type { MovedColumn } from './merge-tables.js';

/** Values bound by one statement: under SQLite's limit. */
const CHUNK = 400;

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let from = 0; from < items.length; from += CHUNK) yield items.slice(from, from + CHUNK);
}

export interface StoredMerge {
  mergeId: string;
  organisationId: string;
  keptId: string;
  mergedId: string;
  moved: MergeRecord;
  createdAt: number;
  undoneAt: number | null;
}

/** The SQL of moving rows between two people; writes on a transaction. */
export function mergeStore(db: Db) {
  const rowsOf = (
    { table, column, byPerson }: Pick<MovedColumn, 'table' | 'column' | 'byPerson'>,
    personId: string,
    programmeIds: readonly string[],
  ): Knex.QueryBuilder => {
    const query = db(table).where(column, personId);
    return byPerson ? query : query.whereIn('programme_id', [...programmeIds]);
  };

  return {
    rowsOf,

    /** The programmes in which these people are. */
    async programmesOf(personIds: readonly string[]): Promise<string[]> {
      return db('members')
        .whereIn('person_id', [...personIds])
        .distinct('programme_id')
        .pluck('programme_id');
    },

    /** Claims a person as the caller saw them; false: changed meanwhile, or merged by now. */
    async claim(personId: string, version: number, mergedInto: string | null): Promise<boolean> {
      const met = await db('people')
        .where({ id: personId, version })
        .whereNull('merged_into')
        .update({ version: version + 1, merged_into: mergedInto });
      return met === 1;
    },

    /**
     * The pairs, by their titles, in which what is written of each of two is two people's: they stand on
     * both sides, each has a plan, or both are marked at one meeting. Who only came and went there under
     * two records is one.
     */
    async sharedPairs(keptId: string, mergedId: string, programmeIds: readonly string[]) {
      const ofBoth = (table: string, column: string) =>
        db(`${table} as x`)
          .join(`${table} as y`, `y.${column}`, `x.${column}`)
          .where({ 'x.person_id': keptId, 'y.person_id': mergedId })
          .whereRaw('x.pair_id = a.pair_id')
          .select(db.raw('1'));
      const rows: { title: string }[] = await db('pair_members as a')
        .join('pair_members as b', 'b.pair_id', 'a.pair_id')
        .join('pairs as q', 'q.id', 'a.pair_id')
        .whereIn('a.programme_id', [...programmeIds])
        .where({ 'a.person_id': keptId, 'b.person_id': mergedId })
        .where((either) =>
          either
            .whereRaw('a.side <> b.side')
            .orWhereExists(ofBoth('plans', 'pair_id'))
            .orWhereExists(ofBoth('meeting_attendance', 'meeting_id')),
        )
        .select('q.title');
      return rows.map((row) => row.title);
    },

    /** The rows of a person that are to move, locked until the end of the transaction. */
    async idsToMove(
      of: MovedColumn,
      personId: string,
      programmeIds: readonly string[],
    ): Promise<Row[]> {
      return rowsOf(of, personId, programmeIds)
        .forUpdate()
        .orderBy('id')
        .select('id', ...(of.unique ?? []), ...(of.filled ? [of.filled] : []));
    },

    /** Moves rows by their ids; of each only while it still names `from`. */
    async move(
      table: string,
      column: string,
      ids: readonly string[],
      { from, to }: { from: string; to: string },
    ): Promise<number> {
      let met = 0;
      for (const part of chunks(ids)) {
        met += await db(table)
          .whereIn('id', part)
          .where(column, from)
          .update({ [column]: to });
      }
      return met;
    },

    /** Takes rows away and returns them as they were. */
    async take(table: string, ids: readonly string[], key = 'id'): Promise<Row[]> {
      const taken: Row[] = [];
      for (const part of chunks(ids)) {
        taken.push(...(await db(table).whereIn(key, part)));
        await db(table).whereIn(key, part).delete();
      }
      return taken;
    },

    async putBack(table: string, rows: readonly Row[]): Promise<void> {
      await bulkInsert(
        db,
        table,
        rows.map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, writable(value)])),
        ),
      );
    },

    update: (table: string, key: Record<string, string>, values: Row): Promise<number> =>
      db(table)
        .where(key)
        .update(
          Object.fromEntries(
            Object.entries(values).map(([name, value]) => [name, writable(value)]),
          ),
        ),

    find: (table: string, key: Record<string, string>): Promise<Row | undefined> =>
      db(table).where(key).first(),

    /** The place of people in the lists of all their programmes, by their names. */
    async sortAgain(personIds: readonly string[]): Promise<void> {
      await db('members')
        .whereIn('person_id', [...personIds])
        .update({
          sort_key: db('people').select('sort_key').where('people.id', db.ref('members.person_id')),
        });
    },

    async bump(programmeIds: readonly string[]): Promise<void> {
      await db('programmes')
        .whereIn('id', [...programmeIds])
        .increment('revision', 1);
    },

    async insertMerge(
      place: { organisationId: string; programmeId: string },
      of: { keptId: string; mergedId: string; actorId: string | null; at: number },
      record: MergeRecord,
    ): Promise<string> {
      const id = newId();
      await db('person_merges').insert({
        id,
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        kept_id: of.keptId,
        merged_id: of.mergedId,
        moved: toJson(record),
        actor_id: of.actorId,
        created_at: of.at,
      });
      return id;
    },

    async findMerge(programmeId: string, mergeId: string): Promise<StoredMerge | null> {
      const row = await db('person_merges')
        .where({ id: mergeId, programme_id: programmeId })
        .first({
          mergeId: 'id',
          organisationId: 'organisation_id',
          keptId: 'kept_id',
          mergedId: 'merged_id',
          moved: 'moved',
          createdAt: 'created_at',
          undoneAt: 'undone_at',
        });
      return row ? { ...row, moved: fromJson<MergeRecord>(row.moved) } : null;
    },

    /** Claims the undoing of a merge; false: somebody has undone it. */
    async claimUndo(mergeId: string, by: string | null, at: number): Promise<boolean> {
      const met = await db('person_merges')
        .where('id', mergeId)
        .whereNull('undone_at')
        .update({ undone_at: at, undone_by: by });
      return met === 1;
    },

    /** Lets the merged person be somebody again, while the kept one is still who they were; false: not. */
    async part(keptId: string, mergedId: string): Promise<boolean> {
      const kept = await db('people')
        .where('id', keptId)
        .whereNull('merged_into')
        .update({ version: db.raw('version + 1') });
      const merged = await db('people')
        .where({ id: mergedId, merged_into: keptId })
        .update({ merged_into: null, version: db.raw('version + 1') });
      return kept === 1 && merged === 1;
    },

    /** Whether a meeting of one of these pairs was written down since a moment. */
    async metSince(pairIds: readonly string[], since: number): Promise<boolean> {
      for (const part of chunks(pairIds)) {
        const row = await db('meetings')
          .whereIn('pair_id', part)
          .where('created_at', '>=', since)
          .first('id');
        if (row !== undefined) return true;
      }
      return false;
    },

    /** Whether meetings were written down for a person in these pairs beside those that are known. */
    async meetingsSince(
      personId: string,
      pairMemberIds: readonly string[],
      known: readonly string[],
    ): Promise<boolean> {
      const mine = new Set(known);
      for (const part of chunks(pairMemberIds)) {
        const rows: { id: string }[] = await db('meeting_attendance as ma')
          .join('pair_members as pm', 'pm.pair_id', 'ma.pair_id')
          .whereIn('pm.id', part)
          .where('ma.person_id', personId)
          .select('ma.id');
        if (rows.some((row) => !mine.has(row.id))) return true;
      }
      return false;
    },
  };
}

export type MergeStore = ReturnType<typeof mergeStore>;
