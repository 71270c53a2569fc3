import { type Request, type RequestHandler, type Response, Router } from 'express';
import { AppError, notFound } from '../../../shared/errors.js';
import {
  contentItems,
  LARGEST_MAXIMUM,
  mayPlace,
  type Picked,
  PLACEABLE_PAGES,
  takesLinks,
} from '../../lti/deep-linking.js';
import type { CourseColumn, Gradebook } from '../../lti/gradebook.js';
import type { DeepLinkingOptions, LtiLibrary } from '../../lti/library.js';
import type { PlatformStore } from '../../lti/platform-store.js';
import type { DeepLinkingRequest, Session } from '../../lti/session-types.js';
import { requestIdOf } from '../../web/access-log.js';
import { sessionOf, sessionUrl } from '../../web/context.js';
import { csrfTokenOf } from '../../web/csrf.js';
import type { ShellDeps } from '../../web/deps.js';
import { createForm, type FormView, fieldList, fieldText } from '../../web/forms.js';

/** What of the shell the picker uses; it stands before the set-up, so it is no `page()`. */
type Shell = Pick<ShellDeps, 'config' | 'sealer' | 'i18n' | 'render' | 'assets'>;

export interface DeepLinkingDeps extends Shell {
  library: Pick<LtiLibrary, 'createDeepLinkingMessage'>;
  platforms: Pick<PlatformStore, 'findById'>;
  gradebook: Pick<Gradebook, 'columnFor'>;
}

const PATH = 'deep-linking';

/** The session's request; a session of an ordinary launch has none. */
function requestOf(session: Session): DeepLinkingRequest {
  if (!session.deepLinking) throw notFound('deep-linking request');
  return session.deepLinking;
}

function render(deps: Shell, res: Response, view: string, v: object, status = 200): void {
  const session = sessionOf(res);
  const t = deps.i18n.translator(session.locale);
  const ctx = {
    session,
    locale: session.locale,
    nav: [],
    me: null,
    flash: null,
    path: PATH,
    csrfToken: csrfTokenOf(deps.sealer, session),
    requestId: requestIdOf(res),
  };
  const url = (path: string) => sessionUrl(session.sid, path);
  const html = deps.render(view, {
    t,
    ctx,
    v,
    url,
    asset: deps.assets.asset,
    ref: null,
    fmt: null,
  });
  res.status(status).type('html').send(html);
}

/** Why nothing can be placed, as a key of the words; null: it can. */
function obstacle(session: Session, request: DeepLinkingRequest): 'role' | 'types' | null {
  if (!mayPlace(session.role)) return 'role';
  return takesLinks(request) ? null : 'types';
}

function showCannot(deps: Shell, res: Response, reason: 'role' | 'types'): void {
  render(deps, res, 'deep-linking/cannot', { reason }, reason === 'role' ? 403 : 200);
}

/** @param column a second one beside it is not offered */
function showPicker(
  deps: Shell,
  res: Response,
  form: FormView,
  column: CourseColumn,
  status = 200,
): void {
  const session = sessionOf(res);
  const request = requestOf(session);
  const t = deps.i18n.translator(session.locale);
  const options = PLACEABLE_PAGES.map(({ key }) => ({
    value: key,
    label: t(`deepLinking.page.${key}.title`),
    help: t(`deepLinking.page.${key}.text`),
  }));
  const there = column === 'unknown' ? null : column;
  const v = { form, options, multiple: request.acceptMultiple, largest: LARGEST_MAXIMUM, there };
  render(deps, res, 'deep-linking/picker', v, status);
}

/** A form may be sent to the return address even where the LMS's pages lie at another origin. */
function allowReturn(res: Response, returnUrl: string): void {
  const policy = String(res.getHeader('Content-Security-Policy') ?? '');
  const origin = new URL(returnUrl).origin;
  res.setHeader(
    'Content-Security-Policy',
    policy.replace("form-action 'self'", `form-action 'self' ${origin}`),
  );
}

