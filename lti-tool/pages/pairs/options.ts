import {
  type Form,
  PAIR_FORMATS,
  PAIR_STATES,
  RHYTHMS,
  ROLE_VARIANTS,
} from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';

export interface Option {
  value: string;
  label: string;
}

/** The programme's forms, and one that a record has although the programme no longer does. */
export function formOptions(ctx: PageContext, keep?: Form | null): Option[] {
  const forms = ctx.me.programme.forms;
  const all = keep && !forms.includes(keep) ? [...forms, keep] : forms;
  return all.map((form) => ({ value: form, label: ctx.ref('form', form) }));
}

export const formatOptions = (ctx: PageContext): Option[] =>
  PAIR_FORMATS.map((value) => ({ value, label: ctx.ref('pairFormat', value) }));

export const stateOptions = (ctx: PageContext): Option[] =>
  PAIR_STATES.map((value) => ({ value, label: ctx.ref('pairState', value) }));

export const rhythmOptions = (ctx: PageContext): Option[] =>
  RHYTHMS.map((value) => ({ value, label: ctx.ref('rhythm', value) }));

/** Role variants under the form that they belong to; the form's script shows the right ones. */
export function variantOptions(ctx: PageContext, forms: readonly Option[]) {
  return forms.flatMap((form) =>
    ROLE_VARIANTS[form.value as Form].map((value) => ({
      value,
      label: ctx.ref('roleVariant', value),
      group: form.label,
      groupKey: form.value,
    })),
  );
}
