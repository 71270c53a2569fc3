import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, PLAN_TEXTS } from '../../../service/api/index.js';
import type { PlanVersion } from '../../../service/api/plans.js';
import type { PageContext } from '../../web/context.js';
import { shortName } from '../meetings/history-model.js';

type Change = OutputOf<Contract['planHistory']>['changes'][number];
type Fields = Record<string, unknown>;

/** One thing that differs, in words. */
export interface Difference {
  label: string;
  before: string;
  after: string;
}

/** The fields of a change that are told, in this order; their labels are `plan.<field>`. */
const TOLD = [
  'planKind',
  'startsOn',
  'endsOn',
  'planMode',
  ...PLAN_TEXTS.individual_plan,
  ...PLAN_TEXTS.personal_programme,
  'task',
  'dueOn',
  'planned',
  'state',
  'actual',
  'mark',
  'comment',
  'reason',
  'rowNumber',
  'planVersion',
  'paperOn',
  'note',
] as const;
const LABELS: Readonly<Record<string, string>> = {
  planKind: 'plan.kind',
  planMode: 'plan.mode',
  planVersion: 'plan.version',
  rowNumber: 'plan.rowNumber',
  paperOn: 'plan.paper.on',
  note: 'plan.return.note',
};
const LISTS: Readonly<Record<string, string>> = {
  planKind: 'planKind',
  planMode: 'planMode',
  state: 'goalState',
};

type Words = Pick<PageContext, 't' | 'ref' | 'fmt'>;

function shown({ ref, fmt }: Words, field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  const list = LISTS[field];
  if (list) return ref(list, String(value));
  return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? fmt.date(String(value)) : String(value);
}

function differencesOf(ctx: Words, before: Fields, after: Fields): Difference[] {
  return TOLD.filter((field) => field in before || field in after)
    .map((field) => ({
      label: ctx.t(LABELS[field] ?? `plan.${field}`),
      before: shown(ctx, field, before[field]),
      after: shown(ctx, field, after[field]),
    }))
    .filter((one) => one.before !== one.after);
}

/** A change of a plan in words: who, when, what of which goal. */
export function changeModel(ctx: Words, { at, actorName, action, before, after }: Change) {
  const goal = after?.['goal'] ?? after?.['task'] ?? before?.['goal'] ?? before?.['task'];
  return {
    head: [ctx.fmt.dateTime(at), shortName(actorName)].filter(Boolean).join(', '),
    what: ctx.t(`plan.action.${action}`),
    goal: typeof goal === 'string' ? goal : '',
    differences: differencesOf(ctx, before ?? {}, after ?? {}),
  };
}

const goalWords = (ctx: Words, goal: PlanVersion['content']['goals'][number]): string =>
  ctx.t('plan.goalInWords', {
    task: goal.task,
    due: ctx.fmt.date(goal.dueOn),
    planned: goal.planned,
  });

/** What a version says otherwise than the one before it, in words; all of its goals where it is the first. */
export function versionDifferences(
  ctx: Words,
  version: PlanVersion,
  earlier: PlanVersion | undefined,
): Difference[] {
  if (!earlier) return [];
  const now = version.content;
  const was = earlier.content;
  const head = (from: PlanVersion['content']): Fields => ({
    ...from,
    planKind: from.kind,
    planMode: from.mode,
  });
  const label = (key: string) => ctx.t(`plan.version.${key}`);
  const known = new Map(was.goals.map((goal) => [goal.rowId, goal]));
  const left = new Map(known);
  const rows = now.goals.flatMap((goal): Difference[] => {
    const before = known.get(goal.rowId);
    left.delete(goal.rowId);
    const after = goalWords(ctx, goal);
    if (!before) return [{ label: label('added'), before: '', after }];
    const words = goalWords(ctx, before);
    return words === after ? [] : [{ label: label('changed'), before: words, after }];
  });
  const gone = [...left.values()].map((goal) => ({
    label: label('gone'),
    before: goalWords(ctx, goal),
    after: '',
  }));
  return [...differencesOf(ctx, head(was), head(now)), ...rows, ...gone];
}

/** How far a version came: offered by whom, confirmed by whom, given back with what. */
export function versionModel(ctx: Words, path: string, version: PlanVersion) {
  const { t, fmt } = ctx;
  const confirmed = version.confirmedAt
    ? t(version.paperOn ? 'plan.version.paper' : 'plan.version.confirmed', {
        name: shortName(version.confirmedBy ?? ''),
        date: fmt.date(version.paperOn ?? version.confirmedAt),
      })
    : t(version.returnNote ? 'plan.version.returned' : 'plan.version.notConfirmed');
  return {
    number: version.number,
    href: `${path}/versions/${version.number}`,
    title: t('plan.version.title', { number: version.number }),
    offered: t('plan.version.offered', {
      name: [shortName(version.offeredBy), version.byLink ? t('journal.byLink') : '']
        .filter(Boolean)
        .join(', '),
      date: fmt.dateTime(version.offeredAt),
    }),
    confirmed,
    note: version.returnNote ?? '',
  };
}
