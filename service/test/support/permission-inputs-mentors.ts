import type { Inputs, World } from './permission-world.js';

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });

type Names =
  | 'listMentors'
  | 'getMentor'
  | 'updateMentor'
  | 'getMyMentorProfile'
  | 'updateMyMentorProfile'
  | 'listEnterprises'
  | 'getEnterprise'
  | 'createEnterprise'
  | 'updateEnterprise';

/** Well-formed inputs of the endpoints of mentors and enterprises. */
export const MENTOR_INPUTS: Pick<Inputs, Names> = {
  listMentors: inProgramme,
  getMentor: (w, ids) => ({ ...inProgramme(w), personId: ids.pair.mentorIds[0] as string }),
  updateMentor: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.pair.mentorIds[0] as string,
    competences: 'Сварка',
    version: 0,
  }),
  getMyMentorProfile: inProgramme,
  updateMyMentorProfile: (w) => ({ ...inProgramme(w), competences: 'Сварка', version: 0 }),
  listEnterprises: inProgramme,
  getEnterprise: (w, ids) => ({ ...inProgramme(w), enterpriseId: ids.enterpriseId }),
  createEnterprise: (w) => ({ ...inProgramme(w), name: 'Новый завод' }),
  updateEnterprise: (w, ids) => ({
    ...inProgramme(w),
    enterpriseId: ids.enterpriseId,
    name: 'Завод «Прогресс»',
    version: 1,
  }),
};
