import { toJson } from '../../shared/db/dialect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid } from '../../shared/errors.js';
import { guessMapping, IMPORT_ROWS, REQUIRED_FIELDS } from '../api/register-imports.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { checkImport, decide } from './check-import.js';
import { importStore } from './import-store.js';
import { listHandlers } from './list-handlers.js';
import { newToken, runInBackground } from './run-import.js';
import { changedMeanwhile, conflict, isStalled, readImport, shownImport } from './shown-import.js';
import { undoImport } from './take-back.js';
import { readWritten, undoObstacles } from './undo-import.js';

type Names =
  | 'listRegisterImports'
  | 'createRegisterImport'
  | 'addRegisterRows'
  | 'noteMergedCells'
  | 'getRegisterImport'
  | 'checkRegisterImport'
  | 'listImportProblems'
  | 'listImportDoubts'
  | 'decideImportDoubts'
  | 'runRegisterImport'
  | 'listUndoObstacles'
  | 'undoRegisterImport'
  | 'dropRegisterImport'
  | keyof ReturnType<typeof listHandlers>;

/** Files that were not taken in are let go of after so long. */
const FORGOTTEN_MS = 7 * 86_400_000;

async function create(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'createRegisterImport'>,
) {
  const { organisationId, programmeId } = authority;
  const { register, titles } = input;
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'createRegisterImport',
  };
  const { importId } = await inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, { ...key, key: input.idempotencyKey, input }, async () => {
      const store = importStore(trx);
      const now = deps.clock.now();
      await store.dropForgotten(programmeId, now - FORGOTTEN_MS);
      const mapping = guessMapping(register, titles);
      const by = authority.personId;
      const made = { register, titles, mapping, by, now };
      return { importId: await store.insert({ organisationId, programmeId }, made) };
    }),
  );
  return shownImport(await readImport(deps.db, programmeId, importId), deps.clock.now());
}

async function addRows(deps: ServiceDeps, { authority, input }: Call<'addRegisterRows'>) {
  const { organisationId, programmeId } = authority;
  const { importId, rows } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = importStore(trx);
    const stored = await readImport(trx, programmeId, importId);
    const of = { programmeId, importId, version: stored.version, states: ['draft'] as const };
    // First, so that of two who send at once the second waits for the first.
    if (!(await store.change(of, {}))) throw changedMeanwhile();
    await store.addRows({ organisationId, programmeId, importId }, rows);
    const totalRows = await store.countRows(importId);
    if (totalRows > IMPORT_ROWS)
      throw invalid([{ path: 'file', code: 'import.tooManyRows', params: { max: IMPORT_ROWS } }]);
    await store.change({ ...of, version: stored.version + 1 }, { total_rows: totalRows });
    return { totalRows };
  });
}

async function noteMerged(deps: ServiceDeps, { input }: Call<'noteMergedCells'>) {
  const { programmeId, importId, merged } = input;
  return inTransaction(deps.db, async (trx) => {
    const { version } = await readImport(trx, programmeId, importId);
    const of = { programmeId, importId, version, states: ['draft'] as const };
    if (!(await importStore(trx).change(of, { merged: toJson(merged) }))) throw changedMeanwhile();
    return { ok: true as const };
  });
}

async function check(deps: ServiceDeps, { authority, input }: Call<'checkRegisterImport'>) {
  const { programmeId } = authority;
  const { importId, mapping, version } = input;
  const missing = REQUIRED_FIELDS.filter((field) => mapping[field] === undefined);
  const used = Object.values(mapping);
  const double = Object.entries(mapping).filter(([, index], i) => used.indexOf(index) !== i);
  const problems = [
    ...missing.map((field) => ({ path: `mapping.${field}`, code: 'required' })),
    ...double.map(([field]) => ({ path: `mapping.${field}`, code: 'import.columnTwice' })),
  ];
  if (problems.length > 0) throw invalid(problems);
  const stored = await readImport(deps.db, programmeId, importId);
  if (stored.totalRows === 0) throw conflict('import.noRows');
  await checkImport(deps, authority, { ...stored, mapping }, version);
  return shownImport(await readImport(deps.db, programmeId, importId), deps.clock.now());
}

