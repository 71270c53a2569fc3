import type { InputOf } from '../../service/api/endpoint.js';
import type { Contract, MentoringClient } from '../../service/api/index.js';
import { newId } from '../../shared/ids.js';
import type { Stack } from './stack.js';

type QuestionnaireInput = InputOf<Contract['createQuestionnaire']>;
export type QuestionInputs = NonNullable<QuestionnaireInput['definition']>['questions'];
type WaveInput = InputOf<Contract['createWave']>;

const DAY_MS = 86_400_000;
const dayFromNow = (days: number): string =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** One question of each type, two of them hanging on others; in two sections and three steps. */
export const EVERY_TYPE: QuestionInputs = [
  {
    code: 'met',
    type: 'yes_no',
    text: { ru: 'Сталкивались ли Вы раньше с наставничеством?' },
    section: 'before',
  },
  {
    code: 'met_where',
    type: 'text',
    text: { ru: 'Если да, то где?' },
    section: 'before',
    shownIf: { question: 'met', is: [true] },
  },
  {
    code: 'comfort',
    type: 'scale',
    min: 1,
    max: 10,
    text: { ru: 'Насколько комфортным Вам представляется общение с наставником?' },
    section: 'before',
  },
  {
    code: 'often',
    type: 'frequency',
    required: false,
    text: { ru: 'Как часто Вы бываете на кружках?' },
    section: 'before',
  },
  {
    code: 'topic',
    type: 'one_of',
    text: { ru: 'О чём Вам важнее всего поговорить?' },
    help: { ru: 'Одна, самая важная тема.' },
    section: 'wishes',
    options: [
      { code: 'study', text: { ru: 'Учёба и экзамены' } },
      { code: 'work', text: { ru: 'Работа и профессия' } },
      { code: 'people', text: { ru: 'Отношения в группе' } },
    ],
  },
  {
    code: 'when',
    type: 'several_of',
    most: 2,
    text: { ru: 'Когда Вам удобно встречаться?' },
    section: 'wishes',
    options: [
      { code: 'morning', text: { ru: 'утром' } },
      { code: 'day', text: { ru: 'днём' } },
      { code: 'evening', text: { ru: 'вечером' } },
    ],
  },
  {
    code: 'hours',
    type: 'number',
    min: 0,
    max: 40,
    text: { ru: 'Сколько часов в неделю у Вас свободно?' },
    section: 'wishes',
  },
  {
    code: 'since',
    type: 'date',
    required: false,
    text: { ru: 'С какого дня Вы готовы начать?' },
    section: 'wishes',
  },
  {
    code: 'whom',
    type: 'ranking',
    people: 'mentor',
    most: 2,
    required: false,
    text: { ru: 'С кем из наставников Вы хотели бы работать?' },
    section: 'wishes',
  },
  {
    code: 'words',
    type: 'text',
    required: false,
    text: { ru: 'Что для Вас особенно ценно в программе?' },
    section: 'wishes',
  },
];

/** The service as the demo college's coordinator has it, by a key. */
export async function coordinatorOf(
  stack: Pick<Stack, 'tool'>,
): Promise<{ api: MentoringClient; programmeId: string }> {
  const programme = await stack.tool
    .db('programmes')
    .orderBy('created_at')
    .first('id', 'organisation_id');
  const organisationId = String(programme.organisation_id);
  const api = stack.tool.service.api.as({
    kind: 'apiKey',
    organisationId,
    keyId: newId(),
    role: 'coordinator',
  });
  return { api, programmeId: String(programme.id) };
}

/** An open wave in the demo college, from yesterday for two weeks; of every type of question by default. */
export async function openWave(
  stack: Pick<Stack, 'tool'>,
  fields: Partial<WaveInput> = {},
  questionnaire: Partial<QuestionnaireInput> = {},
): Promise<string> {
  const { api, programmeId } = await coordinatorOf(stack);
  const { questionnaireId } = await api.createQuestionnaire({
    programmeId,
    title: 'Ожидания от наставничества',
    role: 'mentee',
    stage: 'entry',
    definition: {
      intro: { ru: 'Отвечайте как думаете: правильных ответов здесь нет.' },
      sections: [
        { code: 'before', title: { ru: 'До начала' } },
        { code: 'wishes', title: { ru: 'Ваши пожелания' } },
      ],
      questions: EVERY_TYPE,
    },
    ...questionnaire,
  });
  const { waveId, version } = await api.createWave({
    programmeId,
    questionnaireId,
    startsOn: dayFromNow(-1),
    endsOn: dayFromNow(14),
    ...fields,
  });
  await api.setWaveState({ programmeId, waveId, state: 'open', version });
  return waveId;
}
