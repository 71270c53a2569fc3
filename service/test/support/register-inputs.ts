import type { Actor, MentoringClient } from '../../api/index.js';
import type { Inputs, World } from './permission-world.js';

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });

type Names =
  | 'listRegister'
  | 'listRegisterEntries'
  | 'updateRegisterEntry'
  | 'listRegisterImports'
  | 'createRegisterImport'
  | 'addRegisterRows'
  | 'noteMergedCells'
  | 'getRegisterImport'
  | 'checkRegisterImport'
  | 'listImportProblems'
  | 'listImportDoubts'
  | 'decideImportDoubts'
  | 'listImportSamples'
  | 'listImportPeople'
  | 'listImportChanges'
  | 'chooseImportChanges'
  | 'runRegisterImport'
  | 'listUndoObstacles'
  | 'undoRegisterImport'
  | 'dropRegisterImport';

const TITLES = ['ФИО наставляемого', 'Год рождения наставляемого'];

/** Well-formed inputs of the endpoints of registers. */
export const REGISTER_INPUTS: Pick<Inputs, Names> = {
  listRegister: (w) => ({ ...inProgramme(w), register: 'mentees' }),
  listRegisterEntries: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.pair.menteeIds[0] as string,
  }),
  updateRegisterEntry: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.pair.menteeIds[0] as string,
    role: 'mentee',
    pairId: ids.pair.pairId,
    results: 'Сдал сессию',
    version: 0,
  }),
  listRegisterImports: inProgramme,
  createRegisterImport: (w) => ({ ...inProgramme(w), register: 'mentees', titles: TITLES }),
  addRegisterRows: (w, ids) => ({
    ...inProgramme(w),
    importId: ids.importId,
    rows: [{ number: 3, cells: ['Новиков Пётр Ильич', '2008'] }],
  }),
  noteMergedCells: (w, ids) => ({
    ...inProgramme(w),
    importId: ids.importId,
    merged: [{ row: 3, lastRow: 4, column: 0, lastColumn: 0 }],
  }),
  getRegisterImport: (w, ids) => ({ ...inProgramme(w), importId: ids.importId }),
  checkRegisterImport: (w, ids) => ({
    ...inProgramme(w),
    importId: ids.importId,
    mapping: { name: 0, birthYear: 1 },
    version: 3,
  }),
  listImportProblems: (w, ids) => ({ ...inProgramme(w), importId: ids.importId }),
  listImportDoubts: (w, ids) => ({ ...inProgramme(w), importId: ids.importId }),
  decideImportDoubts: (w, ids) => ({
    ...inProgramme(w),
    importId: ids.importId,
    decisions: [],
    version: 3,
  }),
  listImportSamples: (w, ids) => ({ ...inProgramme(w), importId: ids.importId }),
  listImportPeople: (w, ids) => ({ ...inProgramme(w), importId: ids.importId, kind: 'new' }),
  listImportChanges: (w, ids) => ({ ...inProgramme(w), importId: ids.importId }),
  chooseImportChanges: (w, ids) => ({
    ...inProgramme(w),
    importId: ids.importId,
    choices: [],
    version: 4,
  }),
  runRegisterImport: (w, ids) => ({ ...inProgramme(w), importId: ids.importId, version: 4 }),
  listUndoObstacles: (w, ids) => ({ ...inProgramme(w), importId: ids.importId }),
  undoRegisterImport: (w, ids) => ({ ...inProgramme(w), importId: ids.importId, version: 6 }),
  dropRegisterImport: (w, ids) => ({ ...inProgramme(w), importId: ids.importId }),
};

/** What of a programme stands in tables of registers. */
export const REGISTER_TABLES = [
  'register_imports',
  'register_import_rows',
  'register_import_items',
  'register_import_people',
  'register_import_changes',
  'pair_members',
] as const;

/** A file of one row that was read and not checked yet. */
export async function buildImport(
  service: { as(actor: Actor): MentoringClient },
  programmeId: string,
  coordinator: Actor,
): Promise<string> {
  const api = service.as(coordinator);
  const { importId } = await api.createRegisterImport({
    programmeId,
    register: 'mentees',
    titles: TITLES,
  });
  await api.addRegisterRows({
    programmeId,
    importId,
    rows: [{ number: 2, cells: ['Смирнова Анна Олеговна', '2008'] }],
  });
  return importId;
}
