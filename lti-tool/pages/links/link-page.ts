import type { Request, RequestHandler, Response } from 'express';
import type { MentoringClient } from '../../../service/api/index.js';
import { todayIn } from '../../../shared/clock.js';
import { AppError } from '../../../shared/errors.js';
import { newId } from '../../../shared/ids.js';
import { requestIdOf } from '../../web/access-log.js';
import { type PageContext, type Query, sessionUrl } from '../../web/context.js';
import { isSameOrigin } from '../../web/csrf.js';
import type { ShellDeps } from '../../web/deps.js';
import { localeOf, sendError } from '../../web/errors.js';
import { createFormats } from '../../web/formats.js';
import { fieldText, postedValues } from '../../web/forms.js';
import { setTopLevelPolicy } from '../../web/security-headers.js';
import { sendHtml } from '../../web/send-html.js';
import type { LinkCookies, LinkSession } from './link-session.js';

/** The college's clock is not known before the confirmation; only dates are shown. */
const TIME_ZONE = 'Europe/Moscow';
export const CSRF = 'link-csrf';

/** A page of a personal link: what other pages have, without a person, and the link's own. */
export interface LinkPage {
  ctx: PageContext;
  link: LinkSession & { pass: string };
  system: MentoringClient;
  /** Changes the session of the link with the answer. */
  keep(change: Partial<LinkSession>): void;
}

/** The same before the confirmation. */
export interface OpenPage extends Omit<LinkPage, 'link'> {
  link: LinkSession;
}

export const csrfText = ({ ref, token }: LinkSession): string => `${ref}\n${token}`;

/** Headers of every answer of a link: in no frame, in no cache, in no search engine. */
export function linkHeaders(res: Response): void {
  setTopLevelPolicy(res);
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('X-Robots-Tag', 'noindex, nofollow');
}

/** `/links/<ref>/path?query`, as the pages of a session have it below theirs. */
export function linkUrl(ref: string, path: string, query?: Query): string {
  const url = sessionUrl('x', path, query).replace('/app/x', `/links/${ref}`);
  // The page of the link itself has no slash; a path that others are put behind keeps its own.
  return path === '' ? url.replace(/\/$/, '') : url;
}

/** The service as the pages of questionnaires ask it, answered for the link's person and wave alone. */
function surveyApi(system: MentoringClient, { token, pass }: LinkSession) {
  const shown = { token, pass: pass ?? '' };
  const notThis = () => new AppError('forbidden', 'not the wave of this link');
  const read = async ({ waveId }: { waveId: string }) => {
    const survey = await system.readSurveyByLink(shown).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'not_found' ? notThis() : error;
    });
    if (survey.waveId !== waveId) throw notThis();
    return survey;
  };
  return {
    getMySurvey: read,
    saveMyAnswers: async (input: Parameters<MentoringClient['saveMyAnswers']>[0]) => {
      const { answers, final, version } = input;
      return system.saveSurveyByLink({
        ...shown,
        answers,
        version,
        ...(final === undefined ? {} : { final }),
      });
    },
  };
}

