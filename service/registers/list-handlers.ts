import { toJson } from '../../shared/db/dialect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { SAMPLE_ROWS, SAMPLES_SHOWN } from '../api/register-import-lists.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { plainText } from './cell-rules.js';
import { importListsStore } from './import-lists-store.js';
import { importStore, type StoredCounts } from './import-store.js';
import { changedMeanwhile, readImport, shownImport } from './shown-import.js';

type Names = 'listImportSamples' | 'listImportPeople' | 'listImportChanges' | 'chooseImportChanges';

/** Characters of a value that are shown to tell a column by. */
const SAMPLE_LENGTH = 60;

async function samples(deps: ServiceDeps, { input }: Call<'listImportSamples'>) {
  const { titles } = await readImport(deps.db, input.programmeId, input.importId);
  const rows = await importStore(deps.db).firstRows(input.importId, SAMPLE_ROWS);
  return {
    columns: titles.map((_, column) => {
      const values = rows.map((cells) => plainText(cells[column] ?? '').slice(0, SAMPLE_LENGTH));
      return [...new Set(values.filter(Boolean))].slice(0, SAMPLES_SHOWN);
    }),
  };
}

/** Keeps which of the file's values are to be taken; nothing else of the check changes by it. */
async function choose(deps: ServiceDeps, { input }: Call<'chooseImportChanges'>) {
  const { programmeId, importId, choices, all, version } = input;
  await inTransaction(deps.db, async (trx) => {
    const stored = await readImport(trx, programmeId, importId);
    const lists = importListsStore(trx);
    const keys = all === null ? choices.map(({ key }) => key) : null;
    const possible = await lists.possible(importId, keys);
    const decisions = { ...stored.decisions };
    const take = new Map(
      all === null
        ? choices.map(({ key, take: taken }) => [key, taken])
        : [...possible.keys()].map((key) => [key, all === 'take']),
    );
    for (const [key, here] of possible) {
      if (take.get(key)) decisions[key] = here;
      else delete decisions[key];
    }
    const taken = await lists.setTaken(importId, new Set(Object.keys(decisions)));
    const counts = { ...(stored.counts as StoredCounts), taken };
    const of = { programmeId, importId, version, states: ['checked'] as const };
    const columns = { decisions: toJson(decisions), counts: toJson(counts) };
    if (!(await importStore(trx).change(of, columns))) throw changedMeanwhile();
  });
  return shownImport(await readImport(deps.db, programmeId, importId), deps.clock.now());
}

/** The handlers of what a file holds, whom it names, and what it says otherwise. */
export function listHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listImportSamples: (call) => samples(deps, call),
    listImportPeople: async ({ input: { programmeId, importId, kind, page, pageSize } }) => {
      await readImport(deps.db, programmeId, importId);
      const found = await importListsStore(deps.db).people(importId, kind === 'new', {
        page,
        pageSize,
      });
      return { ...found, page, pageSize };
    },
    listImportChanges: async ({ input: { programmeId, importId, page, pageSize } }) => {
      await readImport(deps.db, programmeId, importId);
      const found = await importListsStore(deps.db).changes(importId, { page, pageSize });
      return { ...found, page, pageSize };
    },
    chooseImportChanges: (call) => choose(deps, call),
  };
}
