import type { Knex } from 'knex';
import { toJson } from '../../shared/db/dialect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import type { Authority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import { importListsStore } from './import-lists-store.js';
import { importStore, type StoredImport } from './import-store.js';
import { makePlan, type WholePlan } from './make-plan.js';

/**
 * Goes through all rows of an import and keeps what is wrong and whom it is unsure of; nothing is written
 * of people. Told outside of any lock, kept in one transaction.
 * @throws `changed_meanwhile` over an older version, or where it is being written already
 */
export async function checkImport(
  deps: ServiceDeps,
  authority: Authority,
  stored: StoredImport,
  version: number,
): Promise<void> {
  const plan = await makePlan(deps.db, deps.clock, stored, authority.timeZone);
  const { programmeId, importId } = stored;
  await inTransaction(deps.db, async (trx) => {
    const store = importStore(trx);
    const changed = await store.change(
      { programmeId, importId, version, states: ['draft', 'checked'] },
      {
        state: 'checked',
        mapping: toJson(stored.mapping),
        decisions: toJson(stored.decisions),
        counts: toJson(plan.counts),
        doubts: toJson(plan.doubts),
      },
    );
    if (!changed) throw new AppError('changed_meanwhile', 'the import was changed meanwhile');
    await store.setProblems(importId, plan.ids, plan.problems);
    await keepLists(trx, stored, plan);
  });
}

/** Keeps whom a file names and what it would change, once nothing stands against it. */
export async function keepLists(
  trx: Knex.Transaction,
  stored: StoredImport,
  plan: WholePlan,
): Promise<void> {
  const lists = importListsStore(trx);
  await lists.clear(stored.importId);
  if (plan.counts.problems > 0 || plan.counts.doubts > 0) return;
  await lists.setPeople(stored, plan, false);
  await lists.setChanges(stored, plan, plan.changes, false);
}

/** Keeps who people of the file are, and checks again with it: an answer may raise another question. */
export async function decide(
  deps: ServiceDeps,
  { authority, input }: Call<'decideImportDoubts'>,
): Promise<void> {
  const { programmeId, importId, rest, version } = input;
  const store = importStore(deps.db);
  const stored = await store.find(programmeId, importId);
  if (!stored) throw notFound('import');
  const doubts = await store.doubts(programmeId, importId);
  const decisions = { ...stored.decisions };
  for (const { key, choice } of input.decisions) decisions[key] = choice;
  for (const doubt of doubts) {
    if (rest === null || decisions[doubt.key] !== undefined) continue;
    const likeliest = doubt.candidates[0]?.personId;
    decisions[doubt.key] = rest === 'new' || likeliest === undefined ? 'new' : likeliest;
  }
  await checkImport(deps, authority, { ...stored, decisions }, version);
}
