/** Whose mentor is sought under a form of mentoring. */
import type { Form } from '../../api/reference.js';
import { templateOf } from '../../surveys/templates/index.js';

/** Forms whose mentees are teachers (methodology §4.2, АЗ-1128/08). */
const OF_TEACHERS: readonly Form[] = [
  'teacher_teacher',
  'head_teacher',
  'university_young_teacher',
];

/** An entry questionnaire as it was asked. */
export interface AskedFor {
  /** The form of the wave: only those in such pairs were asked. */
  form: Form | null;
  templateCode: string | null;
}

/** The forms that an entry questionnaire is for; none: the college's own, for any. */
export function formsOf({ form, templateCode }: AskedFor): readonly Form[] {
  if (form !== null) return [form];
  return templateCode === null ? [] : (templateOf(templateCode)?.forms ?? []);
}

export interface Candidate {
  groupName: string | null;
  /** Known to be of age, by birth date or word. */
  adult: boolean;
  /** The forms of the entry questionnaires that they handed in as a mentee. */
  answered: readonly Form[];
}

/**
 * Whether a mentee is one of a form:
 * 1. who answered an entry questionnaire of the form is;
 * 2. who answered such of other forms alone is not, where the programme asks one of this form too;
 * 3. of the others, adults without a course group are teachers, and all else are students.
 * @param asked the forms of all entry questionnaires of the programme's mentees
 */
export function isOfForm(
  { groupName, adult, answered }: Candidate,
  form: Form,
  asked: ReadonlySet<Form>,
): boolean {
  if (answered.includes(form)) return true;
  if (answered.length > 0 && asked.has(form)) return false;
  const teacher = adult && groupName === null;
  return OF_TEACHERS.includes(form) === teacher;
}
