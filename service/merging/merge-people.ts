import type { Knex } from 'knex';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError } from '../../shared/errors.js';
import { recordChange } from '../audit/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { endMentorPages } from '../links/index.js';
import { renamePairsOf } from '../pairs/index.js';
import { refreshProgress } from '../progress/index.js';
import { bringAnswersTogether } from './merge-answers.js';
import { combine, combineStays } from './merge-combine.js';
import { checkPair, conflictOf } from './merge-preview.js';
import { emptyRecord, type MergeRecord, type Row } from './merge-record.js';
import { type MergeStore, mergeStore } from './merge-store.js';
import { MOVED_COLUMNS, type MovedColumn } from './merge-tables.js';

interface Work {
  store: MergeStore;
  record: MergeRecord;
  keptId: string;
  mergedId: string;
  programmeIds: string[];
}

const keyOf = (row: Row, unique: readonly string[]): string =>
  unique.map((name) => String(row[name])).join(' ');

/** Moves the rows of one column; of two with one key the kept person's stays, unless only theirs is filled. */
async function moveColumn(work: Work, column: MovedColumn): Promise<void> {
  const { store, record, keptId, mergedId, programmeIds } = work;
  const theirs = await store.idsToMove(column, mergedId, programmeIds);
  if (theirs.length === 0) return;
  const { unique, filled } = column;
  const mine = new Map(
    unique
      ? (await store.idsToMove(column, keptId, programmeIds)).map((row) => [
          keyOf(row, unique),
          row,
        ])
      : [],
  );
  const ids = (rows: Row[]) => rows.map((row) => String(row['id']));
  const isFilled = (row: Row) => filled !== undefined && row[filled] !== null;
  const rivalOf = (row: Row) => (unique ? mine.get(keyOf(row, unique)) : undefined);
  const emptier = theirs.flatMap((row) => {
    const rival = rivalOf(row);
    return rival && isFilled(row) && !isFilled(rival) ? [rival] : [];
  });
  const isTwice = (row: Row) => {
    const rival = rivalOf(row);
    return rival !== undefined && !emptier.includes(rival);
  };
  const twice = await store.take(column.table, ids([...theirs.filter(isTwice), ...emptier]));
  record.removed.push(...twice.map((row) => ({ table: column.table, row })));
  const moving = ids(theirs.filter((row) => !isTwice(row)));
  if (moving.length === 0) return;
  const both = { from: mergedId, to: keptId };
  await store.move(column.table, column.column, moving, both);
  record.moved.push({ table: column.table, column: column.column, ids: moving });
}

async function moveEverything(trx: Knex.Transaction, work: Work): Promise<void> {
  await bringAnswersTogether({ trx, ...work });
  await combineStays({ trx, ...work });
  for (const column of MOVED_COLUMNS) await moveColumn(work, column);
  await combine({ trx, ...work });
  await work.store.sortAgain([work.keptId]);
}

/**
 * Makes one record of two: all that names the merged person names the kept one from then on, in all
 * programmes of the college, in one transaction. What it did is written down for undoing.
 * @throws `changed_meanwhile` when one of them is no longer as they were shown, `conflict` with
 *   `merge.*` where both have a part of their own in one pair, `not_found` for who is not in this programme
 */
export async function mergePeople(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'mergePeople'>,
): Promise<{ mergeId: string; keptId: string }> {
  const { organisationId, programmeId } = authority;
  const { keptId, mergedId } = input;
  const which = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'mergePeople',
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, which, async () => {
      const store = mergeStore(trx);
      // Claimed before anything is read: of two merges at once the second reads what the first left.
      const claimed =
        keptId !== mergedId &&
        (await store.claim(mergedId, input.mergedVersion, keptId)) &&
        (await store.claim(keptId, input.keptVersion, null));
      await checkPair(trx, authority, keptId, mergedId);
      if (!claimed) throw new AppError('changed_meanwhile', 'one of the people was changed');
      const programmeIds = await store.programmesOf([keptId, mergedId]);
      // First of all, as each write of the domain ends with it: who writes meanwhile is waited for.
      await store.bump(programmeIds);
      const shared = await store.sharedPairs(keptId, mergedId, programmeIds);
      if (shared.length > 0) throw conflictOf('merge.same_pair');
      const record = emptyRecord();
      await moveEverything(trx, { store, record, keptId, mergedId, programmeIds });
      const at = deps.clock.now();
      const of = { keptId, mergedId, actorId: authority.personId, at };
      const mergeId = await store.insertMerge({ organisationId, programmeId }, of, record);
      // Who has been let in as one of the two comes in anew: neither page goes on by itself.
      await endMentorPages(trx, [keptId, mergedId], at);
      await renamePairsOf(trx, [keptId]);
      await refreshProgress(trx, deps.clock, authority, [keptId]);
      await recordChange(trx, deps.clock, authority, {
        action: 'merged',
        entity: 'participant',
        entityId: keptId,
      });
      return { mergeId, keptId };
    }),
  );
}
