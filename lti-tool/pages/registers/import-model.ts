import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import {
  importFields,
  REQUIRED_FIELDS,
  type RegisterImport,
} from '../../../service/api/register-imports.js';
import { REGISTER_COLUMNS, type RegisterField } from '../../../service/api/registers.js';
import type { PageContext } from '../../web/context.js';
import type { FormValues, FormView } from '../../web/forms.js';
import type { Column } from '../../web/xlsx.js';

type Problems = OutputOf<Contract['listImportProblems']>;
type Doubts = OutputOf<Contract['listImportDoubts']>;
type Problem = Problems['rows'][number]['problems'][number];

/** One thing that is wrong, as a line of its own. */
export interface ProblemLine {
  number: number;
  column: string;
  value: string;
  message: string;
}

export const titleOf = ({ register }: RegisterImport, field: RegisterField): string =>
  REGISTER_COLUMNS[register].find((column) => column.field === field)?.title ?? field;

/** The column as the file names it, else as the register does. */
export const columnName = (one: RegisterImport, field: RegisterField): string => {
  const index = one.mapping[field];
  return (index === undefined ? '' : one.titles[index]) || titleOf(one, field);
};

function message(ctx: PageContext, { code, params }: Problem): string {
  const readable = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? ctx.fmt.date(value) : value,
    ]),
  );
  const key = `errors.${code}`;
  const text = ctx.t(key, readable);
  return text === key ? ctx.t('errors.other') : text;
}

export const problemLines = (
  ctx: PageContext,
  one: RegisterImport,
  rows: Problems['rows'],
): ProblemLine[] =>
  rows.flatMap(({ number, problems }) =>
    problems.map((problem) => ({
      number,
      column: columnName(one, problem.field),
      value: problem.value,
      message: message(ctx, problem),
    })),
  );

export const problemColumns = ({ t }: PageContext): Column<ProblemLine>[] => [
  { title: t('registers.problem.row'), width: 8, value: (line) => line.number },
  { title: t('registers.problem.column'), width: 30, value: (line) => line.column },
  { title: t('registers.problem.value'), width: 34, value: (line) => line.value },
  { title: t('registers.problem.what'), width: 60, value: (line) => line.message },
];

/** «В файле: 2008; 2009; 2010», the first values of a column. */
const sampleWords = (ctx: PageContext, values: readonly string[]): string =>
  values.length === 0
    ? ctx.t('registers.mapping.blank')
    : ctx.t('registers.mapping.sample', {
        values: values.map((text) => inWords(ctx, text)).join('; '),
      });

/** A date of the file as the pages write dates; any other text as it is. */
export const inWords = ({ fmt }: PageContext, text: string): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) ? fmt.date(text) : text;

/**
 * The selects by which columns are told: every field of the register, the required ones marked, each with the
 * first values of the column that is chosen; and the columns of the file, for those that nobody chooses.
 */
export function mappingModel(
  ctx: PageContext,
  one: RegisterImport,
  samples: readonly (readonly string[])[],
  form: FormView,
) {
  const columns = one.titles.map((title, index) => ({
    value: String(index),
    label: ctx.t('registers.mapping.option', {
      n: index + 1,
      title: title || ctx.t('registers.mapping.untitled'),
    }),
    sample: sampleWords(ctx, samples[index] ?? []),
  }));
  const fields = importFields(one.register).map((field) => {
    const name = `mapping.${field}`;
    const chosen = columns.find(({ value }) => form.has(name, value));
    return {
      name,
      label: titleOf(one, field),
      required: REQUIRED_FIELDS.includes(field),
      options: columns,
      help: chosen?.sample ?? ctx.t('registers.mapping.notThere'),
    };
  });
  const chosen = (value: string) => fields.some(({ name }) => form.has(name, value));
  return {
    fields,
    columns: columns.map((column) => ({ ...column, chosen: chosen(column.value) })),
    notThere: ctx.t('registers.mapping.notThere'),
  };
}

export const mappingValues = (one: RegisterImport): FormValues =>
  Object.fromEntries(
    importFields(one.register).map((field) => [
      `mapping.${field}`,
      one.mapping[field] === undefined ? '' : String(one.mapping[field]),
    ]),
  );

const birthWords = (ctx: PageContext, year: number | null): string =>
  year === null ? '' : ctx.t('registers.doubt.born', { year: String(year) });

/** People of whom is to be said who they are. */
export function doubtsModel(ctx: PageContext, doubts: Doubts) {
  return doubts.rows.map((doubt, index) => ({
    index,
    key: doubt.key,
    title: [doubt.name, birthWords(ctx, doubt.birthYear)].filter(Boolean).join(', '),
    rows: ctx.t('registers.doubt.rows', { n: doubt.rows.length, rows: doubt.rows.join(', ') }),
    decision: doubt.decision ?? '',
    options: doubt.candidates.map((one) => ({
      value: one.personId,
      label: ctx.t('registers.doubt.same', { name: one.name }),
      help: [
        birthWords(ctx, one.birthYear),
        one.groupName ?? '',
        ...one.reasons.map((reason) =>
          // Of a bare or shortened name nothing else can be compared.
          ctx.t(reason === 'name' ? 'registers.doubt.name' : `merge.reason.${reason}`),
        ),
      ]
        .filter(Boolean)
        .join(', '),
      href: ctx.url(`participants/${one.personId}`),
      card: ctx.t('registers.doubt.card', { name: one.name }),
    })),
  }));
}

/** What the file holds and what of it is new, in figures. */
export function figures({ t, fmt }: PageContext, { counts }: RegisterImport) {
  if (counts === null) return [];
  const { rows, newPeople, knownPeople, newPairs, knownPairs, filled, taken } = counts;
  // What is new is said only of a file that is understood as a whole.
  const told =
    counts.problems + counts.doubts > 0
      ? { rows }
      : { rows, newPeople, knownPeople, newPairs, knownPairs, filled, taken };
  return Object.entries(told).map(([name, n]) => ({
    label: t(`registers.count.${name}`),
    value: fmt.number(n),
  }));
}

/** One import of the list, in words. */
export function importLine(ctx: PageContext, one: RegisterImport) {
  const { t, fmt } = ctx;
  return {
    href: ctx.url(`registers/imports/${one.importId}`),
    register: t(`registers.${one.register}`),
    at: fmt.dateTime(one.at),
    by: one.by ?? '',
    state: t(`registers.state.${one.state}`),
    rows: one.counts === null ? '' : fmt.number(one.counts.rows),
    newPeople: one.counts === null ? '' : fmt.number(one.counts.newPeople),
    newPairs: one.counts === null ? '' : fmt.number(one.counts.newPairs),
  };
}
