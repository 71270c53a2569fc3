import { toIso } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { recordChange } from '../audit/index.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { candidatesOf } from './candidates.js';
import { findDuplicates, pairKey } from './duplicate-rules.js';
import { duplicateStore } from './duplicate-store.js';
import { mergePeople } from './merge-people.js';
import { checkPair, previewMerge, shownRecord } from './merge-preview.js';
import { undoMerge } from './undo-merge.js';

type Names =
  | 'listDuplicates'
  | 'setDistinct'
  | 'previewMerge'
  | 'mergePeople'
  | 'listMerges'
  | 'undoMerge';

/** Those of a programme who may be one: five statements whatever the rows. */
async function listDuplicates(deps: ServiceDeps, { input }: Call<'listDuplicates'>) {
  const { programmeId, page, pageSize } = input;
  const store = duplicateStore(deps.db);
  const [people, accounts, distinctions, distinct] = await Promise.all([
    store.people(programmeId),
    store.accounts(programmeId),
    store.distinctions(programmeId),
    store.namedDistinctions(programmeId),
  ]);
  const different = new Set(distinctions.map((one) => pairKey(one.firstId, one.secondId)));
  const found = findDuplicates(candidatesOf(people, accounts), different);
  const byId = new Map(people.map((one) => [one.personId, one]));
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const roles = await store.roles(
    programmeId,
    shown.flatMap((one) => [one.firstId, one.secondId]),
  );
  const rows = shown.flatMap(({ firstId, secondId, reasons }) => {
    const [first, second] = [byId.get(firstId), byId.get(secondId)];
    if (!first || !second) return [];
    return [{ first: shownRecord(first, roles), second: shownRecord(second, roles), reasons }];
  });
  return { rows, total: found.length, page, pageSize, distinct };
}

async function setDistinct(deps: ServiceDeps, { authority, input }: Call<'setDistinct'>) {
  const { organisationId, programmeId } = authority;
  const { firstId, secondId, distinct } = input;
  return inTransaction(deps.db, async (trx) => {
    await checkPair(trx, authority, firstId, secondId);
    const store = duplicateStore(trx);
    const [first, second] = [firstId, secondId].sort() as [string, string];
    const place = { organisationId, programmeId };
    const at = deps.clock.now();
    const changed = distinct
      ? await store.addDistinction(place, [first, second], authority.personId, at)
      : await store.dropDistinction(programmeId, [first, second]);
    if (changed) {
      await recordChange(trx, deps.clock, authority, {
        action: distinct ? 'told_apart' : 'told_apart_no_more',
        entity: 'participant',
        entityId: firstId,
      });
    }
    return { distinct };
  });
}

async function listMerges(deps: ServiceDeps, { input }: Call<'listMerges'>) {
  const { programmeId, page, pageSize } = input;
  const { rows, total } = await duplicateStore(deps.db).merges(programmeId, { page, pageSize });
  return {
    rows: rows.map((row) => ({
      ...row,
      keptName: row.keptName ?? '',
      mergedName: row.mergedName ?? '',
      at: toIso(Number(row.at)),
      undoneAt: row.undoneAt === null ? null : toIso(Number(row.undoneAt)),
    })),
    total,
    page,
    pageSize,
  };
}

/** The handlers of people who are there twice. */
export function mergingHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listDuplicates: remembered<'listDuplicates'>(deps, (call) => listDuplicates(deps, call)),
    setDistinct: (call) => setDistinct(deps, call),
    previewMerge: (call) => previewMerge(deps, call),
    mergePeople: (call) => mergePeople(deps, call),
    listMerges: (call) => listMerges(deps, call),
    undoMerge: (call) => undoMerge(deps, call),
  };
}
