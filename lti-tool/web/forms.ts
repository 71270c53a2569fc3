import { AppError, type FieldProblem, invalid } from '../../shared/errors.js';
import type { PageContext } from './context.js';
import type { DraftBody } from './drafts.js';
import type { MessageParams, Translate } from './i18n.js';

/** Field name → its label in words; its keys are the fields that the form has. */
export type Labels = Readonly<Record<string, string>>;
export type FormValues = Record<string, string | string[] | undefined>;

/** A form as the templates show it: what stands in its fields, and what is wrong with which. */
export interface FormView {
  values: FormValues;
  errors: Readonly<Record<string, string>>;
  /** For the summary at the top, each linked to `#field-<name>`; field '' is the whole form. */
  summary: readonly { field: string; label: string; message: string }[];
  /** Text that came back from an ended session. */
  restored: boolean;
  /** It was written once already: only a form that is opened anew is taken. */
  used: boolean;
  value(name: string): string;
  /** Whether an option of a select, radio or checkbox group is chosen. */
  has(name: string, option: string): boolean;
}

/** Text of one field of a posted form; '' when it is not there. */
export function fieldText(body: unknown, name: string): string {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' ? last : '';
}

/** All values of a field that may come several times (checkboxes, multiple selects). */
export function fieldList(body: unknown, name: string): string[] {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  return (Array.isArray(value) ? value : [value]).filter(
    (entry): entry is string => typeof entry === 'string' && entry !== '',
  );
}

/** As `fieldText`; an empty field is null, as the contract's optional fields want it. */
export const fieldOrNull = (body: unknown, name: string): string | null =>
  fieldText(body, name).trim() || null;

/** Fields that belong to the machinery of a form. */
const HIDDEN = new Set(['_csrf', '_draft']);

/** What was posted, as plain field values without the token. */
export function postedValues(body: unknown): DraftBody {
  const values: DraftBody = {};
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    if (HIDDEN.has(name)) continue;
    if (typeof value === 'string') values[name] = value;
    else if (Array.isArray(value)) values[name] = value.filter((v) => typeof v === 'string');
  }
  return values;
}

/** The field of the form that a problem's path means: itself, or the nearest that the form has. */
function fieldOf(path: string, labels: Labels): string {
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const candidate = parts.slice(0, length).join('.');
    if (candidate in labels) return candidate;
  }
  return '';
}

/** The dates among the figures of a problem, as people read them. */
function readableParams(problem: FieldProblem, date: (iso: string) => string): MessageParams {
  const readable = Object.entries(problem.params ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? date(value) : value,
  ]);
  return Object.fromEntries(readable);
}

function problemText(t: Translate, problem: FieldProblem, date: (iso: string) => string): string {
  const key = `errors.${problem.code}`;
  const text = t(key, readableParams(problem, date));
  return text === key ? t('errors.other') : text;
}

/** Makes the view of a form. @param options.problems as the service named them */
export function createForm(
  t: Translate,
  values: FormValues,
  options: {
    labels?: Labels;
    problems?: readonly FieldProblem[];
    restored?: boolean;
    /** How dates in problems are written. */
    date?: (iso: string) => string;
  } = {},
): FormView {
  const labels = options.labels ?? {};
  const errors: Record<string, string> = {};
  const summary: { field: string; label: string; message: string }[] = [];
  for (const problem of options.problems ?? []) {
    const field = fieldOf(problem.path, labels);
    // An empty select is «choose something», not «a wrong value».
    const isEmpty = problem.code === 'value.invalid' && (values[field] ?? '') === '';
    const named = isEmpty ? { ...problem, code: 'required' } : problem;
    const message = problemText(t, named, options.date ?? String);
    if (field !== '' && errors[field]) continue;
    if (field !== '') errors[field] = message;
    summary.push({ field, label: labels[field] ?? '', message });
  }
  return {
    values,
    errors,
    summary,
    restored: options.restored ?? false,
    used: (options.problems ?? []).some((problem) => problem.code === 'form.alreadySent'),
    value: (name) => {
      const value = values[name];
      return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
    },
    has: (name, option) => {
      const value = values[name];
      return Array.isArray(value) ? value.includes(option) : value === option;
    },
  };
}

