import { newId } from '../../../shared/ids.js';
import type { Role } from '../../api/index.js';
import type { BuiltPerson } from './builders.js';
import type { Ids, Inputs, World, WorldService } from './permission-world.js';

const QUESTIONNAIRE = {
  title: 'Как идут дела',
  stage: 'interim' as const,
  definition: {
    questions: [{ code: 'words', type: 'text' as const, text: { ru: 'Что получается?' } }],
  },
};
const WAVE_FIELDS = { startsOn: '2026-11-01', endsOn: '2026-11-30' } as const;
const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const atWave = (w: World, ids: Ids) => ({ ...inProgramme(w), waveId: ids.waveId });

/** An open wave that mentees answer, and that the mentee has answered. */
export async function buildSurvey(
  service: WorldService,
  programmeId: string,
  byRole: Record<Role, BuiltPerson>,
): Promise<Pick<World, 'questionnaireId' | 'waveId'>> {
  const coordinator = service.as(byRole.coordinator.actor());
  const { questionnaireId } = await coordinator.createQuestionnaire({
    programmeId,
    ...QUESTIONNAIRE,
    role: 'mentee',
  });
  const { waveId } = await coordinator.createWave({ programmeId, questionnaireId, ...WAVE_FIELDS });
  await coordinator.setWaveState({ programmeId, waveId, state: 'open', version: 1 });
  await service
    .as(byRole.mentee.actor())
    .saveMyAnswers({ programmeId, waveId, answers: { words: 'Хорошо' }, final: true, version: 0 });
  return { questionnaireId, waveId };
}

/** What holds a programme's questionnaires and answers. */
export const SURVEY_TABLES = [
  'questionnaires',
  'questionnaire_versions',
  'survey_waves',
  'survey_responses',
  'survey_receipts',
  'survey_sheets',
];

type Names =
  | 'listQuestionnaireTemplates'
  | 'getQuestionnaireTemplate'
  | 'listQuestionnaires'
  | 'getQuestionnaire'
  | 'listPairedQuestions'
  | 'createQuestionnaire'
  | 'updateQuestionnaire'
  | 'listWaves'
  | 'getWave'
  | 'createWave'
  | 'updateWave'
  | 'setWaveState'
  | 'listWavePeople'
  | 'countAudience'
  | 'listSurveyGroups'
  | 'listMySurveys'
  | 'getMySurvey'
  | 'saveMyAnswers'
  | 'getPaper'
  | 'makeSheets'
  | 'listSheets'
  | 'findSheet'
  | 'enterSheet'
  | 'getWaveResults'
  | 'listTextAnswers'
  | 'listWaveAnswers'
  | 'getAnswersOf';

/** Well-formed inputs of the endpoints of questionnaires, waves, answers and paper. */
export const SURVEY_INPUTS: Pick<Inputs, Names> = {
  listQuestionnaireTemplates: inProgramme,
  getQuestionnaireTemplate: (w) => ({
    ...inProgramme(w),
    templateCode: 'student_student_mentee_entry',
  }),
  listQuestionnaires: inProgramme,
  getQuestionnaire: (w, ids) => ({ ...inProgramme(w), questionnaireId: ids.questionnaireId }),
  listPairedQuestions: (w, ids) => ({
    ...inProgramme(w),
    questionnaireId: ids.questionnaireId,
  }),
  createQuestionnaire: (w) => ({ ...inProgramme(w), ...QUESTIONNAIRE, role: 'mentor' }),
  updateQuestionnaire: (w, ids) => ({
    ...inProgramme(w),
    ...QUESTIONNAIRE,
    questionnaireId: ids.questionnaireId,
    version: 1,
  }),
  listWaves: inProgramme,
  getWave: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId }),
  createWave: (w, ids) => ({
    ...inProgramme(w),
    ...WAVE_FIELDS,
    questionnaireId: ids.questionnaireId,
  }),
  updateWave: (w, ids) => ({ ...inProgramme(w), ...WAVE_FIELDS, waveId: ids.waveId, version: 2 }),
  setWaveState: (w, ids) => ({ ...atWave(w, ids), state: 'closed', version: 2 }),
  listWavePeople: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId }),
  countAudience: (w) => ({ ...inProgramme(w), role: 'mentee' }),
  listSurveyGroups: inProgramme,
  listMySurveys: inProgramme,
  getMySurvey: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId }),
  saveMyAnswers: (w, ids) => ({ ...atWave(w, ids), answers: { words: 'Всё' }, version: 1 }),
  getPaper: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId }),
  makeSheets: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId }),
  listSheets: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId }),
  findSheet: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId, code: '00000000' }),
  enterSheet: (w, ids) => ({ ...atWave(w, ids), code: '00000000', answers: { words: 'Всё' } }),
  getWaveResults: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId }),
  listTextAnswers: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId, question: 'words' }),
  listWaveAnswers: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId }),
  getAnswersOf: (w, ids) => ({
    ...inProgramme(w),
    waveId: ids.waveId,
    personId: ids.pair.menteeIds[0] ?? newId(),
  }),
};
