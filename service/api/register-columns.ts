/**
 * The official registers (methodology §5.1: 13 columns, §5.2: 16): their titles and what stands in each.
 * Official documents are in Russian, whatever the language of the page.
 */
import type { Form } from './reference.js';

export const REGISTERS = ['mentees', 'mentors'] as const;
export type Register = (typeof REGISTERS)[number];

/** What a row of a register holds; each register shows its own share. */
export const REGISTER_FIELDS = [
  'number',
  'name',
  'contacts',
  'birthYear',
  'request',
  'workplace',
  'competences',
  'achievements',
  'interests',
  'preferredAge',
  'timeResource',
  'enteredOn',
  'others',
  'form',
  'othersWorkplace',
  'endsOn',
  'results',
  'reviewUrl',
  'mark',
] as const;
export type RegisterField = (typeof REGISTER_FIELDS)[number];

export interface RegisterColumn {
  field: RegisterField;
  title: string;
  kind: 'number' | 'text' | 'date' | 'link';
  /** In characters. */
  width: number;
}

const column = (
  field: RegisterField,
  title: string,
  width: number,
  kind: RegisterColumn['kind'] = 'text',
): RegisterColumn => ({ field, title, kind, width });

export const REGISTER_COLUMNS: Readonly<Record<Register, readonly RegisterColumn[]>> = {
  mentees: [
    column('number', '№ п/п', 6, 'number'),
    column('name', 'ФИО наставляемого', 32),
    column(
      'contacts',
      'Контактные данные для связи (для несовершеннолетнего — данные представителя)',
      34,
    ),
    column('birthYear', 'Год рождения наставляемого', 12, 'number'),
    column('request', 'Основной запрос наставляемого', 34),
    column('enteredOn', 'Дата вхождения в программу', 14, 'date'),
    column('others', 'ФИО наставника', 32),
    column('form', 'Форма наставничества', 24),
    column('othersWorkplace', 'Место работы/учёбы наставника', 32),
    column('endsOn', 'Дата завершения программы', 14, 'date'),
    column('results', 'Результаты программы', 34),
    column(
      'reviewUrl',
      'Ссылка на кейс/отзыв наставляемого, размещённые на сайте организации',
      34,
      'link',
    ),
    column('mark', 'Отметка о прохождении программы', 16),
  ],
  mentors: [
    column('number', '№ п/п', 6, 'number'),
    column('name', 'ФИО наставника', 32),
    column('contacts', 'Контактные данные для связи', 34),
    column('workplace', 'Место работы/учёбы наставника', 32),
    column('competences', 'Основные компетенции наставника', 34),
    column('achievements', 'Важные для программы достижения наставника', 34),
    column('interests', 'Интересы наставника', 28),
    column('preferredAge', 'Желаемый возраст наставляемых', 16),
    column('timeResource', 'Ресурс времени на программу наставничества', 24),
    column('enteredOn', 'Дата вхождения в программу', 14, 'date'),
    column('others', 'ФИО наставляемого (наставляемых)', 32),
    column('form', 'Форма наставничества', 24),
    column('othersWorkplace', 'Место работы/учёбы наставляемого', 32),
    column('endsOn', 'Дата завершения программы', 14, 'date'),
    column('results', 'Результаты программы', 34),
    column(
      'reviewUrl',
      'Ссылка на кейс/отзыв наставника, размещённые на сайте организации',
      34,
      'link',
    ),
  ],
};

/** The forms as the registers name them (methodology §4). */
export const FORM_TITLES: Readonly<Record<Form, string>> = {
  student_student: 'Студент – студент',
  teacher_student: 'Педагог – студент',
  teacher_teacher: 'Педагог – педагог',
  head_teacher: 'Руководитель – педагог',
  employer_student: 'Работодатель – студент',
  university_young_teacher: 'Педагог вуза или колледжа – молодой педагог',
  pupil_pupil: 'Ученик – ученик',
  student_pupil: 'Студент – ученик',
  employer_pupil: 'Работодатель – ученик',
};

/** What the last column of the register of mentees says, told from the pair's state. */
export const REGISTER_MARKS = ['passed', 'left', 'going_on'] as const;
export type RegisterMark = (typeof REGISTER_MARKS)[number];

export const MARK_TITLES: Readonly<Record<RegisterMark, string>> = {
  passed: 'прошёл',
  left: 'не завершил',
  going_on: 'проходит',
};

/** One row of a register: a participation, or one of its pairings. */
export interface RegisterRow {
  /** Its place in the list that was asked for. */
  number: number;
  personId: string;
  /** Null: in no pair yet. */
  pairId: string | null;
  name: string;
  contacts: string;
  birthYear: number | null;
  request: string;
  workplace: string;
  competences: string;
  achievements: string;
  interests: string;
  preferredAge: string;
  timeResource: string;
  enteredOn: string | null;
  others: string;
  form: Form | null;
  othersWorkplace: string;
  endsOn: string | null;
  results: string;
  reviewUrl: string;
  mark: RegisterMark | null;
}

/** The cells of a row in the order of the register's columns: dates as `YYYY-MM-DD`, forms and marks in words. */
export function registerCells(register: Register, row: RegisterRow): (string | number | null)[] {
  return REGISTER_COLUMNS[register].map(({ field }) => {
    if (field === 'form') return row.form === null ? '' : FORM_TITLES[row.form];
    if (field === 'mark') return row.mark === null ? '' : MARK_TITLES[row.mark];
    return row[field];
  });
}
