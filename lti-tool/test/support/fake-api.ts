import type { Endpoint, InputOf, OutputOf } from '../../../service/api/endpoint.js';
import {
  type Actor,
  type Contract,
  contract,
  type EndpointName,
  type MentoringApi,
  type MentoringClient,
  type Role,
} from '../../../service/api/index.js';
import { AppError, invalid, notFound } from '../../../shared/errors.js';
import { contactsOf, FAKE_TODAY, type FakeData, fakeCollege, fakeId } from './fake-data.js';
import { fakeOverview } from './fake-overview.js';
import { fakePeople } from './fake-people.js';
import { fakePairSignals, fakeSignals } from './fake-signals.js';

export const FAKE_PROGRAMME_ID = fakeId(9, 1);
export const FAKE_PERSON_ID = fakeId(1, 0);

export interface FakeOptions {
  people?: number;
  pairs?: number;
  setUp?: boolean;
  roles?: Role[];
}

export type FakeCall = { name: EndpointName; input: Record<string, unknown>; actor: Actor };

/** An API with a made-up college behind it, for tests of pages; `overrides` answer in its place. */
export interface FakeApi extends MentoringApi {
  data: FakeData;
  calls: FakeCall[];
  overrides: {
    [K in EndpointName]?: (input: InputOf<Contract[K]>) => Promise<OutputOf<Contract[K]>>;
  };
}

type Answers = { [K in EndpointName]?: (input: never, role: Role) => unknown };

const slice = <T>(rows: readonly T[], input: { page: number; pageSize: number }) => ({
  rows: rows.slice((input.page - 1) * input.pageSize, input.page * input.pageSize),
  total: rows.length,
  page: input.page,
  pageSize: input.pageSize,
});

const matches = (text: string, search: string | undefined) =>
  !search || text.toLowerCase().includes(search.toLowerCase());

function countRoles(data: FakeData): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const person of data.people) {
    for (const { role } of person.roles) counts[role] = (counts[role] ?? 0) + 1;
  }
  return counts;
}

function fakeProgramme(options: FakeOptions) {
  return {
    programmeId: FAKE_PROGRAMME_ID,
    organisationName: 'Колледж информационных технологий',
    registeredName: 'Колледж информационных технологий',
    timeZone: 'Asia/Krasnoyarsk',
    setUp: options.setUp ?? true,
    title: 'Наставничество 2025/26',
    startsOn: '2025-09-01',
    endsOn: '2026-06-30',
    forms: [
      'student_student',
      'teacher_student',
      'teacher_teacher',
      'head_teacher',
      'employer_student',
    ],
    meetingEveryDays: 14,
    feedbackEveryDays: 30,
    weights: { meetings: 60, plan: 0, feedback: 20, closing: 20 },
    version: 3,
  };
}

/** A programme without a school of mentors. */
const NO_SCHOOL = {
  sessions: 0,
  minutes: 0,
  missing: null,
  trained: null,
  certificate: null,
  rule: { sessions: null, minutes: null, poolNeedsTraining: false, version: 0 },
};

type Paging = { page: number; pageSize: number; search?: string };

/** Tests change the answers as they like: each call is of another revision, so that no page is kept. */
let revision = 0;
const nextRevision = (): number => {
  revision += 1;
  return revision;
};

