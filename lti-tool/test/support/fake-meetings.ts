import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract, MeetingKind, Role } from '../../../service/api/index.js';
import type { Meeting, MeetingFields, MeetingRow } from '../../../service/api/meetings.js';
import type { MyPair } from '../../../service/api/pairs.js';
import type { Progress } from '../../../service/api/progress.js';
import { notFound } from '../../../shared/errors.js';
import { FAKE_PERSON_ID, type FakeApi } from './fake-api.js';
import { contactsOf, daysAgo, FAKE_TODAY, fakeId, shortName } from './fake-data.js';
import { answerWrites } from './fake-meeting-writes.js';

type HelpRequest = OutputOf<Contract['listHelpRequests']>['rows'][number];
type Version = OutputOf<Contract['meetingHistory']>['versions'][number];

export const MENTOR_NAME = 'Кузнецова Мария Сергеевна';
export const LONG_NAME = 'Константинопольская-Верхнезадунайская Александрина Вячеславовна';
const NAMES = ['Иванов Артём Дмитриевич', 'Петрова Анна Сергеевна', LONG_NAME, 'Ёлкин Пётр Ильич'];

/** A pair in which the caller stands, with meetings every so many days, oldest last. */
export interface PairSpec {
  mentees?: number;
  meetings?: number;
  everyDays?: number;
  lastDaysAgo?: number;
  change?: Partial<MyPair>;
}

export interface FakeMeetings {
  pairs: MyPair[];
  meetings: Meeting[];
  help: HelpRequest[];
  history: Version[];
}

const menteeOf = (n: number, side: Role) =>
  side === 'mentee' && n === 0
    ? { personId: FAKE_PERSON_ID, name: 'Иванов Артём Дмитриевич' }
    : {
        personId: fakeId(1, 500 + n),
        name: `${NAMES[n % NAMES.length]}${n >= NAMES.length ? ` ${n}` : ''}`,
      };

function pairOf(n: number, spec: PairSpec, side: 'mentor' | 'mentee'): MyPair {
  const mentees = Array.from({ length: spec.mentees ?? 1 }, (_, i) => menteeOf(n * 7 + i, side));
  const mentors = [
    side === 'mentor'
      ? { personId: FAKE_PERSON_ID, name: MENTOR_NAME }
      : { personId: fakeId(1, 400), name: MENTOR_NAME },
  ];
  const held = spec.meetings ?? 0;
  const days = spec.lastDaysAgo ?? 3;
  const rhythm = held === 0 ? 'none' : days > 14 ? 'out' : days > 10 ? 'attention' : 'in_rhythm';
  const codes = {
    none: 'new_pair',
    out: 'no_meeting_for',
    attention: 'due_soon',
    in_rhythm: 'in_rhythm',
  } as const;
  return {
    pairId: fakeId(2, 700 + n),
    title: `Кузнецова М. С. — ${mentees.length > 1 ? `группа (${mentees.length})` : mentees[0]?.name}`,
    form: 'student_student',
    roleVariant: 'leader-passive',
    format: mentees.length > 1 ? 'group' : 'individual',
    startsOn: '2025-09-15',
    endsOn: '2026-06-30',
    orderNumber: '114-о',
    orderDate: '2025-09-12',
    mentors,
    mentees,
    shortNames: {
      mentors: mentors.map((person) => shortName(person.name)),
      mentees: mentees.map((person) => shortName(person.name)),
    },
    noFeedbackDays: null,
    contacts: contactsOf({ mentors, mentees }).filter((person) => person.side !== side),
    state: 'active',
    stateReason: null,
    pause: null,
    prolongedFrom: null,
    rhythm,
    reason: { code: codes[rhythm], days: held === 0 ? 2 : days },
    meetingsHeld: held,
    minutesTotal: held * 60,
    lastMeetingOn: held === 0 ? null : daysAgo(days),
    nextMeetingOn: null,
    version: 1,
    mySide: side,
    waiting: [],
    objected: [],
    nextKind: held === 0 ? 'organisational' : 'regular',
    usualMinutes: 60,
    usualFormat: 'in_person',
    planned: [],
    ...spec.change,
  };
}

/** A stored meeting made of the fields of a form; nobody has confirmed it yet. */
export function meetingOf(
  pair: MyPair,
  id: number,
  fields: MeetingFields,
  author: string,
): Meeting {
  const { attendeeIds, ...rest } = fields;
  return {
    ...rest,
    meetingId: fakeId(3, id),
    pairId: pair.pairId,
    pairTitle: pair.title,
    pairForm: pair.form,
    pairState: pair.state,
    mentors: pair.mentors,
    attendance: pair.mentees.map((mentee) => ({
      ...mentee,
      came: attendeeIds.includes(mentee.personId),
      confirmation: 'waiting',
      rating: null,
      objection: '',
    })),
    authorId: pair.mentors[0]?.personId ?? null,
    authorName: author,
    createdAt: `${fields.heldOn}T08:30:00.000Z`,
    version: 1,
    byLink: false,
    withdrawn: null,
  };
}

