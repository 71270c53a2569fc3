import { Router } from 'express';
import { type ConsentKind, REPRESENTATIVE_GROUNDS } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { postedFile } from '../../web/multipart.js';
import { fileWords, kindsOf, mainKind } from './consent-words.js';
import { consentsPath } from './person-model.js';
import { personOf } from './person-routes.js';

/** As the service has it; the browser is told, so that a larger file is not sent in vain. */
export const SCAN_BYTES = 10 * 1024 * 1024;

const labelsOf = ({ t }: PageContext): Labels => ({
  kind: t('consents.paper.kind'),
  givenOn: t('consents.paper.givenOn'),
  representative: t('consents.paper.representative'),
  'representative.ground': t('consents.paper.ground'),
  'representative.document': t('consents.paper.document'),
  originalNumber: t('consents.paper.number'),
  originalNote: t('consents.paper.place'),
  validUntil: t('consents.paper.validUntil'),
  scan: t('consents.paper.scan'),
});

async function show(ctx: PageContext, form?: FormView): Promise<void> {
  const of = personOf(ctx);
  const [consents, profile] = await Promise.all([ctx.api.getConsents(of), ctx.api.getProfile(of)]);
  const kinds = kindsOf(consents);
  const initial = {
    kind: mainKind(consents) ?? kinds[0] ?? '',
    representative: profile.representativeName ?? '',
  };
  const { t, ref } = ctx;
  ctx.render(
    'consents/paper',
    {
      name: consents.name,
      path: consentsPath(of.personId),
      profilePath: `participants/${of.personId}/profile`,
      ageKnown: kinds.length > 0,
      minor: consents.age === 'minor',
      form: form ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) })),
      kinds: kinds.map((value) => ({ value, label: ref('consentKind', value) })),
      grounds: REPRESENTATIVE_GROUNDS.map((value) => ({
        value,
        label: ref('representativeGround', value),
      })),
      maxBytes: SCAN_BYTES,
      keptWords: form?.value('scanWords')
        ? t('consents.paper.kept', { file: form.value('scanWords') })
        : '',
    },
    form ? 422 : 200,
  );
}

/**
 * Keeps the file that came with the form before anything else is checked: when something else is wrong,
 * the form comes back with it and it need not be chosen again.
 */
export async function keepScan(ctx: PageContext): Promise<string | null> {
  const { body } = ctx.req;
  const file = postedFile(ctx, 'scan');
  if (file === null) return fieldOrNull(body, 'scanId');
  const bytes = (async function* whole() {
    yield file;
  })();
  const kept = await ctx.api.keepConsentScan(personOf(ctx), bytes);
  Object.assign(body, { scanId: kept.scanId, scanWords: fileWords(ctx, kept) });
  return kept.scanId;
}

function representativeOf(body: unknown) {
  const name = fieldText(body, 'representative');
  const ground = fieldText(body, 'representative.ground');
  const document = fieldOrNull(body, 'representative.document');
  if (`${name}${ground}`.trim() === '') return null;
  return { name, ground: ground as (typeof REPRESENTATIVE_GROUNDS)[number], document };
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const of = personOf(ctx);
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: async () => {
      const scanId = await keepScan(ctx);
      return ctx.api.recordPaperConsent({
        ...of,
        kind: fieldText(body, 'kind') as ConsentKind,
        givenOn: fieldText(body, 'givenOn'),
        validUntil: fieldOrNull(body, 'validUntil'),
        representative: representativeOf(body),
        originalNumber: fieldOrNull(body, 'originalNumber'),
        originalNote: fieldText(body, 'originalNote'),
        scanId,
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      });
    },
    done: () =>
      ctx.redirect(consentsPath(of.personId), { kind: 'success', key: 'consents.paper.saved' }),
    again: (form) => show(ctx, form),
  });
}

/** Writing down a consent that was signed on paper. */
export function paperRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const path = '/participants/:personId/consents/paper';
  router.get(
    path,
    page((ctx) => {
      requireRole(ctx, 'coordinator');
      return show(ctx);
    }),
  );
  router.post(path, page(save));
  return router;
}