/**
 * The form of a page at its first showing: what an ended session kept of it, or `initial`.
 * @param formKey the form's page below the session; by default this page
 */
export async function openForm(
  ctx: PageContext,
  initial: FormValues,
  options: { labels?: Labels; formKey?: string } = {},
): Promise<FormView> {
  const draft = await ctx.findDraft(options.formKey);
  const { idempotencyKey: _old, ...typed } = draft ?? {};
  return createForm(
    ctx.t,
    { ...initial, ...typed },
    { ...(options.labels ? { labels: options.labels } : {}), restored: draft !== null },
  );
}

/** What is stored now, for the page that shows it beside what was typed. */
export interface StoredVersion {
  version: number;
  /** Field → what is stored, in words. */
  shown: Readonly<Record<string, string>>;
  /** Field → what was typed, in words. */
  typed: Readonly<Record<string, string>>;
  /** Page to go back to when the stored one is to stay. */
  back: string;
}

export interface Submission<T> {
  labels: Labels;
  attempt: () => Promise<T>;
  /** Answers when it was written: a redirect, usually. */
  done: (result: T) => void | Promise<void>;
  /** Shows the same page with this form; must render with status 422. */
  again: (form: FormView) => void | Promise<void>;
  /** For records with a version: what to show when somebody else was faster. */
  stored?: (typed: FormValues) => Promise<StoredVersion>;
}

/** Errors without a field after which the same form, with everything typed, is the best answer. */
const SHOWN_AT_FORM: ReadonlySet<string> = new Set([
  'invalid',
  'conflict',
  'unavailable',
  'too_many',
]);

async function showChanged(ctx: PageContext, labels: Labels, stored: StoredVersion): Promise<void> {
  const typed = postedValues(ctx.req.body);
  const hidden = Object.entries(typed)
    .filter(([name]) => name !== 'version')
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((v) => [name, v]));
  const rows = Object.entries(labels)
    .filter(([field]) => field in stored.shown)
    .map(([field, label]) => {
      const now = stored.shown[field] ?? '';
      const mine = stored.typed[field] ?? '';
      return { label, stored: now, typed: mine, differs: now !== mine };
    });
  ctx.render('errors/changed', { rows, hidden, version: stored.version, back: stored.back }, 409);
}

/**
 * Dates whose year was typed with two figures: the browser's own field makes 0026 of «26», a date that
 * exists, and that nothing here means.
 */
const shortYears = (body: unknown, labels: Labels): FieldProblem[] =>
  Object.keys(labels)
    .filter((name) => /^0\d{3}-\d{2}-\d{2}$/.test(fieldText(body, name)))
    .map((path) => ({ path, code: 'date.year' }));

/**
 * Runs what a form asks for. Problems come back at their fields with everything that was typed
 * (422); a record that changed meanwhile is shown beside what was typed (409); other errors go on
 * to the error page. What an ended session had kept of the form goes only when it was written.
 */
export async function submitForm<T>(ctx: PageContext, submission: Submission<T>): Promise<void> {
  let result: T;
  try {
    const mistyped = shortYears(ctx.req.body, submission.labels);
    if (mistyped.length > 0) throw invalid(mistyped);
    result = await submission.attempt();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'changed_meanwhile' && submission.stored) {
      const stored = await submission.stored(postedValues(ctx.req.body));
      return showChanged(ctx, submission.labels, stored);
    }
    if (error.problems.length === 0 && !SHOWN_AT_FORM.has(error.code)) throw error;
    const problems = error.problems.length > 0 ? error.problems : [{ path: '', code: error.code }];
    const { labels } = submission;
    const form = createForm(ctx.t, postedValues(ctx.req.body), {
      labels,
      problems,
      date: ctx.fmt.date,
    });
    return submission.again(form);
  }
  const named = fieldText(ctx.req.body, '_draft');
  if (named !== '') await ctx.dropDraft(named);
  await submission.done(result);
}