/** Reads the picker's form; what is wrong comes back as a form with the word at the field. */
function readPicked(
  deps: Shell,
  req: Request,
  session: Session,
  there: CourseColumn,
): Picked | FormView {
  const t = deps.i18n.translator(session.locale);
  const chosen = new Set(fieldList(req.body, 'pages'));
  const pages = PLACEABLE_PAGES.map((page) => page.key).filter((key) => chosen.has(key));
  const points = fieldText(req.body, 'scoreMaximum').trim();
  // The form may be older than the column: two of them would share the scores between them.
  const free = there === null || there === 'unknown';
  const column = free && pages.includes('progress') && fieldText(req.body, 'column') === 'yes';
  const scoreMaximum = Number(points.replace(',', '.'));
  const problems = [];
  if (pages.length === 0) problems.push({ path: 'pages', code: 'deepLinking.nothing' });
  if (column && !(scoreMaximum > 0 && scoreMaximum <= LARGEST_MAXIMUM)) {
    problems.push({
      path: 'scoreMaximum',
      code: 'deepLinking.points',
      params: { max: LARGEST_MAXIMUM },
    });
  }
  if (problems.length === 0) {
    const allowed = requestOf(session).acceptMultiple ? pages : pages.slice(0, 1);
    return { pages: allowed, scoreMaximum: column ? scoreMaximum : null };
  }
  const labels = { pages: t('deepLinking.pages'), scoreMaximum: t('deepLinking.points') };
  const values = { pages, scoreMaximum: points, column: column ? 'yes' : '' };
  return createForm(t, values, { labels, problems });
}

/** Sends the answer through the browser: a form to the LMS that submits itself. */
async function answer(
  deps: DeepLinkingDeps,
  res: Response,
  picked: Picked | null,
  options: DeepLinkingOptions,
): Promise<void> {
  const session = sessionOf(res);
  const request = requestOf(session);
  const platform = await deps.platforms.findById(session.platformId);
  if (!platform?.active) throw new AppError('forbidden', 'the platform is switched off');
  const t = deps.i18n.translator(session.locale);
  const items = picked === null ? [] : contentItems(picked, deps.config.publicUrl, t);
  const jwt = await deps.library.createDeepLinkingMessage(platform, request, items, options);
  allowReturn(res, request.returnUrl);
  render(deps, res, 'deep-linking/return', { returnUrl: request.returnUrl, jwt });
}

/**
 * The picker that a deep-linking launch opens, at `/app/:sid/deep-linking`: choose, cancel, or hand
 * back an error (Deep Linking 2.0 §4).
 */
export function deepLinkingRoutes(deps: DeepLinkingDeps): Router {
  const router = Router();
  const show: RequestHandler = async (_req, res) => {
    const session = sessionOf(res);
    const blocked = obstacle(session, requestOf(session));
    if (blocked) return showCannot(deps, res, blocked);
    const t = deps.i18n.translator(session.locale);
    const there = await deps.gradebook.columnFor(session);
    // Ticked beforehand only where it is sure that there is none.
    const column = there === null ? 'yes' : '';
    const form = createForm(t, { pages: ['my'], column, scoreMaximum: '100' });
    showPicker(deps, res, form, there);
  };
  const submit: RequestHandler = async (req, res) => {
    const session = sessionOf(res);
    const t = deps.i18n.translator(session.locale);
    const blocked = obstacle(session, requestOf(session));
    if (blocked)
      return answer(deps, res, null, { errorMessage: t(`deepLinking.cannot.${blocked}`) });
    if (fieldText(req.body, 'answer') === 'cancel') {
      return answer(deps, res, null, { message: t('deepLinking.cancelled') });
    }
    const there = await deps.gradebook.columnFor(session);
    const picked = readPicked(deps, req, session, there);
    if ('summary' in picked) return showPicker(deps, res, picked, there, 422);
    return answer(deps, res, picked, {
      message: t('deepLinking.placed', { n: picked.pages.length }),
    });
  };
  router.get(`/${PATH}`, show);
  router.post(`/${PATH}`, submit);
  return router;
}
