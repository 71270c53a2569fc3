import { Router } from 'express';
import { REPRESENTATIVE_GROUNDS, type RepresentativeGround } from '../../../service/api/index.js';
import { AppError, type FieldProblem } from '../../../shared/errors.js';
import {
  createForm,
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  postedValues,
} from '../../web/forms.js';
import type { LinkPage, LinkPages } from './link-page.js';

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
function typedRepresentative(body: unknown) {
  return {
    name: fieldText(body, NAME),
    ground: fieldText(body, GROUND) as RepresentativeGround,
    document: fieldOrNull(body, DOCUMENT),
  };
}

function formOf(page: LinkPage, problems: readonly FieldProblem[] = []): FormView {
  const { ctx } = page;
  const values = ctx.req.method === 'POST' ? postedValues(ctx.req.body) : {};
  return createForm(ctx.t, values, { labels: labelsOf(page), problems, date: ctx.fmt.date });
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
  const { token, pass } = link;
  const representative = typedRepresentative(ctx.req.body);
  const read = await system.readConsentByLink({ token, pass, representative });
  const form = formOf(page, problems);
  const hidden = [NAME, GROUND, DOCUMENT].map((name) => [name, form.value(name)]);
  ctx.render('links/text', { ...read, form, hidden }, problems.length > 0 ? 422 : 200);
}

/** Problems of the fields of these pages; others are not theirs. */
function fieldProblems(error: unknown): readonly FieldProblem[] {
  if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
  const own = error.problems.filter(({ path }) => /^(representative|textVersion)/.test(path));
  if (own.length === 0) throw error;
  return own;
}

async function postWho(page: LinkPage): Promise<void> {
  try {
    await showText(page);
  } catch (error) {
    await showWho(page, fieldProblems(error));
  }
}

async function give(page: LinkPage): Promise<void> {
  const { ctx, link, system } = page;
  const { body } = ctx.req;
  if (fieldText(body, 'agree') !== 'yes') {
    return showText(page, [{ path: 'agree', code: 'link.agree' }]);
  }
  const { token, pass } = link;
  const representative = typedRepresentative(body);
  const textVersion = fieldText(body, 'textVersion') || '-';
  try {
    await system.giveConsentByLink({ token, pass, textVersion, representative });
  } catch (error) {
    const problems = fieldProblems(error);
    const isTyped = problems.some(({ path }) => path.startsWith('representative'));
    return isTyped ? showWho(page, problems) : showText(page, problems);
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
  router.post('/links/:ref/give', passed(give));
  router.get('/links/:ref/done', passed(showDone));
  router.get('/links/:ref/declined', passed(showDeclined));
  return router;
}
