import { Router } from 'express';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { keepScan, SCAN_BYTES } from './paper-routes.js';
import { consentsPath } from './person-model.js';
import { personOf } from './person-routes.js';

const labelsOf = ({ t }: PageContext): Labels => ({
  scan: t('consents.paper.scan'),
  reason: t('consents.annotate.reason'),
  note: t('consents.annotate.note'),
});

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const of = personOf(ctx);
  const consentId = idParam(ctx, 'consentId');
  const { name, entries } = await ctx.api.getConsents(of);
  const entry = entries.find((one) => one.consentId === consentId);
  if (!entry || entry.act !== 'given' || entry.way !== 'paper') throw notFound('consent');
  const form = refused ?? (await openForm(ctx, {}, { labels: labelsOf(ctx) }));
  const path = consentsPath(of.personId);
  const kept = form.value('scanWords');
  const model = {
    path,
    action: `${path}/${consentId}/annotate`,
    lead: `${name} · ${ctx.t('consents.entry.given', {
      kind: ctx.ref('consentKind', entry.kind),
      date: ctx.fmt.date(entry.on),
    })}`,
    hasScan: entry.scan !== null || entry.annotations.some(({ scan }) => scan !== null),
    form,
    maxBytes: SCAN_BYTES,
    keptWords: kept ? ctx.t('consents.paper.kept', { file: kept }) : '',
  };
  ctx.render('consents/annotate', model, refused ? 422 : 200);
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const of = personOf(ctx);
  const consentId = idParam(ctx, 'consentId');
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: async () => {
      const scanId = await keepScan(ctx);
      return ctx.api.annotateConsent({
        ...of,
        consentId,
        scanId,
        note: fieldOrNull(body, 'note'),
        reason: fieldOrNull(body, 'reason'),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      });
    },
    done: () =>
      ctx.redirect(consentsPath(of.personId), { kind: 'success', key: 'consents.annotate.saved' }),
    again: (form) => show(ctx, form),
  });
}

/** Adding a scan or a note later to a consent on paper. */
export function annotateRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const path = '/participants/:personId/consents/:consentId/annotate';
  router.get(
    path,
    page((ctx) => show(ctx)),
  );
  router.post(path, page(save));
  return router;
}
