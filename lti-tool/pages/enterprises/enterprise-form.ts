import type { Enterprise, EnterpriseFields } from '../../../service/api/enterprises.js';
import type { PageContext } from '../../web/context.js';
import { type FormValues, fieldOrNull, fieldText, type Labels } from '../../web/forms.js';

const TEXTS = [
  'name',
  'agreementNumber',
  'agreementOn',
  'agreementUntil',
  'contactName',
  'contactPosition',
  'contactPhone',
  'contactEmail',
  'note',
] as const;

export const enterpriseLabels = ({ t }: PageContext): Labels => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, t(`enterprises.${name}`)])),
  archived: t('enterprises.archived'),
});

export const enterpriseValues = (enterprise: Enterprise | null): FormValues => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, enterprise?.[name] ?? ''])),
  archived: enterprise?.archived ? 'yes' : '',
});

/** What was posted, as the contract takes it. */
export const readEnterprise = (body: unknown): EnterpriseFields => ({
  name: fieldText(body, 'name'),
  contactName: fieldOrNull(body, 'contactName'),
  contactPosition: fieldOrNull(body, 'contactPosition'),
  contactPhone: fieldOrNull(body, 'contactPhone'),
  contactEmail: fieldOrNull(body, 'contactEmail'),
  agreementNumber: fieldOrNull(body, 'agreementNumber'),
  agreementOn: fieldOrNull(body, 'agreementOn'),
  agreementUntil: fieldOrNull(body, 'agreementUntil'),
  note: fieldOrNull(body, 'note'),
  archived: fieldText(body, 'archived') === 'yes',
});

/** Fields in words, for the page that shows what changed meanwhile. */
export function enterpriseInWords(ctx: PageContext, values: FormValues): Record<string, string> {
  const text = (name: string) => String(values[name] ?? '');
  return {
    ...Object.fromEntries(TEXTS.map((name) => [name, text(name)])),
    agreementOn: ctx.fmt.date(text('agreementOn') || null),
    agreementUntil: ctx.fmt.date(text('agreementUntil') || null),
    archived: ctx.t(values['archived'] === 'yes' ? 'word.yes' : 'word.no'),
  };
}
