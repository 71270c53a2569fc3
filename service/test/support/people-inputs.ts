import { newId } from '../../../shared/ids.js';
import type { contract } from '../../api/index.js';
import type { merges } from '../../api/merges.js';
import type { standing } from '../../api/standing.js';
import type { Inputs, World } from './permission-world.js';

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });

type Names = keyof typeof standing | keyof typeof merges;

/** Well-formed inputs of the endpoints of where people stand, and of people who are there twice. */
export const PEOPLE_INPUTS: Pick<Inputs, Names & keyof typeof contract> = {
  listPeople: inProgramme,
  getPerson: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  listSurveysOfPerson: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  listPersonHistory: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  decide: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    role: 'mentee',
    decision: 'wait',
    reason: 'Нет наставника',
    version: 1,
  }),
  changeMany: (w, ids) => ({
    ...inProgramme(w),
    personIds: [ids.target.personId],
    change: 'group',
    groupName: 'ИС-21',
  }),
  addPerson: (w) => ({
    ...inProgramme(w),
    familyName: 'Новый',
    givenName: 'Человек',
    role: 'mentor',
  }),
  listDuplicates: inProgramme,
  setDistinct: (w, ids) => ({
    ...inProgramme(w),
    firstId: w.byRole.mentee.personId,
    secondId: ids.target.personId,
    distinct: true,
  }),
  previewMerge: (w, ids) => ({
    ...inProgramme(w),
    keptId: w.byRole.mentee.personId,
    mergedId: ids.target.personId,
  }),
  mergePeople: (w, ids) => ({
    ...inProgramme(w),
    keptId: w.byRole.mentee.personId,
    mergedId: ids.target.personId,
    keptVersion: 1,
    mergedVersion: 1,
  }),
  listMerges: inProgramme,
  undoMerge: (w) => ({ ...inProgramme(w), mergeId: newId() }),
};

/** The tables that they write beside those of the world. */
export const PEOPLE_TABLES = ['person_merges', 'person_distinctions'];
