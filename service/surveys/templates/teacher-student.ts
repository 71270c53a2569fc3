import { type Template, template, yesNo } from './build.js';
import { entryTemplate } from './for-matching.js';
import * as students from './student-student.js';

const forms = ['teacher_student'] as const;
const common = { forms, source: 'methodology §6.10', mark: 'Р' } as const;

/**
 * Methodology §6.10: there is no federal questionnaire for this form; those of §6.1–6.4, and two
 * questions more for the mentee at the end, who alone knows their answers.
 */
export const teacherStudent: readonly Template[] = [
  entryTemplate(
    {
      code: 'teacher_student_mentee_entry',
      title: 'Педагог – студент. Наставляемый, до начала программы',
      role: 'mentee',
      stage: 'entry',
      ...common,
    },
    students.MENTEE_ENTRY,
  ),
  template(
    {
      code: 'teacher_student_mentee_final',
      title: 'Педагог – студент. Наставляемый, по завершении программы',
      role: 'mentee',
      stage: 'final',
      ...common,
    },
    [
      ...students.MENTEE_FINAL,
      yesNo('debts_closed', 'Закрыты ли у Вас академические задолженности?'),
      yesNo('stay_in_field', 'Планируете ли Вы продолжить обучение или работу по специальности?'),
    ],
  ),
  entryTemplate(
    {
      code: 'teacher_student_mentor_entry',
      title: 'Педагог – студент. Наставник, до начала программы',
      role: 'mentor',
      stage: 'entry',
      ...common,
    },
    students.MENTOR_ENTRY,
  ),
  template(
    {
      code: 'teacher_student_mentor_final',
      title: 'Педагог – студент. Наставник, по завершении программы',
      role: 'mentor',
      stage: 'final',
      ...common,
    },
    students.MENTOR_FINAL,
  ),
];
