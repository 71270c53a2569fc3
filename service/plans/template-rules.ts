import { addDays, daysBetween, latest } from '../../shared/dates.js';
import type { Form, PlanKind } from '../api/index.js';
import type { GoalFields, PlanFields } from '../api/plans.js';

/** A goal of a template: its term in weeks from the beginning. */
export interface TemplateGoal {
  week: number;
  task: string;
  planned: string;
}

type Texts = Partial<Omit<PlanFields, 'kind' | 'startsOn' | 'endsOn'>>;

/** A plan to begin with, for a form of mentoring and one of its role variants. */
export interface PlanTemplate {
  code: string;
  kind: PlanKind;
  title: string;
  forms: readonly Form[];
  /** Null: for every variant of these forms. */
  variants: readonly string[] | null;
  texts: Texts;
  goals: readonly TemplateGoal[];
}

/** The time that a new plan covers. */
export interface Period {
  startsOn: string;
  endsOn: string;
}

/**
 * The dates of a new plan: the pair's. Where it is written later than the pair began, it begins today, so
 * that nothing in it is late from the first day.
 */
export const newPeriod = (pair: Period, today: string): Period => ({
  startsOn: today > pair.endsOn ? pair.startsOn : latest(pair.startsOn, today),
  endsOn: pair.endsOn,
});

/**
 * The goals of a template with their terms: so many weeks from the beginning, and where the time is
 * shorter than the template's last week, all in proportion. No term lies outside the period.
 */
export function datedGoals(goals: readonly TemplateGoal[], period: Period): GoalFields[] {
  const { startsOn, endsOn } = period;
  const have = daysBetween(startsOn, endsOn);
  const wanted = Math.max(1, ...goals.map(({ week }) => week * 7));
  return goals.map(({ week, task, planned }) => ({
    task,
    planned,
    dueOn: addDays(startsOn, Math.floor((week * 7 * Math.min(wanted, have)) / wanted)),
  }));
}

/**
 * The goals of an earlier plan for a new time: as far from the beginning as they were, in proportion where
 * there is less time.
 */
export function movedGoals(
  goals: readonly GoalFields[],
  before: Period,
  period: Period,
): GoalFields[] {
  const had = Math.max(1, daysBetween(before.startsOn, before.endsOn));
  const have = daysBetween(period.startsOn, period.endsOn);
  return goals.map(({ task, planned, dueOn }) => {
    const days = Math.min(had, Math.max(0, daysBetween(before.startsOn, dueOn)));
    const moved = had <= have ? days : Math.floor((days * have) / had);
    return { task, planned, dueOn: addDays(period.startsOn, moved) };
  });
}

/** Templates for a pair: those of its form and variant first, then those of its form. */
export function templatesFor(
  all: readonly PlanTemplate[],
  pair: { form: Form; roleVariant: string | null },
): { template: PlanTemplate; fits: boolean }[] {
  const { form, roleVariant } = pair;
  const ofForm = all
    .filter(({ forms }) => forms.includes(form))
    .map((template) => ({
      template,
      fits:
        template.variants === null ||
        (roleVariant !== null && template.variants.includes(roleVariant)),
    }));
  return [...ofForm.filter(({ fits }) => fits), ...ofForm.filter(({ fits }) => !fits)];
}

/** The fields of a new plan: the texts of a template, nothing else. */
export const emptyFields = (kind: PlanKind, period: Period, texts: Texts = {}): PlanFields => ({
  kind,
  ...period,
  difficulties: '',
  directions: '',
  problem: '',
  aim: '',
  tasks: '',
  functions: '',
  ways: '',
  mode: null,
  schedule: '',
  results: '',
  control: '',
  ...texts,
});
