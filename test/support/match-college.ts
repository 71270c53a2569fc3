import type { PersonActor } from '../../service/api/actor.js';
import type { MentoringClient, Role } from '../../service/api/index.js';
import type { Answers } from '../../service/api/questionnaire-definition.js';
import { newId } from '../../shared/ids.js';
import type { Stack } from './stack.js';
import { COURSE } from './visitor.js';

/** Somebody of a small college: an account of the LMS, a side, and what they say of themselves. */
export interface CollegePerson {
  key: string;
  role: 'mentor' | 'mentee';
  familyName: string;
  givenName: string;
  /** Answers to the questions by which people are matched. */
  said: Answers;
  /** Of a mentor; one by default. */
  capacity?: number;
}

const FORM = 'student_student';
const DAY_MS = 86_400_000;
const dayFromNow = (days: number): string =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** The course has these people and a coordinator, and nobody else. Before the first launch. */
export async function enrol({ lms }: Stack, people: readonly CollegePerson[]): Promise<void> {
  await lms.setRoster(COURSE, [
    { key: 'coordinator', role: 'editingteacher' },
    ...people.map(({ key, familyName, givenName }) => ({
      key,
      familyName,
      givenName,
      role: 'student' as const,
      group: 'ТОР-21',
    })),
  ]);
}

/** A college of our own after the set-up and the roster: who is who, and how its people speak. */
export class MatchCollege {
  private constructor(
    readonly stack: Stack,
    readonly people: readonly CollegePerson[],
    readonly programmeId: string,
    readonly organisationId: string,
    private readonly ids: ReadonlyMap<string, string>,
  ) {}

  /** Finds the people of the LMS's roster by their names. */
  static async open(stack: Stack, people: readonly CollegePerson[]): Promise<MatchCollege> {
    const { db } = stack.tool;
    const boss = await db('participations').where('role', 'coordinator').first();
    const rows: { id: string; name: string }[] = await db('people').select('id', 'name');
    const ids = new Map(
      people.map(({ key, familyName, givenName }) => [
        key,
        rows.find(({ name }) => name === `${familyName} ${givenName}`)?.id ?? '',
      ]),
    );
    ids.set('coordinator', boss.person_id);
    return new MatchCollege(stack, people, boss.programme_id, boss.organisation_id, ids);
  }

  idOf(key: string): string {
    const id = this.ids.get(key);
    if (!id) throw new Error(`nobody of the roster is ${key}`);
    return id;
  }

  api(key: string, role: Role): MentoringClient {
    const actor: PersonActor = {
      kind: 'person',
      organisationId: this.organisationId,
      personId: this.idOf(key),
      role,
    };
    return this.stack.tool.service.api.as(actor);
  }

  get boss(): MentoringClient {
    return this.api('coordinator', 'coordinator');
  }

  /** Gives everybody their side, their birth date, a consent, and mentors their places. */
  async admit(): Promise<void> {
    const { db } = this.stack.tool;
    const { programmeId, organisationId, boss } = this;
    for (const { key, role, capacity = 1 } of this.people) {
      const personId = this.idOf(key);
      const { version } = await boss.getPerson({ programmeId, personId });
      await boss.setRoles({ programmeId, personId, roles: [role], version });
      const base = { person_id: personId, organisation_id: organisationId, created_at: 0 };
      await db('profiles').insert({ ...base, birth_date: '2004-03-05' });
      if (role === 'mentor') await db('mentor_profiles').insert({ id: newId(), ...base, capacity });
      await boss.recordPaperConsent({
        programmeId,
        personId,
        kind: 'own',
        givenOn: dayFromNow(0),
        representative: null,
        originalNumber: '17',
        originalNote: 'Личное дело',
      });
    }
  }

  /** Has a side asked by the questionnaire of the methodology, answered by all of it, and closed. */
  async askAndClose(role: 'mentor' | 'mentee'): Promise<void> {
    const { programmeId, boss } = this;
    const templateCode = `${FORM}_${role}_entry`;
    const { questionnaireId } = await boss.createQuestionnaire({ programmeId, templateCode });
    const { waveId, version } = await boss.createWave({
      programmeId,
      questionnaireId,
      startsOn: dayFromNow(0),
      endsOn: dayFromNow(7),
    });
    const opened = await boss.setWaveState({ programmeId, waveId, state: 'open', version });
    for (const one of this.people.filter((person) => person.role === role)) {
      const api = this.api(one.key, role);
      const asked = await api.getMySurvey({ programmeId, waveId });
      const answers = { ...requiredAnswers(asked.definition.questions), ...one.said };
      await api.saveMyAnswers({ programmeId, waveId, answers, final: true, version: 0 });
    }
    await boss.setWaveState({ programmeId, waveId, state: 'closed', version: opened.version });
  }
}

type Question = Awaited<
  ReturnType<MentoringClient['getMySurvey']>
>['definition']['questions'][number];

/** Something to each question that must be answered and is shown whatever the others say. */
function requiredAnswers(questions: readonly Question[]): Answers {
  const given = questions
    .filter(({ required, shownIf }) => required && !shownIf)
    .map((question) => [question.code, answerTo(question)] as const);
  return Object.fromEntries(given);
}

function answerTo(question: Question): Answers[string] {
  switch (question.type) {
    case 'yes_no':
      return false;
    case 'scale':
    case 'number':
      return question.max ?? 7;
    case 'one_of':
    case 'frequency':
      return question.options?.[0]?.code ?? 'never';
    case 'several_of':
      return [question.options?.[0]?.code ?? ''];
    case 'date':
      return dayFromNow(0);
    default:
      return 'Освоиться в профессии';
  }
}
