import type { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract, PairState } from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldText,
  type Labels,
  openForm,
  postedValues,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { pairTitle, pauseWords } from '../pairs/pair-words.js';

export type FullPair = OutputOf<Contract['getPair']>;
export type PairLife = OutputOf<Contract['getPairLife']>;

/** A field of a form: what layout/field or layout/choices takes, without the form. */
export interface Item {
  choices?: true;
  name: string;
  label: string;
  type: string;
  required?: boolean;
  help?: string;
  mark?: string;
  rows?: number;
  empty?: string;
  inline?: boolean;
  hideLabel?: boolean;
  class?: string;
  autocomplete?: string;
  options?: { value: string; label: string; help?: string; disabled?: boolean }[];
}

/** What a page of one change of a pair shows beside its form. */
export interface ActionView {
  /** Fields in rows; a row of several stands side by side where there is room. */
  rows: Item[][];
  /** Said before the form. */
  notes: string[];
  /** A page to read before, and its words. */
  read?: { path: string; label: string };
  /** A search for people stands above the first row. */
  search?: { name: string; label: string; more: string };
}

/** A change of a pair that has a page of its own. */
export interface Action {
  /** Last part of its address, and of the keys of its words. */
  name: string;
  /** In which states it is offered. */
  states: readonly PairState[];
  offered?(pair: FullPair): boolean;
  labels(ctx: PageContext, pair: FullPair): Labels;
  initial(ctx: PageContext, pair: FullPair, life: PairLife): FormValues;
  view(ctx: PageContext, pair: FullPair, life: PairLife, form: FormView): Promise<ActionView>;
  attempt(ctx: PageContext, pair: FullPair): Promise<unknown>;
}

const read = async (ctx: PageContext): Promise<[FullPair, PairLife]> => {
  const at = { programmeId: ctx.programmeId, pairId: idParam(ctx, 'pairId') };
  return Promise.all([ctx.api.getPair(at), ctx.api.getPairLife(at)]);
};

/** Who changes a pair meanwhile is told at the form, which then rests on what is stored now. */
const withoutVersion = (form: FormView): FormView => ({
  ...form,
  value: (name) => (name === 'version' || name === 'idempotencyKey' ? '' : form.value(name)),
});

async function show(
  ctx: PageContext,
  action: Action,
  form: FormView | null,
  status = 200,
): Promise<void> {
  const [pair, life] = await read(ctx);
  const path = `pairs/${pair.pairId}/${action.name}`;
  const labels = action.labels(ctx, pair);
  const shown = form ?? (await openForm(ctx, action.initial(ctx, pair, life), { labels }));
  const fits = action.states.includes(pair.state) && (action.offered?.(pair) ?? true);
  ctx.render(
    'pair-life/action',
    {
      ...(await action.view(ctx, pair, life, shown)),
      path,
      fits,
      state: [ctx.ref('pairState', pair.state), pauseWords(ctx, pair)].filter(Boolean).join(': '),
      title: ctx.t(`life.${action.name}.title`),
      lead: pairTitle(ctx.t, pair),
      button: ctx.t(`life.${action.name}.do`),
      back: `pairs/${pair.pairId}`,
      version: pair.version,
      form: shown,
    },
    status,
  );
}

/** `changed_meanwhile` as a word at the form: there is nothing to choose between, the state has changed. */
async function told<T>(attempt: Promise<T>): Promise<T> {
  try {
    return await attempt;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'changed_meanwhile') throw error;
    const problems = [{ path: '', code: 'life.changed' }];
    throw new AppError('conflict', error.message, { problems, cause: error });
  }
}

async function submit(ctx: PageContext, action: Action): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const [pair] = await read(ctx);
  const { body } = ctx.req;
  // The search for people: the same form again with others to choose from.
  if (fieldText(body, 'find') !== '') {
    return show(ctx, action, createForm(ctx.t, postedValues(body)));
  }
  await submitForm(ctx, {
    labels: action.labels(ctx, pair),
    attempt: () => told(action.attempt(ctx, pair)),
    done: () =>
      ctx.redirect(`pairs/${pair.pairId}`, { kind: 'success', key: `life.${action.name}.done` }),
    again: (form) => show(ctx, action, changed(form) ? withoutVersion(form) : form, 422),
  });
}

/** True when nothing but the version was wrong. */
const changed = (form: FormView): boolean => form.summary.every(({ field }) => field === '');

/** What every change carries: the pair, the version, the key of the form. */
export function changeOf(ctx: PageContext, pair: FullPair) {
  const { body } = ctx.req;
  return {
    programmeId: ctx.programmeId,
    pairId: pair.pairId,
    version: Number(fieldText(body, 'version')),
    idempotencyKey: fieldText(body, 'idempotencyKey'),
  };
}

/** Adds the page of a change: `pairs/:pairId/<name>`. */
export function addAction(router: Router, page: PageWrapper, action: Action): void {
  router.get(
    `/pairs/:pairId/${action.name}`,
    page((ctx) => {
      requireRole(ctx, 'coordinator', 'curator');
      return show(ctx, action, null);
    }),
  );
  router.post(
    `/pairs/:pairId/${action.name}`,
    page((ctx) => submit(ctx, action)),
  );
}

/** Options of a list of codes with their labels. */
export const codes = (
  ctx: PageContext,
  list: string,
  values: readonly string[],
): { value: string; label: string }[] =>
  values.map((value) => ({ value, label: ctx.ref(list, value) }));
