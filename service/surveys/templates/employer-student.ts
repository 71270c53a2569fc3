import { type Draft, scale, type Template, template, yesNo } from './build.js';
import { entryTemplate } from './for-matching.js';
import * as teachers from './teacher-teacher.js';

/** The frame of «педагог – педагог» with these questions in the place of those with the same code. */
function framed(frame: readonly Draft[], ...own: readonly Draft[]): Draft[] {
  return frame.map((question) => own.find(({ code }) => code === question.code) ?? question);
}

const PLACE = '(знакомство с предприятием, рабочим местом, обязанностями)';
const EVENTS = '(экскурсии на предприятия, мастер-классы, конкурсы проектов, стажировки)';

const MENTEE_ENTRY = framed(
  teachers.MENTEE_ENTRY,
  scale('org_events', `Ожидаемое качество организационных мероприятий ${PLACE}`),
  scale('skill_events', `Ожидаемая польза организованных для Вас мероприятий ${EVENTS}`),
);

const MENTEE_FINAL = [
  ...framed(
    teachers.MENTEE_FINAL,
    scale('org_events', `Качество организационных мероприятий ${PLACE}`),
    scale('skill_events', `Организованные для Вас мероприятия ${EVENTS}`),
  ),
  yesNo(
    'eff_future',
    'Появилось ли у Вас лучшее понимание собственного профессионального будущего?',
  ),
  yesNo(
    'eff_events',
    'Появилось ли желание посещать мероприятия профориентационного, мотивационного и практического характера?',
  ),
  yesNo('eff_project', 'Возник ли интерес к созданию собственного (бизнес-)проекта?'),
  yesNo(
    'eff_employ',
    'Вы рассматриваете вариант трудоустройства на региональном предприятии (предприятии наставника)?',
  ),
  yesNo(
    'future_mentor',
    'Планируете ли Вы стать наставником и/или присоединиться к сообществу благодарных выпускников?',
  ),
];

const MENTOR_ENTRY = framed(
  teachers.MENTOR_ENTRY,
  scale('org_events', `Насколько эффективно Вы сможете организовать мероприятия ${PLACE}?`),
);

const MENTOR_FINAL = [
  ...framed(
    teachers.MENTOR_FINAL,
    scale('org_events', `Насколько эффективно удалось организовать мероприятия ${PLACE}?`),
  ),
  yesNo('eff_invite', 'Готовы ли Вы пригласить наставляемого на практику или на работу?'),
  yesNo(
    'eff_colleagues',
    'Будут ли сотрудники Вашего предприятия участвовать в программе наставничества дальше?',
  ),
];

const forms = ['employer_student', 'employer_pupil'] as const;
const common = { forms, source: 'methodology §6.9', mark: 'П~' } as const;

/** Methodology §6.9: the frame of §6.5–6.8 without a teacher’s effects, with those of a future employee. */
export const employerStudent: readonly Template[] = [
  entryTemplate(
    {
      code: 'employer_student_mentee_entry',
      title: 'Работодатель – студент. Наставляемый, до начала программы',
      role: 'mentee',
      stage: 'entry',
      ...common,
    },
    MENTEE_ENTRY,
  ),
  template(
    {
      code: 'employer_student_mentee_final',
      title: 'Работодатель – студент. Наставляемый, по завершении программы',
      role: 'mentee',
      stage: 'final',
      ...common,
    },
    MENTEE_FINAL,
  ),
  entryTemplate(
    {
      code: 'employer_student_mentor_entry',
      title: 'Работодатель – студент. Наставник, до начала программы',
      role: 'mentor',
      stage: 'entry',
      ...common,
    },
    MENTOR_ENTRY,
  ),
  template(
    {
      code: 'employer_student_mentor_final',
      title: 'Работодатель – студент. Наставник, по завершении программы',
      role: 'mentor',
      stage: 'final',
      ...common,
    },
    MENTOR_FINAL,
  ),
];
