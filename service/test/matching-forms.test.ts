import { expect } from 'chai';
import type { Form } from '../api/reference.js';
import { isOfForm } from '../matching/engine/whose-form.js';

describe('whose mentor is sought under a form', () => {
  const student = { groupName: 'ТОР-21', adult: true, answered: [] };
  const teacher = { groupName: null, adult: true, answered: [] };
  const nobody = { groupName: null, adult: false, answered: [] };
  const none = new Set<Form>();
  const CASES: [string, Parameters<typeof isOfForm>, boolean][] = [
    ['a student of age', [student, 'student_student', none], true],
    ['a student of age, not among teachers', [student, 'teacher_teacher', none], false],
    ['an adult without a group', [teacher, 'teacher_teacher', none], true],
    ['an adult without a group, not among students', [teacher, 'student_student', none], false],
    ['of whom nothing is known', [nobody, 'employer_student', none], true],
    [
      'who answered the questionnaire of the form',
      [{ ...teacher, answered: ['student_student'] }, 'student_student', none],
      true,
    ],
    [
      'who answered that of another form, which alone is asked',
      [
        { ...student, answered: ['teacher_student'] },
        'student_student',
        new Set<Form>(['teacher_student']),
      ],
      true,
    ],
    [
      'who answered that of another form, though there was one of this',
      [
        { ...student, answered: ['teacher_student'] },
        'student_student',
        new Set<Form>(['student_student']),
      ],
      false,
    ],
  ];
  for (const [about, args, is] of CASES) it(about, () => expect(isOfForm(...args)).to.equal(is));
});