/** Claims an import that nothing stands against, or one whose writer was not heard of, and goes on by itself. */
async function run(deps: ServiceDeps, { authority, input }: Call<'runRegisterImport'>) {
  const { programmeId } = authority;
  const { importId, version } = input;
  const now = deps.clock.now();
  const token = newToken();
  await inTransaction(deps.db, async (trx) => {
    const stored = await readImport(trx, programmeId, importId);
    const { state, counts } = stored;
    // A form that was sent twice has begun it once.
    if (state === 'running' && !isStalled(stored, now)) throw conflict('import.running');
    if (state !== 'checked' && state !== 'running') throw conflict('import.notChecked');
    if (counts === null || counts.problems > 0) throw conflict('import.hasProblems');
    if (counts.doubts > 0) throw conflict('import.hasDoubts');
    const columns = { state: 'running', run_token: token, heard_at: now, progress: 0 };
    const of = { programmeId, importId, version, states: [state] as const };
    if (!(await importStore(trx).change(of, columns))) throw changedMeanwhile();
  });
  const claimed = await readImport(deps.db, programmeId, importId);
  runInBackground(deps, authority, claimed, token);
  return shownImport(claimed, now);
}

async function obstaclesOf(deps: ServiceDeps, { input }: Call<'listUndoObstacles'>) {
  const stored = await readImport(deps.db, input.programmeId, input.importId);
  if (stored.state !== 'done') return { obstacles: [], imports: [] };
  const written = await readWritten(deps.db, stored.importId);
  return undoObstacles(deps.db, stored, written);
}

async function drop(deps: ServiceDeps, { input }: Call<'dropRegisterImport'>) {
  const { programmeId, importId } = input;
  await readImport(deps.db, programmeId, importId);
  const gone = await inTransaction(deps.db, (trx) => importStore(trx).drop(programmeId, importId));
  if (!gone) throw conflict('import.notDraft');
  return { ok: true as const };
}

interface KnownRow {
  personId: string;
  name: string;
  groupName: string | null;
  birthDate: string | null;
  birthYear: number | null;
}

/** People's names and groups beside those whom somebody of the file may be. */
async function doubtsOf(deps: ServiceDeps, { input }: Call<'listImportDoubts'>) {
  const { programmeId, importId, page, pageSize } = input;
  await readImport(deps.db, programmeId, importId);
  const all = await importStore(deps.db).doubts(programmeId, importId);
  const shown = all.slice((page - 1) * pageSize, page * pageSize);
  const ids = shown.flatMap((doubt) => doubt.candidates.map((one) => one.personId));
  const rows = await deps
    .db('members as m')
    .join('people as p', 'p.id', 'm.person_id')
    .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
    .where('m.programme_id', programmeId)
    .whereIn('m.person_id', [...new Set(ids)])
    .select({
      personId: 'm.person_id',
      name: 'p.name',
      groupName: 'm.group_name',
      birthDate: 'f.birth_date',
      birthYear: 'f.birth_year',
    });
  const known = new Map<string, KnownRow>(
    (rows as KnownRow[]).map((row): [string, KnownRow] => [row.personId, row]),
  );
  return {
    rows: shown.map(({ candidates, ...doubt }) => ({
      ...doubt,
      candidates: candidates.flatMap(({ personId, reasons }) => {
        const one = known.get(personId);
        if (!one) return [];
        const birthYear = one.birthDate
          ? Number(one.birthDate.slice(0, 4))
          : (one.birthYear ?? null);
        return [{ personId, name: one.name, groupName: one.groupName, birthYear, reasons }];
      }),
    })),
    total: all.length,
    page,
    pageSize,
  };
}

/** The handlers of registers on their way in. */
export function importHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const now = () => deps.clock.now();
  return {
    ...listHandlers(deps),
    listRegisterImports: async ({ input: { programmeId, page, pageSize } }) => {
      const { rows, total } = await importStore(deps.db).page(programmeId, { page, pageSize });
      return { rows: rows.map((row) => shownImport(row, now())), total, page, pageSize };
    },
    createRegisterImport: (call) => create(deps, call),
    addRegisterRows: (call) => addRows(deps, call),
    noteMergedCells: (call) => noteMerged(deps, call),
    getRegisterImport: async ({ input }) =>
      shownImport(await readImport(deps.db, input.programmeId, input.importId), now()),
    checkRegisterImport: (call) => check(deps, call),
    listImportProblems: async ({ input: { programmeId, importId, page, pageSize } }) => {
      await readImport(deps.db, programmeId, importId);
      const found = await importStore(deps.db).problems(importId, { page, pageSize });
      return { ...found, page, pageSize };
    },
    listImportDoubts: (call) => doubtsOf(deps, call),
    decideImportDoubts: async (call) => {
      await decide(deps, call);
      const { programmeId, importId } = call.input;
      return shownImport(await readImport(deps.db, programmeId, importId), now());
    },
    runRegisterImport: (call) => run(deps, call),
    listUndoObstacles: (call) => obstaclesOf(deps, call),
    undoRegisterImport: async (call) => {
      await undoImport(deps, call);
      const { programmeId, importId } = call.input;
      return shownImport(await readImport(deps.db, programmeId, importId), now());
    },
    dropRegisterImport: (call) => drop(deps, call),
  };
}