function readAnswers(data: FakeData, options: FakeOptions): Answers {
  const find = <T>(rows: readonly T[], test: (row: T) => boolean, what: string): T => {
    const found = rows.find(test);
    if (!found) throw notFound(what);
    return found;
  };
  return {
    getMe: (_input, role) => ({
      personId: FAKE_PERSON_ID,
      name: 'Координатова Светлана Юрьевна',
      roles: options.roles ?? ['coordinator', 'mentor'],
      role,
      candidate: false,
      programme: fakeProgramme(options),
      continuedIn: null,
      revision: nextRevision(),
    }),
    getOverview: (_input, role) => fakeOverview(data, role),
    listSignals: (input: Paging) => fakeSignals(data, input),
    listMentorLinks: () => ({
      rows: [],
      total: 0,
      page: 1,
      pageSize: 50,
      counts: { mentors: 0, open: 0 },
    }),
    getPairSignals: (input: { pairId: string }) => fakePairSignals(data, input.pairId),
    listParticipants: (input: Paging & { role?: Role; lmsStatus?: string; pairing?: string }) => ({
      ...slice(
        data.people.filter(
          (p) =>
            matches(p.name, input.search) &&
            (!input.role || p.roles.some((r) => r.role === input.role)) &&
            (!input.lmsStatus || p.lmsStatus === input.lmsStatus) &&
            (!input.pairing || (input.pairing === 'paired') === p.activePairs > 0),
        ),
        input,
      ),
      counts: countRoles(data),
    }),
    getParticipant: (input: { personId: string }) =>
      find(data.people, (p) => p.personId === input.personId, 'participant'),
    listPairs: (
      input: Paging & {
        form?: string;
        state?: string;
        rhythm?: string;
        personId?: string;
        sort: string;
      },
    ) => {
      const all = data.pairs.map((p) => ({ ...p, frozen: null, withdrawn: [] }));
      const rows = all.filter(
        (p) =>
          matches(p.title, input.search) &&
          (!input.form || p.form === input.form) &&
          (!input.state || p.state === input.state) &&
          (!input.rhythm || p.rhythm === input.rhythm) &&
          (!input.personId ||
            [...p.mentors, ...p.mentees].some((m) => m.personId === input.personId)),
      );
      return slice(
        input.sort === 'urgency' ? rows.sort((a, b) => b.reason.days - a.reason.days) : rows,
        input,
      );
    },
    getPair: (input: { pairId: string }) => ({
      ...find(data.pairs, (p) => p.pairId === input.pairId, 'pair'),
      contacts: contactsOf(find(data.pairs, (p) => p.pairId === input.pairId, 'pair')),
      mySide: null,
      waiting: [],
      objected: [],
      nextKind: 'regular',
      closingHeld: false,
      usualMinutes: 60,
      usualFormat: 'in_person',
      leftOn: null,
      planned: [],
      today: FAKE_TODAY,
    }),
    listMeetings: (input: Paging & { pairId?: string }) =>
      slice(
        data.meetings.filter(
          (m) => (!input.pairId || m.pairId === input.pairId) && matches(m.pairTitle, input.search),
        ),
        input,
      ),
    ...peripheralAnswers(data),
    ...fakePeople(data),
  };
}

function peripheralAnswers(data: FakeData): Answers {
  return {
    countMyReminders: async () => ({ unread: 0 }),
    listHelpRequests: (input: Paging & { state?: string }) => {
      const rows = data.pairs.slice(0, 3).map((pair, n) => ({
        helpRequestId: fakeId(4, n),
        at: `2026-03-0${8 - n}T05:20:00.000Z`,
        personId: pair.mentees[0]?.personId ?? '',
        personName: pair.mentees[0]?.name ?? '',
        pairId: pair.pairId,
        pairTitle: pair.title,
        text: n === 1 ? '' : 'Наставник две недели не отвечает, не знаю, как быть с планом.',
        state: n === 2 ? 'answered' : 'open',
        answer: n === 2 ? 'Поговорила с наставником, он напишет сегодня.' : null,
        answeredAt: n === 2 ? '2026-03-07T05:20:00.000Z' : null,
        waitingSince: n === 2 ? null : `2026-03-0${8 - n}T05:20:00.000Z`,
        answeredIn: n === 2 ? 86_400_000 : null,
        messages:
          n === 2
            ? [
                {
                  at: '2026-03-07T05:20:00.000Z',
                  byStaff: true,
                  text: 'Поговорила с наставником, он напишет сегодня.',
                },
              ]
            : [],
        version: 1,
      }));
      const shown = rows.filter((r) => !input.state || r.state === input.state);
      return { ...slice(shown, input), typicalHours: 24 };
    },
    listMyGroupMeetings: () => ({ rows: [] }),
    listMyPlans: () => ({ rows: [] }),
    myMonthlyFeedback: () => ({ today: FAKE_TODAY, rows: [] }),
    getMonthlyTrend: () => ({ months: [] }),
    getPairMonthly: () => ({ rows: [] }),
    listNotes: () => ({ rows: [], frozen: false }),
    listPairPlans: () => ({ mayWrite: false, rows: [] }),
    getMySchool: () => ({ ...NO_SCHOOL, programme: [], materials: [] }),
    getSchoolRecord: () => NO_SCHOOL,
    listMySurveys: (input: Paging) => slice([], input),
    getLinks: () => ({
      links: [],
      offer: {
        consents: [],
        waves: [],
        birthYearKnown: false,
        contact: { own: null, representative: null },
      },
    }),
    listGrades: (input: Paging & { state?: string }) => {
      const states = ['sent', 'sent', 'sent', 'waiting', 'refused', 'not_graded'];
      const rows = data.people
        .filter((p) => p.roles[0]?.role === 'mentee')
        .map((p, n) => ({
          personId: p.personId,
          name: p.name,
          score: (n * 13) % 101,
          state: states[n % states.length] as string,
          reason: n % 6 === 4 ? 'user_not_student' : n % 6 === 3 ? 'unreachable' : null,
          attempts: n % 3,
          sentAt: n % 6 < 3 ? '2026-03-11T04:00:00.000Z' : null,
          nextAttemptAt: n % 6 === 3 ? '2026-03-12T09:00:00.000Z' : null,
        }));
      const counts: Record<string, number> = {};
      for (const row of rows) counts[row.state] = (counts[row.state] ?? 0) + 1;
      const shown = rows.filter(
        (r) => (!input.state || r.state === input.state) && matches(r.name, input.search),
      );
      return { ...slice(shown, input), counts };
    },
    findConsentGaps: () => ({ people: [] }),
    myConsents: () => ({
      personId: FAKE_PERSON_ID,
      name: 'Координатова Светлана Юрьевна',
      age: 'adult',
      needed: ['own'],
      valid: ['own'],
      gaps: [],
      use: {
        matching: { allowed: true, reasons: [] },
        register: { allowed: true, reasons: [] },
        publication: { allowed: false, reasons: ['no_publication_consent'] },
      },
      entries: [],
    }),
    getGradeDelivery: () => ({ total: 9, sent: 6, refused: 1, waiting: 2, resendable: 9 }),
    compareGrades: (input: Paging) => ({
      ...slice([], input),
      equal: 6,
      pending: 2,
      counts: { missing: 0, differs: 0, ungraded: 0, unknown: 0 },
    }),
    listJournal: (input: Paging) => {
      const rows = data.pairs.slice(0, 120).map((pair, n) => ({
        journalId: fakeId(5, n),
        at: '2026-03-11T07:15:00.000Z',
        actorName: 'Координатова Светлана Юрьевна',
        actorRole: 'coordinator',
        action: n % 2 ? 'pair.state' : 'pair.create',
        entity: 'pair',
        entityId: pair.pairId,
        about: {
          pair: { pairId: pair.pairId, title: pair.title, shortNames: pair.shortNames },
          meetingId: null,
          heldOn: null,
          person: null,
        },
        before: n % 2 ? { state: 'active', stateReason: null } : null,
        after:
          n % 2
            ? { state: 'paused', stateReason: 'Практика' }
            : { form: pair.form, startsOn: pair.startsOn },
      }));
      return slice(rows, input);
    },
  };
}

