/** What a mentor's report asks for, and what a case and the registers take from it (methodology §9.1, §9.2). */
import type { FieldProblem } from '../../shared/errors.js';
import type { CaseText, ReportState } from '../api/closing-reference.js';
import type { ReportData, ReportTexts } from '../api/closing-report.js';
import type { EndDecision } from '../api/index.js';

/** Whether words are written in this state: what was handed in waits, what was accepted stands. */
export const isOpenReport = (state: ReportState | null): boolean =>
  state === null || state === 'draft' || state === 'returned';

/** What is missing of a report that is handed in. */
export function submitProblems({
  achieved,
  difficulties,
  recommendation,
}: ReportTexts): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (achieved === '') problems.push({ path: 'achieved', code: 'required' });
  if (difficulties === '') problems.push({ path: 'difficulties', code: 'required' });
  if (recommendation === null) problems.push({ path: 'recommendation', code: 'closing.recommend' });
  return problems;
}

/** What is wrong with a decision on a report in this state. */
export function decisionProblems(
  state: ReportState | null,
  decision: 'accept' | 'return',
  note: string,
): FieldProblem[] {
  if (decision === 'accept' && state !== 'submitted')
    return [{ path: '', code: 'closing.notSubmitted' }];
  if (decision === 'return' && state !== 'submitted' && state !== 'accepted')
    return [{ path: '', code: 'closing.notSubmitted' }];
  if (decision === 'return' && note === '') return [{ path: 'note', code: 'required' }];
  return [];
}

/** Fewer marks say nothing of a beginning and an end. */
const FEWEST_RATINGS = 2;
/** Marks of so many meetings make the beginning, and the end. */
const AT_EACH_END = 3;

const mean = (values: readonly number[]): number =>
  Math.round((10 * values.reduce((sum, one) => sum + one, 0)) / values.length) / 10;

/** The mean marks of the first and the last meetings, in the order of days; null: too few. */
export function ratingsOf(inOrder: readonly number[]): ReportData['ratings'] {
  if (inOrder.length < FEWEST_RATINGS) return null;
  const n = Math.min(AT_EACH_END, Math.floor(inOrder.length / 2));
  return { first: mean(inOrder.slice(0, n)), last: mean(inOrder.slice(-n)), n: inOrder.length };
}

/** Goals that count, and those that are done, of one mentee or of all. */
export function goalsOf(data: ReportData, name?: string): { done: number; of: number } {
  const goals = data.plans
    .filter((plan) => name === undefined || plan.name === name)
    .flatMap((plan) => plan.goals)
    .filter(({ state }) => state !== 'dropped');
  return { done: goals.filter(({ state }) => state === 'done').length, of: goals.length };
}

/** «1 встреча», «2 встречи», «5 встреч»: the registers are in Russian whatever the page's language. */
export function russian(n: number, one: string, few: string, many: string): string {
  const tens = n % 100;
  const last = n % 10;
  if (tens >= 11 && tens <= 14) return `${n} ${many}`;
  if (last === 1) return `${n} ${one}`;
  return last >= 2 && last <= 4 ? `${n} ${few}` : `${n} ${many}`;
}

const hours = (minutes: number): string => {
  const whole = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [whole > 0 ? `${whole} ч` : '', rest > 0 ? `${rest} мин` : ''].filter(Boolean).join(' ');
};

const DECIDED: Readonly<Record<EndDecision, string>> = {
  end: 'работа завершена',
  continue: 'работа продолжается',
  change: 'рекомендована смена пары',
};

/**
 * «Результаты программы» of the registers (§5.1 column 11, §5.2 column 15), told from the data: meetings, the
 * goals of the plan, what was recommended. A mentee's speaks of their own attendance and plan.
 */
export function resultWords(
  data: ReportData,
  recommendation: EndDecision | null,
  mentee: string | null,
): string {
  const own = data.attendance.find(({ name }) => name === mentee);
  const held = own ? own.came : data.held;
  const time = own ? '' : hours(data.minutes);
  const goals = goalsOf(data, mentee ?? undefined);
  const meetings = `${russian(held, 'встреча', 'встречи', 'встреч')}${time ? ` (${time})` : ''}`;
  return [
    meetings,
    goals.of > 0 ? `целей плана достигнуто: ${goals.done} из ${goals.of}` : '',
    recommendation ? DECIDED[recommendation] : '',
  ]
    .filter(Boolean)
    .join('; ');
}

const lines = (texts: readonly string[]): string => texts.filter(Boolean).join('\n');

/** What a new case begins with: the situation and aims of the plans, the way from the log, the result from the report. */
export function caseFrom(
  data: ReportData,
  texts: ReportTexts,
  heads: readonly { situation: string; goal: string }[],
): Record<CaseText, string> {
  const goals = data.plans.flatMap((plan) => plan.goals).filter(({ state }) => state !== 'dropped');
  const reached = goals.filter(({ state }) => state === 'done' || state === 'partly');
  const time = hours(data.minutes);
  return {
    situation: lines([...new Set(heads.map(({ situation }) => situation))]),
    goal:
      lines([...new Set(heads.map(({ goal }) => goal))]) ||
      lines(goals.map(({ task }) => `– ${task}`)),
    way: lines([
      data.held > 0
        ? `${russian(data.held, 'встреча', 'встречи', 'встреч')}${time ? `, всего ${time}` : ''}.`
        : '',
      ...(goals.length > 0 && heads.some(({ goal }) => goal !== '')
        ? goals.map(({ task }) => `– ${task}`)
        : []),
    ]),
    result: lines([
      ...reached.map(({ task, actual }) => `– ${task}${actual ? `: ${actual}` : ''}`),
      texts.achieved,
    ]),
  };
}
