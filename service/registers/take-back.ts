import type { Knex } from 'knex';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError } from '../../shared/errors.js';
import { recordChanges } from '../audit/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { bumpProgrammesOf } from '../people/index.js';
import { refreshProgress } from '../progress/index.js';
import type { Fill } from './fill-rules.js';
import { importListsStore } from './import-lists-store.js';
import { importStore } from './import-store.js';
import { inChunks } from './in-chunks.js';
import { undoneChanges } from './journal-words.js';
import { noteUndoneVersions } from './later-imports.js';
import { saidCounts } from './run-import.js';
import { changedMeanwhile, conflict, readImport } from './shown-import.js';
import { readWritten, takeAway, undoObstacles, type Written } from './undo-import.js';

const menteesOf = ({ pairs }: Written): string[] =>
  [...pairs.values()].flatMap(({ members }) =>
    members.filter((one) => one.side === 'mentee').map((one) => one.personId),
  );

/** Whom fills are about; those of earlier imports say only which row they are of. */
async function withPeople(trx: Knex.Transaction, fills: readonly Fill[]): Promise<Fill[]> {
  const nameless = fills.filter(({ personId, table }) => !personId && table !== 'pairs');
  const owners = new Map<string, string>();
  for (const table of new Set(nameless.map((fill) => fill.table))) {
    const own = nameless.filter((fill) => fill.table === table);
    const column = own[0]?.key.column ?? 'id';
    const rows = await inChunks<{ value: string; personId: string }>(
      own.map(({ key }) => key.value),
      (part) => trx(table).whereIn(column, part).select({ value: column, personId: 'person_id' }),
    );
    for (const { value, personId } of rows) owners.set(`${table} ${value}`, personId);
  }
  return fills.map((fill) => {
    const personId = fill.personId ?? owners.get(`${fill.table} ${fill.key.value}`);
    return personId === undefined ? fill : { ...fill, personId };
  });
}

/** Mentees of pairs whose days are changed back: their progress follows from it. */
const menteesOfPairs = (trx: Knex.Transaction, fills: readonly Fill[]): Promise<string[]> =>
  inChunks<string>(
    fills.filter(({ table }) => table === 'pairs').map(({ key }) => key.value),
    (part) =>
      trx('pair_members').whereIn('pair_id', part).where('side', 'mentee').pluck('person_id'),
  );

/**
 * Takes away all that an import wrote, and puts back what it changed; the journal says so of everybody whom
 * it was about.
 * @throws `conflict` where later work rests on it, `changed_meanwhile` over an older version
 */
export async function undoImport(
  deps: ServiceDeps,
  { authority, input }: Call<'undoRegisterImport'>,
): Promise<void> {
  const { programmeId } = authority;
  const { importId, version } = input;
  const now = deps.clock.now();
  await inTransaction(deps.db, async (trx) => {
    // As every write of a pair: nothing may come to rest on it while it is looked at.
    await trx('programmes').where('id', programmeId).forUpdate().first('revision');
    const stored = await readImport(trx, programmeId, importId);
    if (stored.state !== 'done') throw conflict('import.notDone');
    const of = { programmeId, importId, version, states: ['done'] as const };
    const columns = { state: 'undone', undone_at: now, undone_by: authority.personId };
    if (!(await importStore(trx).change(of, columns))) throw changedMeanwhile();
    const written = await readWritten(trx, importId);
    const { obstacles } = await undoObstacles(trx, stored, written);
    if (obstacles.length > 0) {
      throw new AppError('conflict', 'later work rests on it', {
        problems: obstacles.map(({ code, n }) => ({ path: '', code, params: { n } })),
      });
    }
    const gone = new Set(written.people);
    const staying = (ids: readonly string[]) => [...new Set(ids)].filter((id) => !gone.has(id));
    const fills = await withPeople(trx, written.fills);
    const filled = staying([
      ...written.rows.map((row) => row.personId),
      ...fills.flatMap(({ personId }) => personId ?? []),
    ]);
    const mentees = await menteesOfPairs(trx, fills);
    await takeAway(trx, written);
    await bumpProgrammesOf(trx, filled);
    await refreshProgress(trx, deps.clock, authority, staying([...menteesOf(written), ...mentees]));
    await trx('register_import_items').where('import_id', importId).delete();
    await noteUndoneVersions(trx, stored, written.fills);
    await importListsStore(trx).clear(importId);
    await recordChanges(trx, deps.clock, authority, [
      ...undoneChanges({ fills, filled, gone: written.people }),
      {
        action: 'undone',
        entity: 'register',
        entityId: importId,
        after: stored.counts === null ? null : saidCounts(stored.counts),
      },
    ]);
  });
}
