import type { Role } from '../../service/api/index.js';

/** Somebody of the demo college; `key` is how the demo LMS calls them. */
export interface DemoPerson {
  key: string;
  familyName: string;
  givenName: string;
  group: string | null;
  roles: Role[];
  /** How the LMS knows them; null: they have no account there. */
  lmsRole: 'instructor' | 'mentee' | null;
}

const person = (
  key: string,
  familyName: string,
  givenName: string,
  lmsRole: DemoPerson['lmsRole'],
  roles: Role[],
  group: string | null = null,
): DemoPerson => ({ key, familyName, givenName, group, roles, lmsRole });

/**
 * The people of the demo LMS (demo/lms) with their roles, then people of the college and of
 * enterprises who never open the LMS. The administrator and the visitor come by themselves.
 */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  person('coordinator', 'Лебедева', 'Ольга Николаевна', 'instructor', ['coordinator']),
  person('curator', 'Воронцов', 'Игорь Павлович', 'instructor', ['curator']),
  person('psychologist', 'Ларина', 'Вера Андреевна', 'instructor', ['psychologist']),
  person('mentor1', 'Кузнецова', 'Марина Сергеевна', 'instructor', ['mentor']),
  person('mentor2', 'Тихонов', 'Дмитрий Алексеевич', 'instructor', ['mentor']),
  person('mentor3', 'Орлова', 'Екатерина Андреевна', 'mentee', ['mentor'], 'ТОР-31'),
  person('mentee1', 'Иванов', 'Артём Денисович', 'mentee', ['mentee'], 'ТОР-21'),
  person('mentee2', 'Смирнова', 'Полина Игоревна', 'mentee', ['mentee'], 'ТОР-21'),
  person('mentee3', 'Гайнутдинов', 'Тимур Ринатович', 'mentee', ['mentee'], 'ТОР-21'),
  person('mentee4', 'Петрова', 'Анастасия Олеговна', 'mentee', ['mentee'], 'ТОР-21'),
  person('mentee5', 'Фёдоров', 'Кирилл Максимович', 'mentee', ['mentee'], 'ИС-31'),
  person('mentee6', 'Ким', 'Виктория Робертовна', 'mentee', ['mentee'], 'ИС-31'),
  person('mentee7', 'Зайцев', 'Никита Романович', 'mentee', ['mentee'], 'ИС-31'),
  person(
    'mentee8',
    'Александрова-Преображенская',
    'Елизавета Константиновна',
    'mentee',
    ['mentee'],
    'ИС-31',
  ),
  person('master', 'Громов', 'Виктор Степанович', null, ['mentor']),
  person('engineer', 'Саркисян', 'Анна Левоновна', null, ['mentor']),
  person('teacher', 'Белова', 'Наталья Юрьевна', null, ['mentor']),
  person('novice', 'Юдина', 'Ксения Вадимовна', null, ['mentee']),
  person('student1', 'Черных', 'Роман Олегович', null, ['mentee'], 'СВ-21'),
  person('student2', 'Ершова', 'Алина Тимуровна', null, ['mentee'], 'СВ-21'),
  person('student3', 'Мамедов', 'Рустам Эльдарович', null, ['mentee'], 'ЭЛ-11'),
  person('student4', 'Королёва', 'Дарья Павловна', null, ['mentee'], 'ЭЛ-11'),
  person('student5', 'Дёмин', 'Степан Ильич', null, ['mentee'], 'СВ-21'),
  person('student6', 'Лаптева', 'Милана Андреевна', null, ['mentee'], 'ЭС-11'),
  person('student7', 'Маслов', 'Глеб Николаевич', null, ['mentee'], 'ЭС-11'),
  person('student8', 'Ниязова', 'Диана Маратовна', null, ['mentee'], 'ЭС-11'),
  person('student9', 'Родин', 'Арсений Дмитриевич', null, ['mentee'], 'ЭС-11'),
];

/** The subject of a demo person in the demo LMS: its user ids are counted from 2 in this order. */
const LMS_ORDER = [
  'admin',
  'coordinator',
  'curator',
  'mentor1',
  'mentor2',
  'mentor3',
  'mentee1',
  'mentee2',
  'mentee3',
  'mentee4',
  'mentee5',
  'mentee6',
  'mentee7',
  'mentee8',
  'visitor',
  'psychologist',
];
export const demoSubject = (key: string): string => String(2 + LMS_ORDER.indexOf(key));
