import type { InputOf } from '../../../service/api/endpoint.js';
import type { Contract, Form, PairFormat } from '../../../service/api/index.js';
import type { Pair } from '../../../service/api/pairs.js';
import type { PageContext } from '../../web/context.js';
import { type FormValues, fieldOrNull, fieldText, type Labels } from '../../web/forms.js';
import { formatOptions, formOptions, variantOptions } from './options.js';

type PairFields = Omit<InputOf<Contract['updatePair']>, 'programmeId' | 'pairId' | 'version'>;

/** Labels of the fields of a pair, new or old. */
export const pairLabels = (ctx: PageContext): Labels => ({
  mentorIds: ctx.t('pairs.mentors'),
  menteeIds: ctx.t('pairs.mentees'),
  form: ctx.t('pairs.form'),
  roleVariant: ctx.t('pairs.variant'),
  format: ctx.t('pairs.format'),
  startsOn: ctx.t('pairs.startsOn'),
  endsOn: ctx.t('pairs.endsOn'),
  orderNumber: ctx.t('pairs.orderNumber'),
  orderDate: ctx.t('pairs.orderDate'),
  directive: ctx.t('pairs.directive'),
});

/** The options of the selects of `pairs/fields`. */
export function pairFieldOptions(ctx: PageContext, keep?: Form) {
  const forms = formOptions(ctx, keep);
  return { forms, variants: variantOptions(ctx, forms), formats: formatOptions(ctx) };
}

/** A new pair begins today (within the year) and ends with the programme. */
export function newPairValues(ctx: PageContext): FormValues {
  const { programme } = ctx.me;
  const { today } = ctx.fmt;
  return {
    form: programme.forms.length === 1 ? programme.forms[0] : '',
    format: 'individual',
    startsOn: today < programme.startsOn || today > programme.endsOn ? programme.startsOn : today,
    endsOn: programme.endsOn,
  };
}

export const storedPairValues = (pair: Pair): FormValues => ({
  form: pair.form,
  roleVariant: pair.roleVariant ?? '',
  format: pair.format,
  startsOn: pair.startsOn,
  endsOn: pair.endsOn,
  orderNumber: pair.orderNumber ?? '',
  orderDate: pair.orderDate ?? '',
});

/** The fields as the service takes them; what is missing or malformed it says itself. */
export function readPairFields(body: unknown): PairFields {
  return {
    form: fieldText(body, 'form') as Form,
    roleVariant: fieldOrNull(body, 'roleVariant'),
    format: fieldText(body, 'format') as PairFormat,
    startsOn: fieldText(body, 'startsOn'),
    endsOn: fieldText(body, 'endsOn'),
    orderNumber: fieldOrNull(body, 'orderNumber'),
    orderDate: fieldOrNull(body, 'orderDate'),
  };
}

/** Several mentees are a group: the format that stands there from the start gives way. */
export function formatFor(format: PairFormat, mentees: readonly string[]): PairFormat {
  return format === 'individual' && mentees.length > 1 ? 'group' : format;
}

/** The same fields in words, for the comparison of two versions. */
export function pairFieldWords(ctx: PageContext, values: FormValues): Record<string, string> {
  const text = (name: string) => fieldText(values, name);
  return {
    form: ctx.ref('form', text('form')),
    roleVariant: ctx.ref('roleVariant', text('roleVariant')),
    format: ctx.ref('pairFormat', text('format')),
    startsOn: ctx.fmt.date(text('startsOn')),
    endsOn: ctx.fmt.date(text('endsOn')),
    orderNumber: text('orderNumber'),
    orderDate: ctx.fmt.date(text('orderDate')),
  };
}
