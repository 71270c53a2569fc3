import { type Request, type RequestHandler, type Response, Router } from 'express';
import { type Clock, todayIn } from '../../../shared/clock.js';
import { AppError, notFound } from '../../../shared/errors.js';
import { courseKeyOf } from '../../lti/context-store.js';
import {
  contentItems,
  mayPlace,
  type OfferedWave,
  type Picked,
  takesLinks,
} from '../../lti/deep-linking.js';
import type { DeepLinkingAnswers } from '../../lti/deep-linking-answers.js';
import type { Gradebook } from '../../lti/gradebook.js';
import type { DeepLinkingOptions, LtiLibrary } from '../../lti/library.js';
import { placesWaves } from '../../lti/offered-waves.js';
import type { PlacedIn, Placements } from '../../lti/placements.js';
import type { LtiPlatform, PlatformStore } from '../../lti/platform-store.js';
import type { DeepLinkingRequest, Session } from '../../lti/session-types.js';
import { requestIdOf } from '../../web/access-log.js';
import { sessionOf, sessionUrl } from '../../web/context.js';
import { csrfTokenOf } from '../../web/csrf.js';
import type { ShellDeps } from '../../web/deps.js';
import { createFormats } from '../../web/formats.js';
import { type FormView, fieldText } from '../../web/forms.js';
import { sendHtml } from '../../web/send-html.js';
import { firstForm, type PickerCourse, pickerModel, readPicked } from './picker-model.js';

/** What of the shell the picker uses; it stands before the set-up, so it is no `page()`. */
type Shell = Pick<ShellDeps, 'config' | 'sealer' | 'i18n' | 'render' | 'assets'>;

export interface DeepLinkingDeps extends Shell {
  clock: Clock;
  library: Pick<LtiLibrary, 'createDeepLinkingMessage'>;
  platforms: Pick<PlatformStore, 'findById'>;
  gradebook: Pick<Gradebook, 'columnFor'>;
  placements: Pick<Placements, 'of' | 'placed'>;
  /** Waves that can be put into the course. */
  waves: (session: Session) => Promise<OfferedWave[]>;
  answers: DeepLinkingAnswers;
}

const PATH = 'deep-linking';
/** The picker stands before the programme: its days are those of the place where most colleges are. */
const TIME_ZONE = 'Europe/Moscow';

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
  sendHtml(res, html, status);
}

/** Why nothing can be placed, as a key of the words; null: it can. */
function obstacle(session: Session, request: DeepLinkingRequest): 'role' | 'types' | null {
  if (!mayPlace(session.role)) return 'role';
  return takesLinks(request) ? null : 'types';
}

function showCannot(deps: Shell, res: Response, reason: 'role' | 'types'): void {
  render(deps, res, 'deep-linking/cannot', { reason }, reason === 'role' ? 403 : 200);
}

async function platformOf(deps: DeepLinkingDeps, session: Session): Promise<LtiPlatform> {
  const platform = await deps.platforms.findById(session.platformId);
  if (!platform?.active) throw new AppError('forbidden', 'the platform is switched off');
  return platform;
}

/** The course that the picker was opened from; null: the launch named none. */
function courseOf(session: Session, platform: LtiPlatform): PlacedIn | null {
  const { contextId } = requestOf(session);
  if (!contextId) return null;
  return {
    organisationId: session.organisationId,
    courseKey: courseKeyOf(platform.issuer, contextId),
  };
}

async function readCourse(deps: DeepLinkingDeps, session: Session): Promise<PickerCourse> {
  const course = courseOf(session, await platformOf(deps, session));
  const [column, placements, waves] = await Promise.all([
    deps.gradebook.columnFor(session),
    course === null ? [] : deps.placements.of(course),
    deps.waves(session),
  ]);
  const wavesElsewhere = session.programmeId !== null && !placesWaves(session);
  return { column, placements, waves, wavesElsewhere };
}

function showPicker(
  deps: DeepLinkingDeps,
  res: Response,
  course: PickerCourse,
  form: FormView,
  status = 200,
): void {
  const session = sessionOf(res);
  const t = deps.i18n.translator(session.locale);
  const fmt = createFormats(session.locale, todayIn(TIME_ZONE, deps.clock), TIME_ZONE);
  const model = pickerModel(t, fmt, requestOf(session), course, form);
  render(deps, res, 'deep-linking/picker', model, status);
}

/** After the answer the window's Back button comes here, and nothing is placed twice. */
function showAnswered(deps: Shell, res: Response): void {
  const { returnUrl } = sessionOf(res);
  render(deps, res, 'deep-linking/answered', { returnUrl });
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

/** Sends the answer through the browser: a form to the LMS that submits itself. */
async function answer(
  deps: DeepLinkingDeps,
  res: Response,
  picked: Picked | null,
  options: DeepLinkingOptions,
): Promise<void> {
  const session = sessionOf(res);
  const request = requestOf(session);
  const platform = await platformOf(deps, session);
  if (!(await deps.answers.take(session.sid))) return showAnswered(deps, res);
  const t = deps.i18n.translator(session.locale);
  const items = picked === null ? [] : contentItems(picked, request, deps.config.publicUrl, t);
  const jwt = await deps.library.createDeepLinkingMessage(platform, request, items, options);
  const course = courseOf(session, platform);
  if (picked !== null && course !== null) {
    const placed = picked.pages.map(({ key, title }) => ({ page: key, title }));
    await deps.placements.placed(course, placed);
  }
  allowReturn(res, request.returnUrl);
  render(deps, res, 'deep-linking/return', { returnUrl: request.returnUrl, jwt });
}

async function place(deps: DeepLinkingDeps, req: Request, res: Response): Promise<void> {
  const session = sessionOf(res);
  const t = deps.i18n.translator(session.locale);
  const course = await readCourse(deps, session);
  const picked = readPicked(t, req.body, requestOf(session), course);
  if ('summary' in picked) return showPicker(deps, res, course, picked, 422);
  await answer(deps, res, picked, {
    message: t('deepLinking.placed', { n: picked.pages.length }),
    log: `placed: ${picked.pages.map((page) => page.key).join(' ')}`,
  });
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
    if (await deps.answers.isAnswered(session.sid)) return showAnswered(deps, res);
    if (blocked) return showCannot(deps, res, blocked);
    const t = deps.i18n.translator(session.locale);
    const course = await readCourse(deps, session);
    showPicker(deps, res, course, firstForm(t, course));
  };
  const submit: RequestHandler = async (req, res) => {
    const session = sessionOf(res);
    const t = deps.i18n.translator(session.locale);
    const blocked = obstacle(session, requestOf(session));
    const wanted = fieldText(req.body, 'answer');
    if (wanted === 'again') {
      await deps.answers.reopen(session.sid);
      return res.redirect(303, sessionUrl(session.sid, PATH));
    }
    if (blocked) {
      const errorMessage = t(`deepLinking.cannot.${blocked}`);
      return answer(deps, res, null, { errorMessage, errorLog: `nothing placed: ${blocked}` });
    }
    if (wanted === 'cancel') {
      return answer(deps, res, null, { message: t('deepLinking.cancelled'), log: 'cancelled' });
    }
    return place(deps, req, res);
  };
  router.get(`/${PATH}`, show);
  router.post(`/${PATH}`, submit);
  return router;
}