const rowOf = (meeting: Meeting): MeetingRow => {
  const came = meeting.attendance.filter((a) => a.came);
  return {
    ...meeting,
    done: meeting.done.slice(0, 200),
    came: came.length,
    invited: meeting.attendance.length,
    confirmed: came.filter((a) => a.confirmation === 'confirmed').length,
    disputed: came.filter((a) => a.confirmation === 'disputed').length,
    withdrawn: meeting.withdrawn !== null,
  };
};

const FAKE_PROGRESS: Progress = {
  score: 46,
  parts: [
    { part: 'meetings', share: 0.5, weight: 60, points: 37.5, done: 4, due: 8 },
    { part: 'feedback', share: 0.34, weight: 20, points: 8.5, done: 1, due: 3 },
    { part: 'closing', share: null, weight: 20, points: 0, done: 0, due: 0 },
  ],
};

function pastMeetings(pair: MyPair, spec: PairSpec, n: number): Meeting[] {
  return Array.from({ length: spec.meetings ?? 0 }, (_, i) => {
    const last = i === (spec.meetings ?? 0) - 1;
    const heldOn = daysAgo((spec.lastDaysAgo ?? 3) + i * (spec.everyDays ?? 14) + (i > 2 ? 65 : 0));
    const meeting = meetingOf(
      pair,
      1000 + n * 100 + i,
      {
        kind: last ? 'organisational' : 'regular',
        heldOn,
        minutes: 30 + (i % 4) * 15,
        format: i % 3 === 1 ? 'online' : 'in_person',
        topic: i % 2 === 0 ? 'motivation' : null,
        done:
          i % 2 === 0
            ? 'Разобрали план курсовой работы и список литературы.\nНаписали введение.'
            : '',
        agreed: i % 2 === 0 ? 'Артём пришлёт черновик первой главы.' : '',
        nextOn: null,
        attendeeIds: pair.mentees.map((mentee) => mentee.personId),
        links: i === 0 ? [{ url: 'https://example.org/plan', title: 'План работы' }] : [],
      },
      MENTOR_NAME,
    );
    for (const one of meeting.attendance) {
      if (i > 0) Object.assign(one, { confirmation: 'confirmed', rating: 9 });
    }
    return meeting;
  });
}

/** Puts own pairs and their meetings behind a fake API, as a mentor or a mentee has them. */
export function fakeMeetings(
  api: FakeApi,
  side: 'mentor' | 'mentee',
  specs: readonly PairSpec[],
): FakeMeetings {
  const pairs = specs.map((spec, n) => pairOf(n, spec, side));
  const meetings = pairs.flatMap((pair, n) => pastMeetings(pair, specs[n] ?? {}, n));
  meetings.sort((a, b) => (a.heldOn < b.heldOn ? 1 : -1));
  const fake: FakeMeetings = { pairs, meetings, help: [], history: [] };
  const waiting = (pair: MyPair) =>
    fake.meetings
      .filter((m) => m.pairId === pair.pairId)
      .filter((m) =>
        m.attendance.some(
          (a) =>
            a.came &&
            a.confirmation === 'waiting' &&
            (side === 'mentor' || a.personId === FAKE_PERSON_ID),
        ),
      )
      .map((m) => ({
        meetingId: m.meetingId,
        heldOn: m.heldOn,
        kind: m.kind as MeetingKind,
        minutes: m.minutes,
      }));
  const shown = () => pairs.map((pair) => ({ ...pair, waiting: waiting(pair) }));
  answerWrites(api, fake);
  Object.assign(api.overrides, {
    myPairs: async () => ({ today: FAKE_TODAY, pairs: shown() }),
    getPair: async (input: { pairId: string }) => {
      const found = shown().find((pair) => pair.pairId === input.pairId);
      if (!found) throw notFound('pair');
      return { ...found, leftOn: null, today: FAKE_TODAY };
    },
    getProgress: async () => FAKE_PROGRESS,
    meetingHistory: async () => ({ versions: fake.history }),
    listMeetings: async (input: {
      pairId?: string;
      search?: string;
      state?: string;
      page: number;
      pageSize: number;
    }) => {
      const rows = fake.meetings
        .filter((m) => (input.state === 'withdrawn') === (m.withdrawn !== null))
        .filter((m) => !input.pairId || m.pairId === input.pairId)
        .filter((m) => !input.search || m.pairTitle.includes(input.search))
        .map(rowOf);
      const from = (input.page - 1) * input.pageSize;
      return {
        rows: rows.slice(from, from + input.pageSize),
        total: rows.length,
        page: input.page,
        pageSize: input.pageSize,
      };
    },
    // In parts of two, so that a test meets several.
    exportMeetings: async (input: { after?: string }) => {
      const places = fake.meetings.map((m) => `${m.heldOn}.${m.meetingId}`);
      const from = input.after === undefined ? 0 : places.indexOf(input.after) + 1;
      const next = from + 2 < places.length ? places[from + 1] : null;
      return { rows: fake.meetings.slice(from, from + 2), next };
    },
    listHelpRequests: async (input: { page: number; pageSize: number }) => ({
      rows: fake.help,
      total: fake.help.length,
      page: input.page,
      pageSize: input.pageSize,
    }),
  });
  return fake;
}
