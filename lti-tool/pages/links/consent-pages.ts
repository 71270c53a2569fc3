import { Router } from 'express';
import { REPRESENTATIVE_GROUNDS, type RepresentativeGround } from '../../../service/api/index.js';
import { AppError, type FieldProblem } from '../../../shared/errors.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  postedValues,
} from '../../web/forms.js';
import type { LinkPage, LinkPages } from './link-page.js';
import { MOST_TYPED_BYTES, type TypedRepresentative } from './link-session.js';

const NAME = 'representative.name';
const GROUND = 'representative.ground';
const DOCUMENT = 'representative.document';

const labelsOf = ({ ctx: { t } }: LinkPage): Labels => ({
  [NAME]: t('link.representative.name'),
  [GROUND]: t('link.representative.ground'),
  [DOCUMENT]: t('link.representative.document'),
  agree: t('link.agree'),
});

/** The representative as they were typed; what is missing, the service says. */
function typedRepresentative(body: unknown): TypedRepresentative {
  return {
    name: fieldText(body, NAME),
    ground: fieldText(body, GROUND) as RepresentativeGround,
    document: fieldOrNull(body, DOCUMENT),
  };
}

/** What stands in the fields: what was typed just now, else what was said before. */
function valuesOf({ ctx, link: { representative } }: LinkPage): FormValues {
  if (ctx.req.method === 'POST') return postedValues(ctx.req.body);
  if (representative === null) return {};
  const { name, ground, document } = representative;
  return { [NAME]: name, [GROUND]: ground, [DOCUMENT]: document ?? '' };
}

function formOf(page: LinkPage, problems: readonly FieldProblem[] = []): FormView {
  const { t, fmt } = page.ctx;
  return createForm(t, valuesOf(page), { labels: labelsOf(page), problems, date: fmt.date });
}

/** Who consents: the first step, so that the text is read as it will be kept. */
async function showWho(page: LinkPage, problems: readonly FieldProblem[] = []): Promise<void> {
  const { ctx, link, system } = page;
  const { token, pass } = link;
  const { personName, organisationName, text } = await system.readConsentByLink({ token, pass });
  const model = {
    kind: text.kind,
    personName,
    organisationName,
    form: formOf(page, problems),
    grounds: REPRESENTATIVE_GROUNDS.map((value) => ({
      value,
      label: ctx.ref('representativeGround', value),
    })),
  };
  ctx.render('links/who', model, problems.length > 0 ? 422 : 200);
}

/** The whole text with the act; nothing is ticked for anybody. */
async function showText(page: LinkPage, problems: readonly FieldProblem[] = []): Promise<void> {
  const { ctx, link, system } = page;
  const { token, pass, representative } = link;
  if (representative === null) return ctx.redirect('consent');
  const read = await system.readConsentByLink({ token, pass, representative });
  ctx.render(
    'links/text',
    { ...read, form: formOf(page, problems) },
    problems.length > 0 ? 422 : 200,
  );
}

/** Problems of the fields of these pages; others are not theirs. */
function fieldProblems(error: unknown): readonly FieldProblem[] {
  if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
  const own = error.problems.filter(({ path }) => /^(representative|textVersion)/.test(path));
  if (own.length === 0) throw error;
  return own;
}

/** Takes down who consents; whether it can be, the service says. */
async function postWho(page: LinkPage): Promise<void> {
  const { ctx, link, system, keep } = page;
  const { token, pass } = link;
  const representative = typedRepresentative(ctx.req.body);
  if (Buffer.byteLength(JSON.stringify(representative)) > MOST_TYPED_BYTES) {
    return showWho(page, [{ path: NAME, code: 'text.tooLong', params: { max: 300 } }]);
  }
  try {
    await system.readConsentByLink({ token, pass, representative });
  } catch (error) {
    return showWho(page, fieldProblems(error));
  }
  keep({ representative });
  ctx.redirect('text');
}

async function give(page: LinkPage): Promise<void> {
  const { ctx, link, system } = page;
  const { token, pass, representative } = link;
  const { body } = ctx.req;
  if (representative === null) return ctx.redirect('consent');
  if (fieldText(body, 'agree') !== 'yes') {
    return showText(page, [{ path: 'agree', code: 'link.agree' }]);
  }
  const textVersion = fieldText(body, 'textVersion') || '-';
  try {
    await system.giveConsentByLink({ token, pass, textVersion, representative });
  } catch (error) {
    return showText(page, fieldProblems(error));
  }
  ctx.redirect('done');
}

async function showDone({ ctx, link, system }: LinkPage): Promise<void> {
  const { token, pass } = link;
  const given = await system.readGivenByLink({ token, pass });
  ctx.render('links/done', given);
}

/** Nothing is written: they read what then happens, and whom to ask. */
async function showDeclined({ ctx, link, system }: LinkPage): Promise<void> {
  const { organisationName, expiresAt } = await system.openLink({ token: link.token });
  ctx.render('links/declined', { organisationName, until: ctx.fmt.date(expiresAt) });
}

/** The pages on which a representative reads and gives a consent. */
export function consentLinkRoutes({ passed }: LinkPages): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/links/:ref/consent',
    passed((page) => showWho(page)),
  );
  router.post('/links/:ref/consent', passed(postWho));
  router.get(
    '/links/:ref/text',
    passed((page) => showText(page)),
  );
  router.post('/links/:ref/give', passed(give));
  router.get('/links/:ref/done', passed(showDone));
  router.get('/links/:ref/declined', passed(showDeclined));
  return router;
}