function writeAnswers(data: FakeData): Answers {
  return {
    createPair: (input: { endsOn: string; startsOn: string }) => {
      if (input.endsOn < input.startsOn) throw invalid([{ path: 'endsOn', code: 'dates.order' }]);
      return data.pairs[0];
    },
    updatePair: (input: { pairId: string; version: number }) => {
      if (input.version !== 1) throw new AppError('changed_meanwhile', 'changed');
      return data.pairs.find((p) => p.pairId === input.pairId);
    },
    getPairLife: () => ({
      today: FAKE_TODAY,
      version: 1,
      events: [],
      places: [],
      thanks: [],
      mayThank: false,
      thanksFrom: FAKE_TODAY,
      closingMeetingOn: null,
      lastMeetingOn: null,
    }),
    myFormerPairs: () => ({ pairs: [], thanked: [] }),
    setPairState: (input: { pairId: string }) => data.pairs.find((p) => p.pairId === input.pairId),
    setRoles: (input: { personId: string }) =>
      data.people.find((p) => p.personId === input.personId),
    resendGrades: () => ({ queued: 7 }),
    answerHelp: (input: { helpRequestId: string }) => ({ helpRequestId: input.helpRequestId }),
    updateProgramme: (input: object) => ({ ...fakeProgramme({}), ...input }),
  };
}

/** Makes the fake; input and output go through the contract's schemas as in the service. */
export function fakeApi(options: FakeOptions = {}): FakeApi {
  const data = fakeCollege(options.people ?? 60, options.pairs ?? 31);
  const answers = { ...readAnswers(data, options), ...writeAnswers(data) } as Record<
    string,
    unknown
  >;
  const api: FakeApi = {
    data,
    calls: [],
    overrides: {},
    close: async () => undefined,
    as(actor) {
      const role = 'role' in actor ? actor.role : 'coordinator';
      const client: Record<string, unknown> = {};
      for (const [name, endpoint] of Object.entries(contract) as [EndpointName, Endpoint][]) {
        client[name] = async (raw: Record<string, unknown>) => {
          const parsed = endpoint.input.safeParse(raw);
          if (!parsed.success) {
            throw invalid(
              parsed.error.issues.map((i) => ({ path: i.path.join('.'), code: i.message })),
            );
          }
          api.calls.push({ name, input: parsed.data, actor });
          const answer = (api.overrides[name] ?? answers[name]) as
            | ((input: unknown, role: Role) => unknown)
            | undefined;
          if (!answer) throw new AppError('not_found', `${name} is not in the fake`);
          return endpoint.output.parse(await answer(parsed.data, role));
        };
      }
      return client as MentoringClient;
    },
  };
  return api;
}
