import { type Request, type RequestHandler, type Response, Router } from 'express';
import { todayIn } from '../../../shared/clock.js';
import { AppError } from '../../../shared/errors.js';
import type { Session } from '../../lti/session-types.js';
import {
  loadedContext,
  makeContext,
  type PageContext,
  type PageWrapper,
} from '../../web/context.js';
import { isSameOrigin } from '../../web/csrf.js';
import type { ShellDeps } from '../../web/deps.js';
import { localeOf, renderBare, sendError } from '../../web/errors.js';
import { fieldText, postedValues } from '../../web/forms.js';
import { hasFiles, readFiles } from '../../web/multipart.js';
import { navItems, sectionItems } from '../../web/nav.js';
import { calendarRoutes } from '../calendar/routes.js';
import { myRoutes } from '../home/my-routes.js';
import { meetingRoutes } from '../meetings/routes.js';
import { myPairRoutes } from '../my-pair/routes.js';
import { mySurveyRoutes } from '../my-surveys/routes.js';
import { planRoutes } from '../plans/routes.js';
import { CSRF, csrfText, linkHeaders, linkUrl } from './link-page.js';
import type { LinkCookies, LinkSession } from './link-session.js';
import { isMentorPage } from './mentor-allowed.js';
import { typedTexts } from './typed-text.js';

/** The very pages of mentors who signed in; `isMentorPage()` says which of their addresses are there. */
const FEATURES = [
  myRoutes,
  myPairRoutes,
  meetingRoutes,
  calendarRoutes,
  planRoutes,
  mySurveyRoutes,
] as const;

const ENDS = ['revoked', 'expired', 'locked', 'used', 'left', 'consent'] as const;
type End = (typeof ENDS)[number];

/** What ended a link while it was used, with whom to ask; null: something else went wrong. */
function endOf(error: unknown): { end: End; college: string } | null {
  if (!(error instanceof AppError) || error.code !== 'unauthenticated') return null;
  const end = ENDS.find((one) => one === error.details['link']);
  return end ? { end, college: String(error.details['organisationName'] ?? '') } : null;
}

const isPassEnd = (error: unknown): boolean =>
  error instanceof AppError && error.problems.some(({ path }) => path === 'pass');

/** One request to a page of a mentor's link. */
interface Visit {
  req: Request;
  res: Response;
  link: LinkSession;
  /** Whether a form is one of ours; of an address that is opened, true. */
  trusted: boolean;
  keep(change: Partial<LinkSession>): void;
}

/** The session that pages see: a mentor of one programme, from no LMS. */
const sessionOfLink = (
  { ref, kept }: LinkSession,
  who: { organisationId: string; programmeId: string; personId: string },
  locale: Session['locale'],
): Session => ({
  ...who,
  sid: ref,
  role: 'mentor',
  platformId: '',
  platformOrigin: '',
  returnUrl: null,
  locale,
  deepLinking: null,
  draftsWaiting: kept,
  createdAt: 0,
  lastSeenAt: 0,
});

/** The page that says that a link has ended, with what was typed, which is saved nowhere. */
function showEnded(
  shell: ShellDeps,
  { req, res }: Pick<Visit, 'req' | 'res'>,
  { end, college }: { end: End; college: string },
): void {
  linkHeaders(res);
  const t = shell.i18n.translator(localeOf(res));
  const typed = req.method === 'POST' ? typedTexts(t, req.body) : [];
  delete res.locals['context'];
  renderBare(shell, res, 410, 'links/page-ended', { end, college, typed });
}

/** Keeps what was typed for whoever confirms this link again: they find it in the same form. */
async function keepTyped(shell: ShellDeps, { req, link, trusted }: Visit): Promise<boolean> {
  const formKey = fieldText(req.body, '_draft');
  if (req.method !== 'POST' || !trusted || link.who === null) return false;
  if (!/^[\w\-/]{1,200}$/.test(formKey)) return false;
  await shell.drafts.save(link.who, formKey, postedValues(req.body));
  return true;
}

/** The pass has ended: by rest, by its day's length, or since the link was confirmed elsewhere. */
async function confirmAgain(shell: ShellDeps, visit: Visit): Promise<void> {
  const kept = await keepTyped(shell, visit);
  const { req, res, keep } = visit;
  const t = shell.i18n.translator(localeOf(res));
  const typed = req.method === 'POST' && !kept ? typedTexts(t, req.body) : [];
  const key = kept ? 'linkPage.againKept' : 'linkPage.again';
  keep({ pass: null, codeSent: false, flash: { kind: 'info', key }, ...(kept ? { kept } : {}) });
  // Unless it could be kept, it is shown: nobody types it twice.
  if (typed.length > 0) {
    const path = linkUrl(visit.link.ref, '');
    return renderBare(shell, res, 401, 'links/page-again', { typed, path });
  }
  res.redirect(303, linkUrl(visit.link.ref, ''));
}

