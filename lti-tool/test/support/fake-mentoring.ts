import type { MentoringApi, MentoringClient, Role } from '../../../service/api/index.js';
import { newId } from '../../../shared/ids.js';

type EnterInput = Parameters<MentoringClient['enterProgramme']>[0];

/** As much of the service as a launch asks: programmes by course, people by (issuer, subject). */
export interface FakeMentoring extends MentoringApi {
  entered: EnterInput[];
  woken: Parameters<MentoringClient['wakeGrades']>[0][];
  /** Thrown by the next call. */
  failure: Error | null;
}

const ROLE_OF: Readonly<Record<EnterInput['lmsRole'], Role>> = {
  coordinator: 'coordinator',
  instructor: 'coordinator',
  mentor: 'mentor',
  mentee: 'mentee',
  visitor: 'visitor',
};

export function fakeMentoring(): FakeMentoring {
  const programmes = new Map<string, { programmeId: string; title: string }>();
  const people = new Map<string, string>();
  const entered: EnterInput[] = [];
  const getOrMake = <V>(map: Map<string, V>, key: string, make: () => V): V => {
    const value = map.get(key) ?? make();
    map.set(key, value);
    return value;
  };
  const woken: FakeMentoring['woken'] = [];
  const personKey = (issuer: string, subject: string) => `${issuer} ${subject}`;
  const fake: FakeMentoring = {
    entered,
    woken,
    failure: null,
    as: () => client as MentoringClient,
    close: async () => undefined,
  };
  const fail = () => {
    const error = fake.failure;
    fake.failure = null;
    if (error) throw error;
  };
  const client: Partial<MentoringClient> = {
    async enterProgramme(input) {
      fail();
      entered.push(input);
      const { programmeId } = getOrMake(programmes, input.courseKey, () => ({
        programmeId: newId(),
        title: input.courseTitle,
      }));
      const personId = getOrMake(people, personKey(input.issuer, input.person.subject), newId);
      const roles = [ROLE_OF[input.lmsRole]];
      return {
        programmeId,
        personId,
        name: input.person.name ?? 'Участник №1',
        roles,
        setUp: true,
      };
    },
    async wakeGrades(input) {
      woken.push(input);
      return { woken: 0 };
    },
    async findMyProgrammes(input) {
      fail();
      const personId = people.get(personKey(input.issuer ?? '', input.subject ?? '')) ?? null;
      const known = personId === null ? [] : [...programmes.values()];
      return { personId, programmes: known.map((one) => ({ ...one, roles: ['mentee' as const] })) };
    },
  };
  return fake;
}
