import type { MentoringClient } from '../../service/api/index.js';

type Step = (call: Promise<unknown>) => Promise<unknown>;

interface Voices {
  readonly coordinator: MentoringClient;
  readonly mentor: MentoringClient;
  readonly mentee: MentoringClient;
}

const WAVE = { startsOn: '2026-11-01', endsOn: '2026-11-30' } as const;

async function makeWave(programmeId: string, voices: Voices, step: Step): Promise<string> {
  const templateCode = 'student_student_mentor_final';
  await step(voices.coordinator.listQuestionnaireTemplates({ programmeId, role: 'mentor' }));
  await step(voices.coordinator.getQuestionnaireTemplate({ programmeId, templateCode }));
  await step(voices.coordinator.createQuestionnaire({ programmeId, title: 'Своя' }));
  const definition = {
    questions: [
      { code: 'glad', type: 'yes_no' as const, text: { ru: 'Рады ли Вы, что участвуете?' } },
      { code: 'why', type: 'text' as const, text: { ru: 'Почему?' }, required: false },
    ],
  };
  const made = await voices.coordinator.createQuestionnaire({
    programmeId,
    title: 'Как «дела» & планы',
    role: 'mentee',
    stage: 'interim',
    definition,
  });
  await step(Promise.resolve(made));
  const { questionnaireId } = made;
  await step(voices.coordinator.getQuestionnaire({ programmeId, questionnaireId, number: 1 }));
  await step(voices.coordinator.listQuestionnaires({ programmeId, stage: 'interim' }));
  await step(
    voices.coordinator.createWave({ programmeId, questionnaireId, ...WAVE, endsOn: '2026-10-01' }),
  );
  const wave = await voices.coordinator.createWave({ programmeId, questionnaireId, ...WAVE });
  await step(Promise.resolve(wave));
  const { waveId } = wave;
  await step(voices.coordinator.setWaveState({ programmeId, waveId, state: 'open', version: 9 }));
  await step(voices.coordinator.setWaveState({ programmeId, waveId, state: 'open', version: 1 }));
  return waveId;
}

/** A questionnaire from its making to its results, as each of them hears it. */
export async function surveyStory(
  programmeId: string,
  personId: string,
  voices: Voices,
  step: Step,
): Promise<void> {
  const waveId = await makeWave(programmeId, voices, step);
  const at = { programmeId, waveId };
  await step(voices.mentee.listMySurveys({ programmeId, state: 'open' }));
  await step(voices.mentee.getMySurvey(at));
  await step(voices.mentor.getMySurvey(at));
  await step(voices.mentee.saveMyAnswers({ ...at, answers: { why: 'Так' }, version: 0 }));
  await step(voices.mentee.saveMyAnswers({ ...at, answers: { glad: 1 }, final: true, version: 1 }));
  const answers = { glad: true, why: 'Ёлка & «друзья»' };
  await step(voices.mentee.saveMyAnswers({ ...at, answers, final: true, version: 1 }));
  await step(voices.mentee.saveMyAnswers({ ...at, answers: { glad: false }, version: 1 }));
  await step(voices.coordinator.listWaves({ programmeId, role: 'mentee', pageSize: 1 }));
  await step(voices.coordinator.listWavePeople({ ...at, pageSize: 1 }));
  await step(voices.coordinator.getPaper(at));
  await step(voices.mentee.getPaper(at));
  await step(voices.coordinator.makeSheets({ ...at, blank: 2 }));
  await step(voices.coordinator.listSheets({ ...at, state: 'entered' }));
  await step(voices.coordinator.findSheet({ ...at, code: '12345678' }));
  await step(voices.coordinator.enterSheet({ ...at, code: '0', answers: { glad: true } }));
  await step(voices.coordinator.getWaveResults(at));
  await step(voices.coordinator.getWaveResults({ ...at, form: 'student_student' }));
  await step(voices.coordinator.listTextAnswers({ ...at, question: 'why' }));
  await step(voices.coordinator.getAnswersOf({ ...at, personId }));
  await step(voices.coordinator.listWaveAnswers({ ...at, group: 'ИС-21', pageSize: 2 }));
  await step(voices.mentee.listWaveAnswers(at));
  await step(voices.coordinator.listSurveyGroups({ programmeId }));
  await step(voices.coordinator.listWaves({ programmeId, state: 'open' }));
  await step(voices.mentee.getAnswersOf({ ...at, personId }));
}
