import { toIso } from '../../../shared/clock.js';
import type { Db } from '../../../shared/db/connect.js';
import { fromJson, toJson } from '../../../shared/db/dialect.js';
import { newId } from '../../../shared/ids.js';
import type { Planned } from './change-rules.js';

/** A change by hand as it was written. */
export interface StoredChange {
  number: number;
  kind: string;
  menteeId: string | null;
  fromUnit: string | null;
  toUnit: string | null;
  reason: string | null;
  undone: boolean;
  by: string | null;
  at: string;
}

const COLUMNS = {
  number: 'h.number',
  kind: 'h.kind',
  menteeId: 'h.mentee_id',
  fromUnit: 'h.from_unit',
  toUnit: 'h.to_unit',
  reason: 'h.reason',
  undone: 'h.undone',
  by: 'p.name',
  at: 'h.created_at',
} as const;

type Row = Omit<StoredChange, 'undone' | 'at'> & { undone: unknown; at: unknown };

const stored = (row: Row): StoredChange => ({
  ...row,
  undone: Boolean(row.undone),
  at: toIso(Number(row.at)),
});

/** The SQL of what was changed by hand. */
export function changeStore(db: Db) {
  const changes = (runId: string) =>
    db('match_changes as h').leftJoin('people as p', 'p.id', 'h.created_by').where({
      'h.run_id': runId,
    });

  return {
    /** Newest first, and how many there are. */
    async page(runId: string, { page, pageSize }: { page: number; pageSize: number }) {
      const rows: Row[] = await changes(runId)
        .orderBy('h.number', 'desc')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select(COLUMNS);
      const [count] = (await changes(runId).count({ n: '*' })) as { n: number | string }[];
      return { rows: rows.map(stored), total: Number(count?.n ?? 0) };
    },

    /** All, in their order. */
    async all(runId: string): Promise<StoredChange[]> {
      const rows: Row[] = await changes(runId).orderBy('h.number').select(COLUMNS);
      return rows.map(stored);
    },

    /** The latest that can be taken back, with what restores it. */
    async lastStanding(runId: string): Promise<(StoredChange & { before: Planned }) | null> {
      const row = await changes(runId)
        .where('h.undone', false)
        .whereNot('h.kind', 'undo')
        .orderBy('h.number', 'desc')
        .first({ ...COLUMNS, before: 'h.before' });
      return row ? { ...stored(row), before: fromJson<Planned>(row.before) } : null;
    },

    async setUndone(runId: string, number: number): Promise<void> {
      await db('match_changes').where({ run_id: runId, number }).update({ undone: true });
    },

    async add(
      of: { organisationId: string; programmeId: string; runId: string; by: string | null },
      change: Omit<StoredChange, 'undone' | 'by' | 'at'>,
      before: Planned,
      now: number,
    ): Promise<void> {
      await db('match_changes').insert({
        id: newId(),
        organisation_id: of.organisationId,
        programme_id: of.programmeId,
        run_id: of.runId,
        number: change.number,
        kind: change.kind,
        mentee_id: change.menteeId,
        from_unit: change.fromUnit,
        to_unit: change.toUnit,
        reason: change.reason,
        before: toJson(before),
        created_by: of.by,
        created_at: now,
      });
    },
  };
}
