import type { Role } from '../../../service/api/index.js';
import type { ListedPerson } from '../../../service/api/standing.js';
import { notFound } from '../../../shared/errors.js';
import type { FakeData } from './fake-data.js';

type Filter = {
  page: number;
  pageSize: number;
  search?: string;
  role?: Role;
  lmsStatus?: string;
  pairing?: string;
  gap?: string;
};

/** Somebody of the fake college as the list of participants shows them. */
function listed(person: FakeData['people'][number]): ListedPerson {
  const sides = person.roles.flatMap(({ role }) =>
    role === 'mentor' || role === 'mentee' ? [role] : [],
  );
  const paired = person.activePairs > 0;
  return {
    ...person,
    participations: sides.map((role) => ({ role, state: paired ? 'paired' : 'pool' })),
    forms: paired ? ['student_student'] : [],
    gaps: sides.includes('mentee') && !paired ? ['no_mentor'] : [],
  };
}

/** The people of the fake college: the list, the card and its parts. */
export function fakePeople(data: FakeData) {
  const all = () => data.people.map(listed);
  const count = (codes: readonly string[]) => {
    const counts: Record<string, number> = {};
    for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
    return counts;
  };
  return {
    listPeople: (input: Filter) => {
      const people = all();
      const found = people.filter(
        (p) =>
          (!input.search || p.name.toLowerCase().includes(input.search.toLowerCase())) &&
          (!input.role || p.roles.some((r) => r.role === input.role)) &&
          (!input.gap || p.gaps.some((gap) => gap === input.gap)) &&
          (!input.lmsStatus || p.lmsStatus === input.lmsStatus) &&
          (!input.pairing || (input.pairing === 'paired') === p.activePairs > 0),
      );
      const from = (input.page - 1) * input.pageSize;
      return {
        rows: found.slice(from, from + input.pageSize),
        total: found.length,
        page: input.page,
        pageSize: input.pageSize,
        counts: {
          people: people.length,
          takePart: people.filter((p) => p.participations.length > 0).length,
          complete: people.filter((p) => p.participations.length > 0 && p.gaps.length === 0).length,
          byRole: count(people.flatMap((p) => p.roles.map((r) => r.role))),
          byForm: count(people.flatMap((p) => p.forms)),
          byState: count(people.flatMap((p) => p.participations.map((one) => one.state))),
          byGap: count(people.flatMap((p) => p.gaps)),
        },
        groups: [...new Set(people.flatMap((p) => p.groupName ?? []))],
      };
    },
    getPerson: (input: { personId: string }) => {
      const found = all().find((one) => one.personId === input.personId);
      if (!found) throw notFound('participant');
      return {
        ...found,
        participations: found.participations.map((one) => ({
          ...one,
          decision: null,
          possible: one.state === 'pool' ? ['wait', 'withdraw'] : [],
        })),
      };
    },
    listSurveysOfPerson: () => ({ rows: [] }),
    listRegisterEntries: () => ({ rows: [] }),
    getLinks: () => ({
      links: [],
      offer: {
        consents: [],
        waves: [],
        birthYearKnown: false,
        contact: { own: null, representative: null },
      },
    }),
    listPersonHistory: ({ page, pageSize }: Filter) => ({ rows: [], total: 0, page, pageSize }),
    getConsents: (input: { personId: string }) => {
      const answer = { allowed: false, reasons: ['no_own_consent'] };
      return {
        personId: input.personId,
        name: 'Кто-то',
        age: 'adult',
        needed: ['own'],
        valid: [],
        gaps: ['no_own_consent'],
        use: { matching: answer, register: answer, publication: answer },
        entries: [],
        links: [],
      };
    },
    getProfile: (input: { personId: string }) => ({
      personId: input.personId,
      name: 'Кто-то',
      age: 'unknown',
      birthYear: null,
      comesOfAgeOn: null,
      version: 0,
    }),
    listDuplicates: ({ page, pageSize }: Filter) => ({
      rows: [],
      total: 0,
      page,
      pageSize,
      distinct: [],
    }),
    listMerges: ({ page, pageSize }: Filter) => ({ rows: [], total: 0, page, pageSize }),
  };
}
