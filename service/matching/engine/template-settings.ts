import { type Form, MATCH_CRITERIA, type MatchCriterion } from '../../api/reference.js';
import type { MatchSettings } from './types.js';

type Weights = Readonly<Record<MatchCriterion, number>>;

/**
 * Two students: what one asks for and the other can, and time at which both are free, since most early
 * ends come of want of time. Interests in common matter, though less than help that is to the point:
 * reviews of matching find likeness and interests to hold pairs together. A wish that two have put into
 * their ballots says more than all questionnaires (methodology §6.11). Speciality and age are much the
 * same among students of one college.
 */
const STUDENTS: Weights = {
  requests: 8,
  interests: 6,
  speciality: 3,
  preferred_age: 3,
  time: 7,
  format: 3,
  language: 4,
  enterprise: 0,
  gender: 3,
  ballots: 10,
};

/** A teacher and a student: requests lead, and the age with which a teacher likes to work. */
const TEACHER_STUDENT: Weights = {
  ...STUDENTS,
  requests: 9,
  interests: 4,
  speciality: 4,
  preferred_age: 4,
  time: 6,
};

/**
 * Two teachers: the profession passed on is the subject (methodology §4.2, «опытный предметник – неопытный
 * предметник»); interests and age hardly matter among colleagues.
 */
const TEACHERS: Weights = {
  ...STUDENTS,
  requests: 9,
  interests: 2,
  speciality: 8,
  preferred_age: 1,
  time: 6,
  gender: 1,
};

/**
 * Somebody from an enterprise: the trade and the enterprise where the student has practice or will work
 * (methodology §4.4, «работодатель – будущий сотрудник»), then time, of which people at work have little.
 */
const EMPLOYER: Weights = {
  ...STUDENTS,
  requests: 6,
  interests: 3,
  speciality: 9,
  preferred_age: 2,
  time: 6,
  format: 4,
  enterprise: 7,
  gender: 2,
};

const WEIGHTS: Readonly<Record<Form, Weights>> = {
  student_student: STUDENTS,
  pupil_pupil: STUDENTS,
  student_pupil: STUDENTS,
  teacher_student: TEACHER_STUDENT,
  teacher_teacher: TEACHERS,
  head_teacher: TEACHERS,
  university_young_teacher: TEACHERS,
  employer_student: EMPLOYER,
  employer_pupil: EMPLOYER,
};

/** Forms in which mentor and mentee are colleagues: the line manager is the mentor on purpose in one of them. */
const AMONG_COLLEAGUES: readonly Form[] = [
  'teacher_teacher',
  'head_teacher',
  'university_young_teacher',
];

/**
 * The settings of a form before anybody has changed them. Nothing is a must: what is not known would
 * leave people without a mentor. Who grades somebody is not their mentor among students (a mark stands
 * between them), and a line manager is nobody's, but where a head leads a teacher on purpose. After the
 * end of a pair a mentee rests for two weeks, as long as the rhythm of meetings, and two who parted are
 * not put together again unless the mentee wishes it: re-matched pairs do worse.
 */
export function templateSettings(form: Form): MatchSettings {
  const weights = WEIGHTS[form];
  return {
    criteria: Object.fromEntries(
      MATCH_CRITERIA.map((name) => [name, { weight: weights[name], must: false }]),
    ) as MatchSettings['criteria'],
    trainedOnly: false,
    notTeachers: !AMONG_COLLEAGUES.includes(form),
    notManagers: form !== 'head_teacher',
    mentorAgeFrom: null,
    olderBy: null,
    coolingOffDays: 14,
    notAgain: true,
    groupFrom: 1,
    groupTo: null,
    teams: [],
  };
}
