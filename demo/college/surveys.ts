import type { MentoringApi, MentoringClient } from '../../service/api/index.js';
import type { Answer, Answers, Definition } from '../../service/api/questionnaire-definition.js';
import { FREQUENCIES, type SurveyRole } from '../../service/api/reference.js';
import { shownQuestions } from '../../service/api/shown-questions.js';
import type { WaveFields } from '../../service/api/survey-waves.js';
import { createMentoring } from '../../service/index.js';
import { addDays } from '../../shared/dates.js';
import type { Db } from '../../shared/db/connect.js';
import { createLogger } from '../../shared/logger.js';
import { matchAnswers } from './match-answers.js';
import { type Random, seededRandom } from './random.js';
import { MIDDLE, MONTH, SAID } from './survey-questions.js';

interface Place {
  organisationId: string;
  programmeId: string;
  /** The day of seeding, and its moment (ms). */
  today: string;
  now: number;
}

type Questionnaire = { templateCode: string } | typeof MIDDLE;

/** A wave of the demo; days are counted back from the day of seeding, ahead where they are negative. */
interface DemoWave {
  questionnaire: Questionnaire;
  title: string;
  startedAgo: number;
  endedAgo: number;
  fields?: Partial<WaveFields>;
  /** Who answered, each so many days after the start and with a mood from 1 to 10. */
  answered: Readonly<Record<string, readonly [after: number, mood: number]>>;
  /** Who began, and has not handed in. */
  begun?: readonly string[];
  /** Who answered on paper: of a named wave by their keys, of an anonymous one so many. */
  paper?: Readonly<Record<string, number>>;
  closed?: boolean;
}

const WAVES: readonly DemoWave[] = [
  {
    questionnaire: { templateCode: 'teacher_student_mentee_entry' },
    title: 'Входная анкета наставляемых',
    startedAgo: 90,
    endedAgo: 77,
    // One of those who began the year has finished since.
    fields: { among: 'everyone' },
    answered: {
      mentee1: [1, 7],
      mentee2: [1, 9],
      mentee3: [2, 5],
      mentee4: [2, 6],
      mentee5: [2, 8],
      mentee6: [4, 7],
      mentee7: [5, 4],
      mentee8: [3, 9],
    },
    // Of the others one handed in nothing.
    paper: {
      ...{ novice: 9, student1: 8, student2: 7, student3: 6, student4: 8 },
      // They came after the pairs were made, and wait for a mentor.
      ...{ student6: 7, student7: 8, student8: 6, student9: 5 },
    },
    closed: true,
  },
  {
    questionnaire: { templateCode: 'teacher_student_mentor_entry' },
    title: 'Входная анкета наставников',
    startedAgo: 90,
    endedAgo: 77,
    answered: { mentor1: [1, 9], mentor2: [3, 7], mentor3: [2, 8] },
    paper: { master: 8, teacher: 9 },
    closed: true,
  },
  {
    questionnaire: MIDDLE,
    title: 'Середина пути: как идёт наставничество',
    startedAgo: 40,
    endedAgo: 27,
    fields: { anonymous: true, among: 'everyone' },
    answered: {
      mentee1: [0, 9],
      mentee2: [1, 8],
      mentee3: [1, 4],
      mentee4: [2, 7],
      mentee5: [2, 8],
      mentee6: [3, 6],
      mentee8: [5, 9],
    },
    paper: { a: 8, b: 6, c: 7 },
    closed: true,
  },
  {
    questionnaire: MONTH,
    title: 'Обратная связь за месяц',
    startedAgo: 4,
    endedAgo: -20,
    fields: { remindDays: [3, 1] },
    answered: { mentee1: [0, 8], mentee2: [1, 9], mentee3: [2, 5], mentee6: [1, 7] },
    begun: ['mentee5'],
    paper: { student2: 6 },
  },
];

const HOUR_MS = 3_600_000;

/** The next words that somebody writes to a question; nobody repeats another before all are used up. */
function nextWords(code: string, said: Map<string, number>): string {
  const words = SAID[code] ?? [];
  const n = said.get(code) ?? 0;
  said.set(code, n + 1);
  return words[n % words.length] ?? '–';
}

/** Answers of somebody in a mood, with words now and then. @param said how often each code was answered */
function answersOf(
  definition: Definition,
  mood: number,
  random: Random,
  said: Map<string, number>,
): Answers {
  const near = (min: number, max: number) =>
    Math.min(max, Math.max(min, Math.round((mood * max) / 10) + random.below(4) - 2));
  const answers: Record<string, Answer> = {};
  const answerTo = (question: Definition['questions'][number]): Answer => {
    const { code, type, options, most } = question;
    switch (type) {
      case 'scale':
        return near(question.min ?? 1, question.max ?? 10);
      case 'yes_no':
        return code === 'met_before' || code === 'failed' ? random.below(2) === 0 : mood > 4;
      case 'frequency':
        return random.pick(FREQUENCIES);
      case 'one_of':
        return random.pick(options).code;
      case 'several_of': {
        const chosen = options.filter((_, i) => (i + mood + random.below(2)) % 2 === 0);
        const some = chosen.length > 0 ? chosen : [random.pick(options)];
        return some.slice(0, most ?? options.length).map((option) => option.code);
      }
      case 'text':
        return random.below(5) === 0 && !question.required ? null : nextWords(code, said);
      default:
        return null;
    }
  };
  // In their order: a question hangs on answers above it alone.
  for (const question of definition.questions) {
    // By these people are matched: they are chosen for each of them, see match-answers.ts.
    if (question.code.startsWith('match_')) continue;
    if (!shownQuestions(definition, answers).some(({ code }) => code === question.code)) continue;
    const answer = answerTo(question);
    if (answer !== null) answers[question.code] = answer;
  }
  return answers;
}

