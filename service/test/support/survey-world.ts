import type { Db } from '../../../shared/db/connect.js';
import type { InputOf } from '../../api/endpoint.js';
import type { Contract, MentoringClient } from '../../api/index.js';
import type { Answers } from '../../api/questionnaire-definition.js';
import { programmeHandlers } from '../../programmes/programme-handlers.js';
import { surveyHandlers } from '../../surveys/survey-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildPerson,
  buildProgramme,
  type OpenDb,
  type TestService,
  withService,
} from './harness.js';

export type WaveInput = Omit<InputOf<Contract['createWave']>, 'programmeId' | 'questionnaireId'>;
type Questions = NonNullable<InputOf<Contract['createQuestionnaire']>['definition']>['questions'];

/** A short questionnaire with one question that hangs on another. */
export const QUESTIONS: Questions = [
  { code: 'met', type: 'yes_no', text: { ru: 'Сталкивались ли Вы с программой?' } },
  {
    code: 'where',
    type: 'text',
    text: { ru: 'Если да, то где?' },
    shownIf: { question: 'met', is: [true] },
  },
  { code: 'comfort', type: 'scale', min: 1, max: 10, text: { ru: 'Насколько комфортно?' } },
  { code: 'words', type: 'text', required: false, text: { ru: 'Что ценно?' } },
];
export const ANSWERS: Answers = { met: true, where: 'В школе', comfort: 7 };

/** November, in the middle of which the clock of the tests stands. */
export const NOVEMBER: WaveInput = { startsOn: '2026-11-01', endsOn: '2026-11-30' };

/** A programme with a coordinator, a mentor and as many mentees as a test asks for. */
export class SurveyWorld {
  db!: Db;
  service!: TestService;
  programme!: BuiltProgramme;
  coordinator!: BuiltPerson;
  mentor!: BuiltPerson;
  mentees: BuiltPerson[] = [];

  async build(mentees = 3): Promise<void> {
    const { db } = this;
    this.service = withService(db, [programmeHandlers, surveyHandlers]);
    this.programme = await buildProgramme(db);
    this.coordinator = await this.person({ roles: ['coordinator'] });
    this.mentor = await this.person({ roles: ['mentor'] });
    this.mentees = [];
    await this.addMentees(mentees);
  }

  person(overrides: Parameters<typeof buildPerson>[2] = {}): Promise<BuiltPerson> {
    return buildPerson(this.db, this.programme, overrides);
  }

  async addMentees(n: number, overrides: Parameters<typeof buildPerson>[2] = {}) {
    for (let i = 0; i < n; i += 1) this.mentees.push(await this.person(overrides));
  }

  mentee(i = 0): BuiltPerson {
    const found = this.mentees[i];
    if (!found) throw new Error(`there is no mentee ${i}`);
    return found;
  }

  as(person: BuiltPerson): MentoringClient {
    return this.service.as(person.actor());
  }

  get programmeId(): string {
    return this.programme.programmeId;
  }

  /** The coordinator's client. */
  get boss(): MentoringClient {
    return this.as(this.coordinator);
  }

  questionnaire(questions: Questions = QUESTIONS) {
    const { programmeId } = this;
    const definition = { questions };
    return this.boss.createQuestionnaire({
      programmeId,
      title: 'Анкета',
      role: 'mentee',
      stage: 'entry',
      definition,
    });
  }

  /** An open wave of a questionnaire, of the short one by default. */
  async wave(fields: Partial<WaveInput> = {}, questionnaireId?: string) {
    const { programmeId } = this;
    const made = await this.boss.createWave({
      programmeId,
      questionnaireId: questionnaireId ?? (await this.questionnaire()).questionnaireId,
      ...NOVEMBER,
      ...fields,
    });
    return this.setState(made.waveId, 'open');
  }

  async setState(waveId: string, state: 'open' | 'closed') {
    const at = { programmeId: this.programmeId, waveId };
    const { version } = await this.boss.getWave(at);
    return this.boss.setWaveState({ ...at, state, version });
  }

  save(
    person: BuiltPerson,
    waveId: string,
    answers: Answers,
    more: { final?: boolean; version?: number } = {},
  ) {
    const { programmeId } = this;
    const { final = true, version = 0 } = more;
    return this.as(person).saveMyAnswers({ programmeId, waveId, answers, final, version });
  }
}

/** A world for the tests of a block: one database, everything in it new for each test. */
export function surveyWorld(openDb: OpenDb): SurveyWorld {
  const world = new SurveyWorld();
  before(async () => {
    world.db = await openDb();
  });
  beforeEach(() => world.build());
  return world;
}
