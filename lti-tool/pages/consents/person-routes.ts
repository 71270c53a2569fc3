import { Router } from 'express';
import { id } from '../../../service/api/common.js';
import { CONSENT_KINDS, type ConsentKind } from '../../../service/api/index.js';
import { notFound } from '../../../shared/errors.js';
import { ENDINGS, sendAttachment } from '../../web/attachment.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import { readFilters } from '../../web/list-filters.js';
import { DOCX_TYPE } from '../../web/word.js';
import { linksCard } from '../links/card-model.js';
import { idParam } from '../meetings/path-ids.js';
import { consentDocx } from './consent-docx.js';
import { personModel } from './person-model.js';

/** Whose consents the address names. */
export const personOf = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  personId: idParam(ctx, 'personId'),
});

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const of = personOf(ctx);
  const [consents, profile, links] = await Promise.all([
    ctx.api.getConsents(of),
    ctx.api.getProfile(of),
    linksCard(ctx, of.personId),
  ]);
  ctx.render('consents/person', { ...personModel(ctx, consents, profile), links });
}

/** The kind of consent in a route's path; one that there is not is answered as a page that is not there. */
export function kindParam(ctx: PageContext): ConsentKind {
  const given = pathParam(ctx, 'kind');
  const kind = CONSENT_KINDS.find((one) => one === given);
  if (kind === undefined) throw notFound('consent');
  return kind;
}

async function print(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const of = personOf(ctx);
  const kind = kindParam(ctx);
  const [text, profile] = await Promise.all([
    ctx.api.getConsentText({ ...of, kind }),
    ctx.api.getProfile(of),
  ]);
  const file = await consentDocx(text, profile);
  await sendAttachment(ctx, {
    name: `${ctx.t(`consents.file.${kind}`)} ${profile.name}.docx`,
    type: DOCX_TYPE,
    bytes: (async function* whole() {
      yield file;
    })(),
  });
}

async function scan(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { annotation: annotationId } = readFilters(ctx, { annotation: id.optional() });
  const input = { ...personOf(ctx), consentId: idParam(ctx, 'consentId'), annotationId };
  const { type, kind, on, bytes } = await ctx.api.getConsentScan(input);
  const name = `${ctx.t(`consents.file.${kind}`)} ${on}.${ENDINGS[type]}`;
  await sendAttachment(ctx, { name, type, bytes });
}

/** The page of a person's consents, the text of one for signing, the scan of one that was signed. */
export function personConsentRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/participants/:personId/consents', page(show));
  router.get('/participants/:personId/consents/print/:kind.docx', page(print));
  router.get('/participants/:personId/consents/:consentId/scan', page(scan));
  return router;
}
