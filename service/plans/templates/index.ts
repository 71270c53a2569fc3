import type { PlanTemplate } from '../template-rules.js';
import { EMPLOYER_TEMPLATES } from './employers.js';
import { PEER_TEMPLATES } from './peers.js';
import { PUPIL_TEMPLATES } from './pupils.js';
import { TEACHER_STUDENT_TEMPLATES } from './teacher-student.js';
import { TEACHER_TEMPLATES } from './teachers.js';

/**
 * Plans to begin with, by form and role variant (methodology §4.1–4.6 for the variants and the results that
 * are looked at, §9.2 for the structure, §3 stage 6 for the order of the meetings). A mentor picks one and
 * writes it over; nothing here is a norm.
 */
export const PLAN_TEMPLATES: readonly PlanTemplate[] = [
  ...PEER_TEMPLATES,
  ...PUPIL_TEMPLATES,
  ...TEACHER_STUDENT_TEMPLATES,
  ...EMPLOYER_TEMPLATES,
  ...TEACHER_TEMPLATES,
];