/** Whether a questionnaire asks what people are matched by. */
const isEntry = ({ questions }: Definition): boolean =>
  questions.some(({ code }) => code.startsWith('match_'));

/** The service at any moment of the year that is behind. */
function serviceAt(db: Db) {
  let now = 0;
  const logger = createLogger('silent');
  const { api } = createMentoring({ db, clock: { now: () => now }, logger });
  return {
    api,
    goTo: (moment: number) => {
      now = moment;
    },
  };
}

/** One wave on its way from the questionnaire to its end, as people of the demo would have done it. */
class WaveStory {
  readonly #place: Place;
  readonly #people: ReadonlyMap<string, string>;
  readonly #service: { api: MentoringApi; goTo(moment: number): void };
  readonly #random: Random;
  readonly #said = new Map<string, number>();

  constructor(
    place: Place,
    people: ReadonlyMap<string, string>,
    service: { api: MentoringApi; goTo(moment: number): void },
    random: Random,
  ) {
    this.#place = place;
    this.#people = people;
    this.#service = service;
    this.#random = random;
  }

  #idOf(key: string): string {
    const personId = this.#people.get(key);
    if (personId === undefined) throw new Error(`the demo has no person ${key}`);
    return personId;
  }

  #as(key: string, role: SurveyRole | 'coordinator'): MentoringClient {
    const { organisationId } = this.#place;
    const personId = this.#idOf(key);
    return this.#service.api.as({ kind: 'person', organisationId, personId, role });
  }

  /** So many days ago, at noon or some hours later; never in the future. */
  #goBack(daysAgo: number, hours = 0): void {
    const { now, today } = this.#place;
    const noon = Date.parse(`${addDays(today, -daysAgo)}T09:00:00Z`);
    this.#service.goTo(Math.min(now, noon + hours * HOUR_MS));
  }

  async tell(wave: DemoWave): Promise<void> {
    const { programmeId, today } = this.#place;
    const boss = this.#as('coordinator', 'coordinator');
    this.#goBack(wave.startedAgo);
    const made = await boss.createQuestionnaire({ programmeId, ...wave.questionnaire });
    const draft = await boss.createWave({
      programmeId,
      questionnaireId: made.questionnaireId,
      title: wave.title,
      startsOn: addDays(today, -wave.startedAgo),
      endsOn: addDays(today, -wave.endedAgo),
      ...wave.fields,
    });
    const at = { programmeId, waveId: draft.waveId };
    await boss.setWaveState({ ...at, state: 'open', version: draft.version });
    await this.#answer(wave, at, made);
    await this.#onPaper(wave, at, made, draft.anonymous);
    if (!wave.closed) return;
    this.#goBack(wave.endedAgo, 8);
    const { version } = await boss.getWave(at);
    await boss.setWaveState({ ...at, state: 'closed', version });
  }

  async #answer(
    { startedAgo, answered, begun = [] }: DemoWave,
    at: { programmeId: string; waveId: string },
    { definition, role }: { definition: Definition; role: SurveyRole },
  ): Promise<void> {
    const inOrder = Object.entries(answered).sort(([, [a]], [, [b]]) => a - b);
    for (const [i, [key, [after, mood]]] of inOrder.entries()) {
      this.#goBack(startedAgo - after, 1 + (i % 4));
      const answers = {
        ...answersOf(definition, mood, this.#random, this.#said),
        ...(isEntry(definition) ? matchAnswers(key, role) : {}),
      };
      await this.#as(key, role).saveMyAnswers({ ...at, answers, final: true, version: 0 });
    }
    for (const key of begun) {
      const [first] = Object.entries(answersOf(definition, 7, this.#random, this.#said));
      const answers = first ? Object.fromEntries([first]) : {};
      await this.#as(key, role).saveMyAnswers({ ...at, answers, version: 0 });
    }
  }

  async #onPaper(
    { endedAgo, startedAgo, paper = {} }: DemoWave,
    at: { programmeId: string; waveId: string },
    { definition, role }: { definition: Definition; role: SurveyRole },
    anonymous: boolean,
  ): Promise<void> {
    const keys = Object.keys(paper);
    if (keys.length === 0) return;
    const boss = this.#as('coordinator', 'coordinator');
    this.#goBack(Math.max(endedAgo + 2, startedAgo - 9, 0));
    await boss.makeSheets({ ...at, ...(anonymous ? { blank: keys.length } : {}) });
    const { rows } = await boss.listSheets(at);
    for (const [i, key] of keys.entries()) {
      const sheet = anonymous
        ? rows[i]
        : rows.find(({ person }) => person?.personId === this.#idOf(key));
      if (!sheet) throw new Error(`no sheet for ${key}`);
      const answers = {
        ...answersOf(definition, paper[key] ?? 7, this.#random, this.#said),
        ...(isEntry(definition) ? matchAnswers(key, role) : {}),
      };
      await boss.enterSheet({ ...at, code: sheet.code, answers });
    }
  }
}

/**
 * Gives the demo college its waves of questionnaires, by the same calls that pages make: two that opened
 * the year with names, an anonymous one of its middle, and one that goes on. Nobody is written to.
 */
export async function seedSurveys(
  db: Db,
  place: Place,
  people: ReadonlyMap<string, string>,
): Promise<void> {
  const story = new WaveStory(place, people, serviceAt(db), seededRandom(77));
  for (const wave of WAVES) await story.tell(wave);
}
