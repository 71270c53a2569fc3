import { SUPPORT_KINDS, type SupportKind } from '../../../service/api/index.js';
import type { SupportFields } from '../../../service/api/support-log.js';
import type { PageContext } from '../../web/context.js';
import { type FormValues, fieldOrNull, fieldText, type Labels } from '../../web/forms.js';

const TEXTS = ['heldOn', 'text', 'nextStep', 'nextOn'] as const;

export const supportLabels = ({ t }: PageContext): Labels => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, t(`support.${name}`)])),
  kind: t('support.kind'),
});

/** What stands in the form: of an entry, or of a new one of today. */
export const supportValues = (ctx: PageContext, entry: SupportFields | null): FormValues => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, entry?.[name] ?? ''])),
  heldOn: entry?.heldOn ?? ctx.fmt.today,
  kind: entry?.kind ?? 'talk',
});

/** What was posted, as the contract takes it. */
export const readSupport = (body: unknown): SupportFields => ({
  heldOn: fieldText(body, 'heldOn'),
  kind: fieldText(body, 'kind') as SupportKind,
  text: fieldText(body, 'text'),
  nextStep: fieldOrNull(body, 'nextStep'),
  nextOn: fieldOrNull(body, 'nextOn'),
});

/** Fields in words, for the page that shows what changed meanwhile. */
export const supportInWords = (ctx: PageContext, values: FormValues): Record<string, string> => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, fieldText(values, name)])),
  heldOn: ctx.fmt.date(fieldText(values, 'heldOn') || null),
  nextOn: ctx.fmt.date(fieldText(values, 'nextOn') || null),
  kind: ctx.ref('supportKind', fieldText(values, 'kind')),
});

export const kindOptions = (ctx: PageContext) =>
  SUPPORT_KINDS.map((value) => ({ value, label: ctx.ref('supportKind', value) }));
