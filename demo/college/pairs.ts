import type { Form, PairFormat, PairState } from '../../service/api/index.js';

/** A pair of the demo; days are counted back from the day of seeding. */
export interface DemoPair {
  mentors: string[];
  mentees: string[];
  form: Form;
  roleVariant: string | null;
  format: PairFormat;
  state?: PairState;
  /** Days since the start. */
  startedAgo: number;
  /** Days since each meeting, the earliest first. */
  meetingsAgo: number[];
  /** How many of the latest meetings wait for confirmation. */
  waiting?: number;
  /** Days until the end; by default many. */
  endsIn?: number;
  /** The latest meeting agreed on the next one, so many days ahead. */
  nextIn?: number;
}

/** So far back the demo reaches. */
export const EARLIEST_DAYS_AGO = 84;

/** Meetings every so many days, from the first one to the last one, as days ago. */
const every = (days: number, first: number, last: number): number[] =>
  Array.from({ length: Math.floor((first - last) / days) + 1 }, (_, i) => first - i * days);

/** Fourteen pairs: in rhythm, due soon, out of it, new, without a first meeting, paused, over. */
export const DEMO_PAIRS: readonly DemoPair[] = [
  {
    mentors: ['mentor1'],
    mentees: ['mentee1'],
    form: 'teacher_student',
    roleVariant: 'teacher-underachiever',
    format: 'individual',
    startedAgo: 80,
    meetingsAgo: every(10, 73, 3),
    waiting: 1,
    nextIn: 7,
  },
  {
    mentors: ['mentor1'],
    mentees: ['mentee2'],
    form: 'teacher_student',
    roleVariant: 'teacher-talented',
    format: 'individual',
    startedAgo: 80,
    meetingsAgo: every(12, 72, 12),
  },
  {
    mentors: ['mentor2'],
    mentees: ['mentee3'],
    form: 'teacher_student',
    roleVariant: 'teacher-passive',
    format: 'individual',
    startedAgo: 78,
    meetingsAgo: every(13, 74, 22),
    waiting: 2,
  },
  {
    mentors: ['mentor3'],
    mentees: ['mentee4', 'mentee5', 'mentee6'],
    form: 'student_student',
    roleVariant: 'adapted-nonadapted',
    format: 'group',
    startedAgo: 77,
    meetingsAgo: every(11, 71, 5),
    waiting: 1,
    nextIn: 5,
  },
  {
    mentors: ['mentor2'],
    mentees: ['mentee7'],
    form: 'teacher_student',
    roleVariant: 'teacher-at-risk',
    format: 'individual',
    startedAgo: 11,
    meetingsAgo: [],
  },
  {
    mentors: ['mentor1'],
    mentees: ['mentee8'],
    form: 'teacher_student',
    roleVariant: 'teacher-talented',
    format: 'online',
    state: 'completed',
    startedAgo: 84,
    meetingsAgo: every(9, 82, 10),
  },
  {
    mentors: ['mentor3'],
    mentees: ['student3'],
    form: 'student_student',
    roleVariant: 'leader-passive',
    format: 'individual',
    endsIn: 12,
    startedAgo: 60,
    meetingsAgo: every(14, 55, 13),
    waiting: 1,
  },
  {
    mentors: ['master'],
    mentees: ['student1'],
    form: 'employer_student',
    roleVariant: 'colleague-future',
    format: 'individual',
    startedAgo: 70,
    meetingsAgo: every(15, 66, 6),
    waiting: 2,
    nextIn: 9,
  },
  {
    mentors: ['master'],
    mentees: ['student2'],
    form: 'employer_student',
    roleVariant: 'pro-choosing',
    format: 'individual',
    startedAgo: 70,
    meetingsAgo: every(18, 64, 28),
  },
  {
    mentors: ['engineer'],
    mentees: ['student4'],
    form: 'employer_student',
    roleVariant: 'employer-future-employee',
    format: 'individual',
    startedAgo: 4,
    meetingsAgo: [],
  },
  {
    mentors: ['engineer'],
    mentees: ['student5'],
    form: 'employer_student',
    roleVariant: 'pro-indifferent',
    format: 'online',
    state: 'paused',
    startedAgo: 65,
    meetingsAgo: every(16, 60, 28),
  },
  {
    mentors: ['teacher'],
    mentees: ['novice'],
    form: 'teacher_teacher',
    roleVariant: 'experienced-young',
    format: 'individual',
    startedAgo: 82,
    meetingsAgo: every(9, 79, 7),
    nextIn: 6,
  },
  {
    mentors: ['teacher'],
    mentees: ['mentee7'],
    form: 'teacher_student',
    roleVariant: 'teacher-underachiever',
    format: 'individual',
    state: 'terminated',
    startedAgo: 75,
    meetingsAgo: [68, 51],
  },
  {
    mentors: ['mentor2'],
    mentees: ['student3'],
    form: 'teacher_student',
    roleVariant: 'teacher-talented',
    format: 'individual',
    startedAgo: 40,
    meetingsAgo: every(8, 34, 2),
    waiting: 1,
    nextIn: 8,
  },
];
