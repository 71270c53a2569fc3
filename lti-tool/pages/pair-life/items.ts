import { NEXT_PLACES } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import { fieldOrNull, type Labels } from '../../web/forms.js';
import { codes, type Item } from './action.js';

/** Why, as a select of a list of codes, and in words. */
export function reasonRow(ctx: PageContext, list: string, values: readonly string[]): Item[] {
  return [
    {
      name: 'reason',
      label: ctx.t('life.reason'),
      type: 'select',
      required: true,
      empty: ctx.t('form.choose'),
      options: codes(ctx, list, values),
    },
  ];
}

export const noteRow = (ctx: PageContext, help = ctx.t('life.noteHelp')): Item[] => [
  { name: 'note', label: ctx.t('life.note'), type: 'textarea', rows: 2, help },
];

export const dateItem = (ctx: PageContext, name: string, help?: string, required = true): Item => ({
  name,
  label: ctx.t(`life.${name}`),
  type: 'date',
  required,
  ...(help === undefined ? {} : { help }),
});

export const orderRow = (ctx: PageContext): Item[] => [
  {
    name: 'orderNumber',
    label: ctx.t('pairs.orderNumber'),
    type: 'text',
    autocomplete: 'off',
    help: ctx.t('life.orderHelp'),
  },
  { name: 'orderDate', label: ctx.t('pairs.orderDate'), type: 'date' },
];

/** The order as it was typed. */
export const orderOf = (body: unknown) => ({
  orderNumber: fieldOrNull(body, 'orderNumber'),
  orderDate: fieldOrNull(body, 'orderDate'),
});

/** Where a mentee goes from here. */
export const nextItem = (ctx: PageContext, name: string, label: string): Item => ({
  choices: true,
  name,
  label,
  type: 'radio',
  required: true,
  options: NEXT_PLACES.map((value) => ({
    value,
    label: ctx.ref('nextPlace', value),
    help: ctx.t(`life.nextHelp.${value}`),
  })),
});

/** Labels of the fields that several forms have. */
export const commonLabels = (ctx: PageContext): Labels => ({
  reason: ctx.t('life.reason'),
  note: ctx.t('life.note'),
  fromOn: ctx.t('life.fromOn'),
  untilOn: ctx.t('life.untilOn'),
  onDate: ctx.t('life.onDate'),
  endsOn: ctx.t('life.endsOn'),
  orderNumber: ctx.t('pairs.orderNumber'),
  orderDate: ctx.t('pairs.orderDate'),
});
