import { DateTime } from 'luxon';
import type { FieldProblem } from '../../shared/errors.js';
import type { ProgrammeSettings } from '../api/programmes.js';

/** The methodology's rhythm (§3): a meeting every two weeks, feedback every month. */
const MEETING_EVERY_DAYS = 14;
const FEEDBACK_EVERY_DAYS = 30;
const LONGEST_YEARS = 2;
const TITLE_LENGTH = 200;

/** The academic year, 1 September to 31 August, that contains a date. */
export function academicYear(today: string): { startsOn: string; endsOn: string; label: string } {
  const date = DateTime.fromISO(today, { zone: 'utc' });
  const year = date.month >= 9 ? date.year : date.year - 1;
  const next = year + 1;
  return {
    startsOn: `${year}-09-01`,
    endsOn: `${next}-08-31`,
    label: `${year}/${String(next % 100).padStart(2, '0')}`,
  };
}

/** A new programme as it opens at the first launch of a course; the wizard shows it for changes. */
export function newProgramme(courseTitle: string, today: string): ProgrammeSettings {
  const { startsOn, endsOn, label } = academicYear(today);
  const title = courseTitle
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return {
    title: [...(title || `Наставничество ${label}`)].slice(0, TITLE_LENGTH).join('').trim(),
    startsOn,
    endsOn,
    // The forms of a college (methodology §4.1–4.4).
    forms: ['student_student', 'teacher_student', 'employer_student', 'teacher_teacher'],
    meetingEveryDays: MEETING_EVERY_DAYS,
    feedbackEveryDays: FEEDBACK_EVERY_DAYS,
    weights: { meetings: 50, plan: 20, feedback: 15, closing: 15 },
  };
}

/**
 * What is wrong with the settings of a programme, beyond what their schema says. Settings that are
 * missing (the schema has refused them) are not asked about.
 */
export function settingsProblems(settings: Partial<ProgrammeSettings>): FieldProblem[] {
  const { forms, weights } = settings;
  const problems = yearProblems(settings);
  if (forms !== undefined && new Set(forms).size !== forms.length) {
    problems.push({ path: 'forms', code: 'forms.twice' });
  }
  if (weights !== undefined && Object.values(weights).every((weight) => weight === 0)) {
    problems.push({ path: 'weights', code: 'weights.zero' });
  }
  return problems;
}

function yearProblems({ startsOn, endsOn }: Partial<ProgrammeSettings>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (startsOn === undefined || endsOn === undefined) return problems;
  if (endsOn <= startsOn) problems.push({ path: 'endsOn', code: 'dates.order' });
  else if (endsOn > yearsLater(startsOn)) {
    problems.push({ path: 'endsOn', code: 'programme.tooLong', params: { years: LONGEST_YEARS } });
  }
  return problems;
}

const yearsLater = (date: string): string =>
  DateTime.fromISO(date, { zone: 'utc' }).plus({ years: LONGEST_YEARS }).toISODate() as string;