function contextOf(
  shell: ShellDeps,
  { req, res, link }: { req: Request; res: Response; link: LinkSession },
  page: Pick<LinkPage, 'system' | 'keep'>,
): PageContext {
  const locale = localeOf(res);
  const t = shell.i18n.translator(locale);
  const path = req.path.replace(`/links/${link.ref}`, '').replace(/^\//, '');
  const url = (target: string, query?: Query) => linkUrl(link.ref, target, query);
  const ref = (list: string, code: string | null | undefined) =>
    code ? t(`ref.${list}.${code}`) : '';
  const csrfToken = shell.sealer.hmac(csrfText(link), CSRF);
  // What pages of a session have of a person is not here: pages of links do without, those of
  // questionnaires too, which come here by their routes.
  const ctx = {
    req,
    res,
    session: { draftsWaiting: false },
    byLink: null,
    programmeId: '',
    api: surveyApi(page.system, link),
    me: null,
    role: 'mentor',
    t,
    ref,
    fmt: createFormats(locale, todayIn(TIME_ZONE, shell.clock), TIME_ZONE),
    locale,
    url,
    csrfToken,
    idempotencyKey: newId,
    flash: req.method === 'GET' ? link.flash : null,
    nav: [],
    sections: [],
    path,
    here: path,
    requestId: requestIdOf(res),
    render(view: string, v: object, status = 200) {
      const { asset } = shell.assets;
      const html = shell.render(view, { t, ref, fmt: ctx.fmt, url, asset, ctx: onPage(ctx), v });
      sendHtml(res, html, status);
    },
    redirect(target: string, flash?: PageContext['flash']) {
      page.keep({ flash: flash ?? null });
      res.redirect(303, url(target));
    },
    findDraft: async () => null,
    dropDraft: async () => undefined,
  };
  return ctx as unknown as PageContext;
}

/** As the templates see it: nobody has a session here. */
const onPage = (ctx: object): object => ({ ...ctx, session: null });

/** Words of a page that says that a link does not lead on; `kind` is a key below `link.ended`. */
export type EndedKind =
  | 'unknown'
  | 'used'
  | 'revoked'
  | 'expired'
  | 'locked'
  | 'left'
  | 'noCookie'
  | 'notNeeded'
  | 'tooMany';

const STATUS: Readonly<Record<EndedKind, number>> = {
  unknown: 404,
  used: 410,
  revoked: 410,
  expired: 410,
  locked: 410,
  left: 410,
  notNeeded: 410,
  noCookie: 401,
  tooMany: 429,
};

/** A link that does not lead on, in kind words, without telling more than its holder knows. */
export function sendEnded(shell: ShellDeps, res: Response, kind: EndedKind, texts: string[] = []) {
  linkHeaders(res);
  const locale = localeOf(res);
  const t = shell.i18n.translator(locale);
  const ctx = {
    locale,
    nav: [],
    sections: [],
    path: '',
    session: null,
    me: null,
    flash: null,
    requestId: requestIdOf(res),
  };
  const { asset } = shell.assets;
  const html = shell.render('links/ended', {
    t,
    ctx,
    v: { kind, texts },
    asset,
    ref: null,
    fmt: null,
    url: null,
  });
  sendHtml(res, html, STATUS[kind]);
}

const ENDED: Readonly<Record<string, EndedKind>> = {
  'link.unknown': 'unknown',
  'link.used': 'used',
  'link.revoked': 'revoked',
  'link.expired': 'expired',
  'link.locked': 'locked',
  'link.left': 'left',
};

/** What of an error means that the link has ended, or its confirmation; null: something else. */
export function endOf(error: unknown): EndedKind | 'pass' | null {
  if (!(error instanceof AppError)) return null;
  if (error.code === 'not_found' || error.code === 'forbidden') return 'unknown';
  const [problem] = error.problems;
  if (problem?.path === 'token') return ENDED[problem.code] ?? 'unknown';
  if (problem?.path === 'pass') return 'pass';
  // From the 18th birthday on they consent themselves; or the birth date has gone.
  return problem?.path === 'kind' ? 'notNeeded' : null;
}

/** Texts that somebody would be sorry to type again. */
const worthKeeping = (body: unknown): string[] =>
  Object.entries(postedValues(body))
    .filter(([name]) => name.startsWith('answers.'))
    .flatMap(([, value]) => value)
    .filter((text) => text.length > 20);

export type LinkHandler<P> = (page: P) => Promise<void> | void;

/** Makes routes of the pages of a link: finds its session, checks forms, shows what has ended. */
export function linkPages(shell: ShellDeps, cookies: LinkCookies) {
  const system = shell.api.as({ kind: 'system', name: 'links' });

  async function run(req: Request, res: Response, handler: LinkHandler<OpenPage>): Promise<void> {
    linkHeaders(res);
    const link = cookies.read(req, String(req.params['ref'] ?? ''));
    if (link === null) return sendEnded(shell, res, 'noCookie', worthKeeping(req.body));
    const isForm = req.method === 'POST';
    const token = fieldText(req.body, '_csrf');
    const ours = () =>
      isSameOrigin(req, shell.config.publicUrl) &&
      shell.sealer.verifyHmac(csrfText(link), CSRF, token);
    if (isForm && !ours()) return sendError(shell, res, 'form', 403);
    let kept: LinkSession = { ...link, flash: null };
    const keep = (change: Partial<LinkSession>) => {
      kept = { ...kept, ...change };
      res.removeHeader('Set-Cookie');
      cookies.write(res, kept);
    };
    keep({});
    const ctx = contextOf(shell, { req, res, link }, { system, keep });
    try {
      await handler({ ctx, link, system, keep });
    } catch (error) {
      const end = endOf(error);
      if (end === null) throw error;
      if (end !== 'pass') return sendEnded(shell, res, end, worthKeeping(req.body));
      keep({ pass: null, codeSent: false });
      const texts = worthKeeping(req.body);
      if (texts.length > 0) return sendEnded(shell, res, 'noCookie', texts);
      ctx.redirect('', { kind: 'info', key: 'link.again' });
    }
  }

  return {
    /** Also before the confirmation. */
    open:
      (handler: LinkHandler<OpenPage>): RequestHandler =>
      (req, res) =>
        run(req, res, handler),
    /** Only after it; others are led to it. */
    passed:
      (handler: LinkHandler<LinkPage>): RequestHandler =>
      (req, res) =>
        run(req, res, async ({ link, ...page }) => {
          const { pass } = link;
          if (pass === null) {
            const texts = worthKeeping(req.body);
            if (texts.length > 0) return sendEnded(shell, res, 'noCookie', texts);
            return page.ctx.redirect('');
          }
          await handler({ ...page, link: { ...link, pass } });
        }),
  };
}
export type LinkPages = ReturnType<typeof linkPages>;
