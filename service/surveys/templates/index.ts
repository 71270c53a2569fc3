import type { Template } from './build.js';
import { employerStudent } from './employer-student.js';
import { groupMeeting } from './group-meeting.js';
import { mentorSchool } from './mentor-school.js';
import { studentStudent } from './student-student.js';
import { teacherStudent } from './teacher-student.js';
import { teacherTeacher } from './teacher-teacher.js';

export type { Template } from './build.js';

/** The questionnaires of the methodology (§6.1–6.11) and of the mentors' school (§3), in the order in which they are offered. */
export const TEMPLATES: readonly Template[] = [
  ...studentStudent,
  ...teacherStudent,
  ...teacherTeacher,
  ...employerStudent,
  ...groupMeeting,
  ...mentorSchool,
];

/** The template of a code, or undefined. */
export const templateOf = (code: string): Template | undefined =>
  TEMPLATES.find((template) => template.code === code);