/** What waits in a form, told once on the way home. */
async function waitingOf(shell: ShellDeps, { link, keep }: Visit, path: string) {
  if (link.flash !== null || !link.kept || path !== 'my' || link.who === null) return link.flash;
  const [waiting] = await shell.drafts.pending(link.who);
  if (waiting === undefined) {
    keep({ kept: false });
    return null;
  }
  return {
    kind: 'info',
    key: 'draft.waiting',
    link: { path: waiting, key: 'draft.open' },
  } as const;
}

/** As whom this request asks the service, and the context of its page. */
async function enter(shell: ShellDeps, visit: Visit): Promise<PageContext> {
  const { req, res, link, keep } = visit;
  const system = shell.api.as({ kind: 'system', name: 'links' });
  const entered = await system.enterByLink({ token: link.token, pass: link.pass ?? '' });
  const { linkId: viaLink, organisationId, programmeId, personId } = entered;
  keep({ who: { programmeId, personId } });
  const api = shell.api.as({ kind: 'person', organisationId, personId, role: 'mentor', viaLink });
  const me = await api.getMe({ programmeId });
  const today = todayIn(me.programme.timeZone, shell.clock);
  const who = { organisationId, programmeId, personId };
  const session = sessionOfLink(link, who, localeOf(res));
  const prefix = `/links/${link.ref}`;
  const path = (req.originalUrl.split('?')[0] ?? '').slice(prefix.length).replace(/^\//, '');
  const t = shell.i18n.translator(session.locale);
  return makeContext(
    shell,
    { req, res },
    { api, me, today },
    {
      session,
      prefix,
      url: (target, query) => linkUrl(link.ref, target, query),
      csrfToken: () => shell.sealer.hmac(csrfText(link), CSRF),
      flash: req.method === 'GET' ? await waitingOf(shell, visit, path) : null,
      setFlash: (flash) => keep({ flash }),
      nav: navItems('mentor', path, 0, t).filter((item) => item.path !== 'me'),
      sections: sectionItems('mentor', path, t),
      byLink: { until: entered.lastDay },
    },
  );
}

/** Runs what a page asks for; what ends the link, or its pass, is told in its own words. */
async function guarded(shell: ShellDeps, visit: Visit, run: () => Promise<void> | void) {
  try {
    await run();
  } catch (error) {
    const end = endOf(error);
    if (end !== null) return showEnded(shell, visit, end);
    if (isPassEnd(error)) return confirmAgain(shell, visit);
    throw error;
  }
}

/** The session of this request's link, which is written with the answer. */
function visitOf(
  shell: ShellDeps,
  cookies: LinkCookies,
  req: Request,
  res: Response,
  of: LinkSession,
) {
  const isForm = req.method !== 'GET' && req.method !== 'HEAD';
  const trusted =
    !isForm ||
    (isSameOrigin(req, shell.config.publicUrl) &&
      shell.sealer.verifyHmac(csrfText(of), CSRF, fieldText(req.body, '_csrf')));
  let kept: LinkSession = { ...of, flash: null };
  const keep = (change: Partial<LinkSession>) => {
    kept = { ...kept, ...change };
    res.removeHeader('Set-Cookie');
    cookies.write(res, kept);
  };
  keep({});
  return { req, res, link: of, trusted, keep } satisfies Visit;
}

/**
 * The pages of a mentor's own link, after it was confirmed: those of a mentor who signed in, as the service
 * gives them to who came by a link. Anything else goes on to the pages of other links.
 */
export function mentorPages(shell: ShellDeps, cookies: LinkCookies): RequestHandler {
  const visits = new WeakMap<Response, Visit>();
  const page: PageWrapper = (handler) => async (_req, res) => {
    const ctx = loadedContext(res);
    const visit = visits.get(res);
    if (ctx && visit) await guarded(shell, visit, () => handler(ctx));
  };
  const routes = Router({ mergeParams: true });
  routes.get(
    '/',
    page((ctx) => ctx.redirect('my')),
  );
  for (const feature of FEATURES) routes.use(feature(shell, page));

  return async (req, res, next) => {
    const ref = String(req.params['ref'] ?? '');
    const link = cookies.read(req, ref);
    if (link?.scope !== 'mentor') return next();
    const path = req.path.replace(/^\//, '');
    const isConfirming = path === '' || path === 'code' || path === 'confirm';
    if (link.pass === null && isConfirming) return next();
    linkHeaders(res);
    // The form of a meeting takes files; only who holds the link has it read.
    if (hasFiles(req)) await readFiles(req, res);
    const visit = visitOf(shell, cookies, req, res, link);
    if (link.pass === null) return confirmAgain(shell, visit);
    if (!visit.trusted) return sendError(shell, res, 'form', 403);
    if (req.method === 'POST' && path === 'leave') {
      cookies.drop(res, ref);
      return renderBare(shell, res, 200, 'links/left', {});
    }
    await guarded(shell, visit, async () => {
      await enter(shell, visit);
      visits.set(res, visit);
      const absent = () => sendError(shell, res, 'notFound', 404);
      if (!isMentorPage(req.method, path)) return absent();
      routes(req, res, (error?: unknown) => (error === undefined ? absent() : next(error)));
    });
  };
}
