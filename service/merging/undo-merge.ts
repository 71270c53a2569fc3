import type { Knex } from 'knex';
import { inTransaction } from '../../shared/db/transaction.js';
import { notFound } from '../../shared/errors.js';
import { recordChanges } from '../audit/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { renamePairsOf } from '../pairs/index.js';
import { refreshProgress } from '../progress/index.js';
import { same } from './combine-rules.js';
import { partAnonymousAnswers } from './merge-answers.js';
import { conflictOf } from './merge-preview.js';
import type { MergeRecord } from './merge-record.js';
import { type MergeStore, mergeStore, type StoredMerge } from './merge-store.js';

/** What a launch writes by itself: it tells nothing of whose the rest is. */
const BY_ITSELF: ReadonlySet<string> = new Set(['lms_status', 'lms_role']);

const CHANGED_CODE: Readonly<Record<string, string>> = {
  profiles: 'merge.profileSince',
  members: 'merge.rolesSince',
  participations: 'merge.rolesSince',
};

/** Rows that took something over must be as the merge left them. */
async function checkUnchanged(store: MergeStore, record: MergeRecord): Promise<void> {
  for (const { table, key, after } of record.changed) {
    const row = await store.find(table, key);
    const differs = Object.keys(after).some(
      (name) => !BY_ITSELF.has(name) && !same(row?.[name], after[name]),
    );
    if (!row || differs) throw conflictOf(CHANGED_CODE[table] ?? 'merge.changedSince');
  }
}

async function checkAnswers(trx: Knex.Transaction, record: MergeRecord): Promise<void> {
  if (record.answers.length === 0) return;
  const versions = new Map(record.answers.map((one) => [one.responseId, one.version]));
  const rows: { id: string; version: number }[] = await trx('survey_responses')
    .whereIn('id', [...versions.keys()])
    .select('id', 'version');
  if (rows.length < versions.size || rows.some((row) => row.version !== versions.get(row.id)))
    throw conflictOf('merge.answersSince');
}

const idsOf = (record: MergeRecord, table: string): string[] =>
  record.moved
    .filter((one) => one.table === table && one.column === 'person_id')
    .flatMap((one) => one.ids);

/** Refuses what can no longer be told apart. */
async function checkUndoable(
  trx: Knex.Transaction,
  store: MergeStore,
  { keptId, moved, createdAt }: StoredMerge,
): Promise<void> {
  const known = idsOf(moved, 'meeting_attendance');
  if (await store.meetingsSince(keptId, idsOf(moved, 'pair_members'), known))
    throw conflictOf('merge.meetingsSince');
  // In a pair in which both had been one at a time, nobody can say whose a later meeting is.
  const shared = moved.removed.filter(({ table }) => table === 'pair_members');
  const pairIds = shared.map(({ row }) => String(row['pair_id']));
  if (await store.metSince(pairIds, Number(createdAt))) throw conflictOf('merge.meetingsSince');
  await checkUnchanged(store, moved);
  await checkAnswers(trx, moved);
}

async function moveBack(
  trx: Knex.Transaction,
  store: MergeStore,
  { keptId, mergedId, moved }: StoredMerge,
): Promise<void> {
  for (const { table, column, ids } of moved.moved) {
    const met = await store.move(table, column, ids, { from: keptId, to: mergedId });
    if (met !== ids.length) throw conflictOf('merge.changedSince');
  }
  for (const { table, key, before } of moved.changed) {
    if (Object.keys(before).length > 0) await store.update(table, key, before);
    // The kept person had no such row before.
    else await trx(table).where(key).delete();
  }
  const tables = new Set(moved.removed.map((one) => one.table));
  for (const table of tables) {
    const rows = moved.removed.filter((one) => one.table === table).map((one) => one.row);
    await store.putBack(table, rows);
  }
  await partAnonymousAnswers(trx, moved, { keptId, mergedId });
  await store.sortAgain([keptId, mergedId]);
}

/**
 * Makes two records of one again, as the merge found them; what was written since for the one stays with
 * the kept person.
 * @throws `conflict` with `merge.*` where something was written since that tells the two apart no more
 */
export async function undoMerge(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'undoMerge'>,
): Promise<{ keptId: string; mergedId: string }> {
  const { organisationId, programmeId } = authority;
  const which = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'undoMerge',
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, which, async () => {
      const store = mergeStore(trx);
      const merge = await store.findMerge(programmeId, input.mergeId);
      if (!merge) throw notFound('merge');
      const { mergeId, keptId, mergedId } = merge;
      if (!(await store.claimUndo(mergeId, authority.personId, deps.clock.now())))
        throw conflictOf('merge.undoneAlready');
      if (!(await store.part(keptId, mergedId))) throw conflictOf('merge.mergedOn');
      await store.bump(await store.programmesOf([keptId]));
      await checkUndoable(trx, store, merge);
      await moveBack(trx, store, merge);
      await store.bump(await store.programmesOf([mergedId]));
      await renamePairsOf(trx, [keptId, mergedId]);
      await refreshProgress(trx, deps.clock, authority, [keptId, mergedId]);
      await recordChanges(
        trx,
        deps.clock,
        authority,
        [keptId, mergedId].map((entityId) => ({
          action: 'parted',
          entity: 'participant' as const,
          entityId,
        })),
      );
      return { keptId, mergedId };
    }),
  );
}
