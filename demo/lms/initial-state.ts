import type { JWK } from 'jose';
import type { Course, CourseRole, Enrolment, LmsUser, PlatformState } from './model.js';

type Row = [key: string, familyName: string, givenName: string, group?: string];

const people: Row[] = [
  ['admin', 'Соколов', 'Андрей Викторович'],
  ['coordinator', 'Лебедева', 'Ольга Николаевна'],
  ['curator', 'Воронцов', 'Игорь Павлович'],
  ['mentor1', 'Кузнецова', 'Марина Сергеевна'],
  ['mentor2', 'Тихонов', 'Дмитрий Алексеевич'],
  ['mentor3', 'Орлова', 'Екатерина Андреевна', 'ТОР-31'],
  ['mentee1', 'Иванов', 'Артём Денисович', 'ТОР-21'],
  ['mentee2', 'Смирнова', 'Полина Игоревна', 'ТОР-21'],
  ['mentee3', 'Гайнутдинов', 'Тимур Ринатович', 'ТОР-21'],
  ['mentee4', 'Петрова', 'Анастасия Олеговна', 'ТОР-21'],
  ['mentee5', 'Фёдоров', 'Кирилл Максимович', 'ИС-31'],
  ['mentee6', 'Ким', 'Виктория Робертовна', 'ИС-31'],
  ['mentee7', 'Зайцев', 'Никита Романович', 'ИС-31'],
  ['mentee8', 'Александрова-Преображенская', 'Елизавета Константиновна', 'ИС-31'],
  ['visitor', 'Гостев', 'Павел Ильич'],
  ['psychologist', 'Ларина', 'Вера Андреевна'],
];

const firstUserId = 2;

function user([key, familyName, givenName]: Row, index: number): LmsUser {
  const kind = key === 'admin' ? 'admin' : key === 'visitor' ? 'guest' : 'user';
  return {
    id: firstUserId + index,
    key,
    username: key,
    givenName,
    familyName,
    email: `${key}@kollezh.example`,
    idNumber: kind === 'user' ? `ID-${key}` : '',
    locale: 'ru',
    kind,
  };
}

const courses: Course[] = [
  {
    id: 2,
    shortName: 'НАСТ-26',
    title: 'Наставничество 2026/27',
    idNumber: 'SIS-NAST26',
    startsAt: '2026-09-01T00:00:00+00:00',
  },
  {
    id: 3,
    shortName: 'ИНФ-2',
    title: 'Информатика, 2 курс',
    idNumber: 'SIS-INF2',
    startsAt: '2026-09-01T00:00:00+00:00',
  },
];

const teachers: Record<string, CourseRole> = {
  coordinator: 'editingteacher',
  curator: 'editingteacher',
  mentor1: 'teacher',
  mentor2: 'teacher',
  // Moodle has no role for a psychologist: its course knows a teacher, the coordinator says the rest.
  psychologist: 'teacher',
};
const secondCourse = new Set([
  'coordinator',
  'curator',
  'mentor1',
  'mentee1',
  'mentee2',
  'mentee3',
  'mentee4',
  'mentee5',
]);

function enrolments(users: LmsUser[]): Enrolment[] {
  const group = new Map(people.map(([key, , , name]) => [key, name ?? '']));
  const enrolled = users.filter((person) => person.kind === 'user');
  return courses.flatMap((course) =>
    enrolled
      .filter((person) => course.id === 2 || secondCourse.has(person.key))
      .map((person) => ({
        courseId: course.id,
        userId: person.id,
        role: teachers[person.key] ?? 'student',
        group: group.get(person.key) ?? '',
      })),
  );
}

/** A fresh LMS: sixteen people, two courses, no tool. Moodle's first user is 2 (the administrator), its first course 2. */
export function initialState(guid: string, key: { kid: string; privateJwk: JWK }): PlatformState {
  const users = people.map(user);
  return {
    version: 1,
    guid,
    key,
    users,
    courses: structuredClone(courses),
    enrolments: enrolments(users),
    tools: [],
    activities: [],
    lineItems: [],
    grades: [],
    accessTokens: [],
    gradeService: true,
    autoActivate: false,
    nextId: { tool: 1, activity: 1, module: 3, lineItem: 2, user: firstUserId + people.length },
  };
}
