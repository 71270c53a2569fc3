import { Router } from 'express';
import {
  CONSENT_PARTIES,
  type ConsentKind,
  type ConsentParty,
} from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, type Labels, openForm, submitForm } from '../../web/forms.js';
import { consentsPath } from './person-model.js';
import { personOf } from './person-routes.js';

const labelsOf = ({ t }: PageContext): Labels => ({
  kind: t('consents.withdraw.kind'),
  withdrawnOn: t('consents.withdraw.on'),
  byWhom: t('consents.withdraw.byWhom'),
  reason: t('consents.withdraw.reason'),
});

async function show(ctx: PageContext, form?: FormView): Promise<void> {
  const of = personOf(ctx);
  const { name, valid, age } = await ctx.api.getConsents(of);
  // Withdrawn meanwhile, or nothing there to withdraw: the page of the consents says how it stands.
  if (valid.length === 0 && !form) return ctx.redirect(consentsPath(of.personId));
  const parties = CONSENT_PARTIES.filter((one) => one !== 'representative' || age === 'minor');
  const initial = {
    kind: valid[0] ?? '',
    withdrawnOn: ctx.fmt.today,
    byWhom: valid[0] === 'parent' ? 'representative' : 'person',
  };
  ctx.render(
    'consents/withdraw',
    {
      name,
      path: consentsPath(of.personId),
      form: form ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) })),
      kinds: valid.map((value) => ({ value, label: ctx.ref('consentKind', value) })),
      parties: parties.map((value) => ({ value, label: ctx.ref('consentParty', value) })),
    },
    form ? 422 : 200,
  );
}

async function withdraw(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const of = personOf(ctx);
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.withdrawConsent({
        ...of,
        kind: fieldText(body, 'kind') as ConsentKind,
        withdrawnOn: fieldText(body, 'withdrawnOn'),
        byWhom: fieldText(body, 'byWhom') as ConsentParty,
        reason: fieldText(body, 'reason'),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () =>
      ctx.redirect(consentsPath(of.personId), { kind: 'success', key: 'consents.withdraw.done' }),
    again: (form) => show(ctx, form),
  });
}

/** The step that writes down a withdrawal: what will happen, by whom, why. */
export function consentWithdrawalRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const path = '/participants/:personId/consents/withdraw';
  router.get(
    path,
    page((ctx) => {
      requireRole(ctx, 'coordinator');
      return show(ctx);
    }),
  );
  router.post(path, page(withdraw));
  return router;
}
