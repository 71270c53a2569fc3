import { type RequestHandler, Router } from 'express';
import type { LinkConfirmation, LinkScope } from '../../../service/api/index.js';
import { AppError, notFound } from '../../../shared/errors.js';
import type { Attempts } from '../../web/attempts.js';
import type { PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { createForm, fieldText, postedValues } from '../../web/forms.js';
import { formBody } from '../../web/session-middleware.js';
import { mySurveyRoutes } from '../my-surveys/routes.js';
import { consentLinkRoutes } from './consent-pages.js';
import { linkHeaders, linkPages, type OpenPage, sendEnded } from './link-page.js';
import { type LinkCookies, linkCookies, newLinkSession, TOKEN } from './link-session.js';
import { mentorPages } from './mentor-pages.js';
import { codeMessage } from './messages.js';
import { thirdPartyLinkRoutes } from './third-party-pages.js';

interface Deps {
  shell: ShellDeps;
  attempts: Attempts;
}

/** Where who has confirmed goes on. */
function contentOf({ scope }: OpenPage['link']): string {
  if (scope === 'third_party') return 'about';
  if (scope === 'mentor') return 'my';
  return scope === 'survey' ? 'my-surveys' : 'consent';
}

/** What is asked of the holder before anything is told. */
function questionOf({ confirmation, scope }: { confirmation: LinkConfirmation; scope: LinkScope }) {
  if (confirmation === 'code' || confirmation === 'none') return 'link.code';
  return confirmation === 'told_code' ? 'link.toldCode' : `link.birthYear.${scope}`;
}

/**
 * `/link/<token>`: takes the token out of the address into the cookie of this link and leads to a plain
 * address. It asks nothing: programs that look at links in messages come here, too.
 */
function takeOver(shell: ShellDeps, cookies: LinkCookies): RequestHandler {
  return (req, res) => {
    linkHeaders(res);
    res.setHeader('Referrer-Policy', 'no-referrer');
    const token = String(req.params['token'] ?? '');
    if (!TOKEN.test(token)) return sendEnded(shell, res, 'unknown');
    const session = newLinkSession(token);
    cookies.write(res, session);
    res.redirect(303, `/links/${session.ref}`);
  };
}

/** What the link is for, and the confirmation; `answer` is what was typed, with what is wrong with it. */
async function showIntro(
  { shell, attempts }: Deps,
  page: OpenPage,
  problems: AppError['problems'] = [],
): Promise<void> {
  const { ctx, link, system } = page;
  if (!(await attempts.take(ctx.req))) return sendEnded(shell, ctx.res, 'tooMany');
  const opened = await system.openLink({ token: link.token });
  await attempts.giveBack(ctx.req);
  const byCode = opened.confirmation === 'code';
  const label = ctx.t(questionOf(opened));
  const typed = ctx.req.method === 'POST' ? postedValues(ctx.req.body) : {};
  const model = {
    ...opened,
    until: ctx.fmt.date(opened.expiresAt),
    form: createForm(ctx.t, typed, { labels: { answer: label }, problems }),
    label,
    // A code that cannot be sent is not asked for.
    mailOff: byCode && !shell.mailer?.configured,
    asked: !byCode || link.codeSent,
    free: opened.confirmation === 'none',
  };
  ctx.render('links/intro', model, problems.length > 0 ? 422 : 200);
}

async function sendCode({ shell, attempts }: Deps, page: OpenPage): Promise<void> {
  const { ctx, link, system, keep } = page;
  const { mailer } = shell;
  if (!mailer?.configured) return ctx.redirect('');
  if (!(await attempts.take(ctx.req))) return sendEnded(shell, ctx.res, 'tooMany');
  let made: Awaited<ReturnType<typeof system.sendLinkCode>>;
  try {
    made = await system.sendLinkCode({ token: link.token });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'too_many') throw error;
    return ctx.redirect('', { kind: 'warning', key: 'link.codeTooSoon' });
  }
  const outcome = await mailer.send(codeMessage(ctx.t, made));
  if (outcome === 'sent') keep({ codeSent: true });
  ctx.redirect('', {
    kind: outcome === 'sent' ? 'success' : 'warning',
    key: `link.codeMail.${outcome}`,
  });
}

async function confirm(deps: Deps, page: OpenPage): Promise<void> {
  const { ctx, link, system, keep } = page;
  const { shell, attempts } = deps;
  if (!(await attempts.take(ctx.req))) return sendEnded(shell, ctx.res, 'tooMany');
  const answer = fieldText(ctx.req.body, 'answer').replace(/\s/g, '').slice(0, 20);
  try {
    const { pass, scope } = await system.confirmLink({ token: link.token, answer });
    await attempts.giveBack(ctx.req);
    keep({ pass, scope });
    ctx.redirect(contentOf({ ...link, scope }));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    const own = error.problems.filter(({ path }) => path === 'answer');
    if (own.length === 0) throw error;
    await showIntro(deps, page, own);
  }
}

/** The pages of questionnaires by a link are those of who signed in, for its one wave. */
function surveyPages(shell: ShellDeps, { passed }: ReturnType<typeof linkPages>): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/my-surveys',
    passed(async ({ ctx, link, system }) => {
      const { token, pass } = link;
      const { waveId } = await system.readSurveyByLink({ token, pass });
      ctx.redirect(`my-surveys/${waveId}`, link.flash ?? undefined);
    }),
  );
  const page: PageWrapper = (handler) => passed(({ ctx }) => handler(ctx));
  router.use(mySurveyRoutes(shell, page));
  return router;
}

/** `/link/<token>` and the pages of personal links, for people without an account. */
export function publicLinkRoutes(shell: ShellDeps, attempts: Attempts): Router {
  const { sealer, clock, config } = shell;
  const cookies = linkCookies({ sealer, clock, publicUrl: config.publicUrl });
  const pages = linkPages(shell, cookies);
  const deps = { shell, attempts };
  const router = Router();
  router.get('/link/:token', takeOver(shell, cookies));
  router.use('/links', formBody);
  router.use('/links/:ref', mentorPages(shell, cookies));
  router.get(
    '/links/:ref',
    pages.open((page) =>
      page.link.pass === null ? showIntro(deps, page) : page.ctx.redirect(contentOf(page.link)),
    ),
  );
  router.post(
    '/links/:ref/code',
    pages.open((page) => sendCode(deps, page)),
  );
  router.post(
    '/links/:ref/confirm',
    pages.open((page) => confirm(deps, page)),
  );
  router.use(consentLinkRoutes(pages), thirdPartyLinkRoutes(pages));
  router.use('/links/:ref', surveyPages(shell, pages));
  // Any other address of a link: who has not confirmed it yet is led to where that is done.
  router.use(
    '/links/:ref',
    pages.passed(() => {
      throw notFound('page');
    }),
  );
  return router;
}
