import { FORMS } from '../../api/reference.js';
import { open, other, type Template, template } from './build.js';

/** The template of the survey of needs, and its question about topics, which the school sums up. */
export const NEEDS_CODE = 'mentor_school_needs';
export const WISHES_CODE = 'topics';

const option = (code: string, text: string) => ({ code, text: { ru: text, en: '' } });

const TOPICS = [
  option('role', 'Роль, права и обязанности наставника'),
  option('first_meeting', 'Первая встреча: как познакомиться и договориться'),
  option('goals', 'Как поставить цель и составить план работы пары'),
  option('talk', 'Как слушать, задавать вопросы и давать обратную связь'),
  option('motivation', 'Как поддержать интерес, если наставляемый пропускает встречи'),
  option('conflict', 'Трудные разговоры и конфликты'),
  option('age', 'Возрастные особенности подростков и молодых взрослых'),
  option('risk', 'Когда звать психолога: тревожные признаки'),
  option('law', 'Документы наставника, персональные данные, охрана труда'),
  option('profession', 'Как передать профессиональный опыт на рабочем месте'),
  option('career', 'Карьера, чемпионаты и конкурсы: как готовить'),
  option('burnout', 'Как наставнику не выгореть'),
];

/** Methodology §3, stage 4: what mentors want to learn; our own wording. */
export const mentorSchool: readonly Template[] = [
  template(
    {
      code: NEEDS_CODE,
      title: 'Потребности в обучении наставника',
      forms: FORMS,
      role: 'mentor',
      stage: 'training',
      source: 'methodology §3',
      mark: 'Р',
    },
    [
      other('experience', 'yes_no', 'Были ли Вы наставником раньше?'),
      other('ready', 'scale', 'Насколько Вы чувствуете себя готовым к роли наставника?', {
        min: 1,
        max: 10,
      }),
      other(WISHES_CODE, 'several_of', 'Какие темы Вам нужнее всего? Выберите до пяти.', {
        options: TOPICS,
        most: 5,
      }),
      other('format', 'one_of', 'Как Вам удобнее учиться?', {
        options: [
          option('in_person', 'очно, в группе'),
          option('online', 'онлайн'),
          option('mixed', 'и так и так'),
          option('alone', 'по материалам, в своё время'),
        ],
      }),
      other('time', 'one_of', 'Когда Вам удобнее приходить на занятия?', {
        options: [
          option('workday', 'в будни днём'),
          option('evening', 'в будни после 16:00'),
          option('saturday', 'в субботу'),
        ],
      }),
      open('share', 'Какой темой или приёмом Вы готовы поделиться с другими наставниками?'),
      open('wishes', 'Чего ещё Вы ждёте от школы наставников?'),
    ],
  ),
];
