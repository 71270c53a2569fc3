import {
  FORMS,
  type Form,
  MEETING_FORMATS,
  MEETING_KINDS,
  type Rhythm,
  ROLE_VARIANTS,
  TOPICS,
} from '../../../service/api/index.js';
import type { MeetingRow } from '../../../service/api/meetings.js';
import type { Contact, Pair } from '../../../service/api/pairs.js';
import type { Participant } from '../../../service/api/people.js';

/** «Today» of the fake college. */
export const FAKE_TODAY = '2026-03-12';
const DAY_MS = 86_400_000;

const FAMILY = [
  'Иванов',
  'Петров',
  'Сидоров',
  'Ёлкин',
  'Кузнецов',
  'Смирнов',
  'Попов',
  'Васильев',
  'Новиков',
  'Морозов',
  'Волков',
  'Зайцев',
];
const GIVEN = [
  'Александр',
  'Мария',
  'Дмитрий',
  'Анна',
  'Сергей',
  'Елена',
  'Павел',
  'Ольга',
  'Игорь',
  'Татьяна',
];
const MIDDLE = [
  'Сергеевич',
  'Павловна',
  'Игоревич',
  'Андреевна',
  'Олегович',
  'Дмитриевна',
  'Иванович',
  'Петровна',
];
const LONG_NAME = 'Константинопольская-Верхнезадунайская Александрина Вячеславовна';

/** The date so many days before the fake today. */
export const daysAgo = (days: number): string =>
  new Date(Date.parse(`${FAKE_TODAY}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);

/** A stable UUID of a small number. */
export const fakeId = (kind: number, n: number): string =>
  `0198${String(kind).padStart(4, '0')}-0000-7000-8000-${String(n).padStart(12, '0')}`;

const at = <T>(list: readonly T[], n: number): T => list[Math.abs(n) % list.length] as T;

function nameOf(n: number): string {
  if (n % 97 === 5) return LONG_NAME;
  return `${at(FAMILY, n * 7)}${n % 2 ? 'а' : ''} ${at(GIVEN, n * 3 + (n % 2))} ${at(MIDDLE, n * 5)}`;
}

/** «Фамилия И. О.» */
export function shortName(name: string): string {
  const [family, ...rest] = name.split(' ');
  return [family, ...rest.map((part) => `${part.charAt(0)}.`)].join(' ');
}

function participantOf(n: number): Participant {
  const role = n === 0 ? 'coordinator' : n < 5 ? 'curator' : n % 4 === 0 ? 'mentor' : 'mentee';
  return {
    personId: fakeId(1, n),
    name: n === 0 ? 'Координатова Светлана Юрьевна' : nameOf(n),
    email: n % 3 === 0 ? null : `person${n}@college.example`,
    groupName: role === 'mentee' ? `ИС-${(n % 4) + 1}${(n % 3) + 1}` : null,
    roles: [{ role, state: n % 10 === 9 ? 'candidate' : 'admitted', byHand: n % 15 === 0 }],
    scopeForms: role === 'curator' ? ['student_student'] : null,
    lmsStatus: n % 41 === 40 ? 'left' : n % 53 === 52 ? 'none' : 'active',
    activePairs: role === 'mentor' || role === 'mentee' ? n % 3 : 0,
    version: 1,
  };
}

function rhythmOf(n: number): { rhythm: Rhythm; silent: number } {
  if (n % 10 === 3) return { rhythm: 'out', silent: 15 + (n % 60) };
  if (n % 10 === 6) return { rhythm: 'attention', silent: 12 };
  if (n % 17 === 16) return { rhythm: 'none', silent: 3 };
  if (n % 23 === 22) return { rhythm: 'off', silent: 40 };
  return { rhythm: 'in_rhythm', silent: n % 9 };
}

const REASON = {
  out: 'no_meeting_for',
  attention: 'due_soon',
  none: 'new_pair',
  off: 'not_watched',
  in_rhythm: 'in_rhythm',
} as const satisfies Record<Rhythm, Pair['reason']['code']>;

function pairOf(n: number, people: readonly Participant[]): Pair {
  const mentor = at(
    people.filter((p) => p.roles[0]?.role === 'mentor'),
    n,
  );
  const pool = people.filter((p) => p.roles[0]?.role === 'mentee');
  const group = n % 12 === 11;
  const mentees = Array.from({ length: group ? 4 : 1 }, (_, i) => at(pool, n + i * 3));
  const form = at(FORMS.slice(0, 5), n) as Form;
  const { rhythm, silent } = rhythmOf(n);
  const ref = (p: Participant) => ({ personId: p.personId, name: p.name });
  const held = rhythm === 'none' ? 0 : n === 1 ? 40 : (n % 11) + 1;
  return {
    pairId: fakeId(2, n),
    title: `${mentor.name} — ${group ? `группа (${mentees.length})` : mentees[0]?.name}`,
    form,
    roleVariant: ROLE_VARIANTS[form][0] ?? null,
    format: group ? 'group' : 'individual',
    startsOn: '2025-09-15',
    endsOn: '2026-06-30',
    orderNumber: n % 3 === 0 ? null : '114-о',
    orderDate: n % 3 === 0 ? null : '2025-09-12',
    mentors: [ref(mentor)],
    mentees: mentees.map(ref),
    shortNames: {
      mentors: [shortName(mentor.name)],
      mentees: mentees.map((mentee) => shortName(mentee.name)),
    },
    state: rhythm === 'off' ? 'paused' : n % 29 === 28 ? 'completed' : 'active',
    stateReason: rhythm === 'off' ? 'Академический отпуск наставляемого' : null,
    pause: null,
    prolongedFrom: null,
    rhythm,
    reason: { code: REASON[rhythm], days: silent },
    noFeedbackDays: rhythm !== 'off' && n % 9 === 4 ? 31 + n : null,
    meetingsHeld: held,
    minutesTotal: held * 55,
    lastMeetingOn: held === 0 ? null : daysAgo(silent),
    nextMeetingOn: n % 4 === 0 ? daysAgo(-5) : null,
    version: 1,
  };
}

/** Everybody of a pair; of every second no address is known. */
export const contactsOf = (pair: Pick<Pair, 'mentors' | 'mentees'>): Contact[] =>
  [
    ...pair.mentors.map((person) => ({ ...person, side: 'mentor' as const })),
    ...pair.mentees.map((person) => ({ ...person, side: 'mentee' as const })),
  ].map((person, n) => ({
    ...person,
    email: n % 2 === 0 ? `person${n}@college.example` : null,
    closed: false,
  }));

function meetingsOf(pair: Pair, n: number): MeetingRow[] {
  return Array.from({ length: pair.meetingsHeld }, (_, i) => {
    const step = n === 1 ? 4 : 13;
    const gap = i > 4 && n % 2 === 1 ? 45 : 0;
    return {
      meetingId: fakeId(3, n * 100 + i),
      pairId: pair.pairId,
      pairTitle: pair.title,
      heldOn: daysAgo(pair.reason.days + i * step + gap),
      kind:
        i === pair.meetingsHeld - 1
          ? 'organisational'
          : at(MEETING_KINDS.slice(3, 5), n % 12 === 11 ? 1 : 0),
      minutes: 30 + ((n + i) % 5) * 15,
      format: at(MEETING_FORMATS, n + i),
      topic: (n + i) % 6 === 5 ? null : at(TOPICS, n + i),
      done:
        i % 3 === 0
          ? 'Разобрали план курсовой работы, договорились о черновике введения и списке литературы.'
          : '',
      came: pair.mentees.length,
      invited: pair.mentees.length,
      confirmed: i === 0 ? 0 : pair.mentees.length,
      disputed: n % 31 === 30 && i === 1 ? 1 : 0,
      version: 1,
      withdrawn: false,
    };
  });
}

export interface FakeData {
  people: Participant[];
  pairs: Pair[];
  meetings: MeetingRow[];
}

/** A college of so many people; the second pair has forty meetings. Always the same for a size. */
export function fakeCollege(people: number, pairs: number): FakeData {
  const everybody = Array.from({ length: Math.max(1, people) }, (_, n) => participantOf(n)).sort(
    (a, b) => a.name.localeCompare(b.name, 'ru'),
  );
  const made = Array.from({ length: pairs }, (_, n) => pairOf(n, everybody));
  return {
    people: everybody,
    pairs: made,
    meetings: made.flatMap((pair, n) => meetingsOf(pair, n)),
  };
}
