import { type Request, type Response, Router } from 'express';
import { readCookie } from '../web/cookies.js';
import { launchedContexts } from './context-store.js';
import {
  bindingCookieName,
  clearBindingCookie,
  setBindingCookie,
  setBrowserCookie,
  TOKEN_SHAPE,
} from './cookies.js';
import { organisationsOfDeployments } from './deployment-organisations.js';
import type { LtiCore, LtiRouterDeps } from './deps.js';
import { browserTokenOf, enterByCode, openInWindow } from './enter.js';
import { fieldsOf, queryOf, readForm } from './form.js';
import { createGuardedFetch } from './guarded-fetch.js';
import { launchTrace } from './journal/launch-trace.js';
import { toolKeyStore } from './keys.js';
import { launch } from './launch.js';
import { launchCodes } from './launch-codes.js';
import { launchColumns } from './launch-column.js';
import { launchStates, STATE_SHAPE } from './launch-state.js';
import { beginLogin, LOGIN_FIELDS, type LoginFields } from './login.js';
import { placementStore } from './placements.js';
import { platformDirectory } from './platform-directory.js';
import { platformKeys } from './platform-keys.js';
import { platformStore } from './platform-store.js';
import { createLtiLibrary } from './provider.js';
import { LaunchRefused } from './refusals.js';
import { acceptedLocale, helpDesk, ltiRoute, referenceOf, sendOn, sendPage } from './responses.js';
import { sessionStore } from './session.js';

const LAUNCH_FIELDS = ['state', 'id_token', 'binding', 'error'] as const;
/** Our keys are read from the database at most once in so long. */
const JWKS_CACHE_MS = 5_000;

function createCore(deps: LtiRouterDeps): LtiCore {
  const { db, clock, sealer, logger } = deps;
  const store = platformStore(db, clock);
  const platforms = platformDirectory(store, clock, organisationsOfDeployments(deps.api));
  const toolKeys = toolKeyStore(db, sealer, clock);
  // The platforms were approved by the operator, also those on the college's own network.
  const fetch = createGuardedFetch({ allowPrivate: true });
  return {
    ...deps,
    platforms,
    toolKeys,
    states: launchStates(db, clock, sealer),
    platformKeys: deps.keys ?? platformKeys({ fetch, clock, logger }),
    library: createLtiLibrary({ db, clock, sealer, keys: toolKeys, platforms: store }),
    contexts: launchedContexts(db, clock),
    columns: launchColumns(db, clock),
    placements: placementStore(db, clock),
    sessions: deps.sessions ?? sessionStore({ db, clock, sealer, platforms }),
    codes: launchCodes({ db, clock, sealer }),
  };
}

/** GET or POST /lti/login. */
async function login(core: LtiCore, req: Request, res: Response): Promise<void> {
  const query: LoginFields = fieldsOf(queryOf(req.originalUrl), LOGIN_FIELDS);
  const form: LoginFields = req.method === 'POST' ? await readForm(req, LOGIN_FIELDS) : {};
  const begun = await beginLogin(core, { ...query, ...form }, launchTrace(res));
  setBindingCookie(res, core.config.publicUrl, begun.state, begun.binding);
  const { state, binding, continueUrl, againUrl } = begun;
  const locale = acceptedLocale(req);
  sendPage(res, 200, core.pages.login({ locale, state, binding, continueUrl, againUrl }));
}

/** Form of a launch in its shape: nothing else of it gets to ltijs (lti.md §5.21). */
async function readLaunch(req: Request) {
  const form = await readForm(req, LAUNCH_FIELDS);
  if (form.error !== undefined) {
    // OpenID Connect core §3.1.2.6; a code of the standard or nothing goes into the log.
    const code = /^[a-z_]{1,40}$/.test(form.error) ? form.error : 'unknown';
    throw new LaunchRefused('platform_error', code);
  }
  const { state, id_token: idToken, binding } = form;
  if (state === undefined || idToken === undefined) {
    throw new LaunchRefused('form_malformed', `no ${state === undefined ? 'state' : 'id_token'}`);
  }
  if (!STATE_SHAPE.test(state)) throw new LaunchRefused('state_unknown', 'shape');
  if (binding !== undefined && !TOKEN_SHAPE.test(binding)) {
    throw new LaunchRefused('binding_wrong', 'shape');
  }
  return { state, idToken, binding: binding ?? null };
}

/** POST /lti/launch. */
async function receiveLaunch(core: LtiCore, req: Request, res: Response): Promise<void> {
  const { publicUrl } = core.config;
  const form = await readLaunch(req);
  const trace = launchTrace(res);
  trace.idToken = form.idToken;
  const cookie = readCookie(req, bindingCookieName(publicUrl, form.state));
  const cookieHeld = cookie !== null && TOKEN_SHAPE.test(cookie);
  const outcome = await launch(core, {
    ...form,
    binding: cookieHeld ? cookie : form.binding,
    cookieHeld,
    browserToken: browserTokenOf(req, publicUrl),
    acceptLanguage: req.headers['accept-language'],
    trace,
  });
  if (outcome.kind === 'binding_wanted') {
    const { state, idToken } = form;
    const result = 'binding_wanted';
    core.counters.withoutCookie?.(result);
    core.journal?.note(trace, { result, reference: referenceOf(res), phase: 'launch' });
    const locale = acceptedLocale(req);
    const view = { locale, state, idToken, lmsUrl: outcome.lmsUrl, ...helpDesk(core, res) };
    sendPage(res, 403, core.pages.binding(view));
    return;
  }
  clearBindingCookie(res, publicUrl, form.state);
  const result = outcome.kind === 'notice' ? outcome.notice : 'entered';
  core.journal?.note(trace, { result, reference: referenceOf(res), phase: 'launch' });
  core.counters.launchSucceeded();
  if (outcome.kind === 'notice') {
    sendPage(res, 200, core.pages.notice({ locale: outcome.locale, kind: outcome.notice }));
    return;
  }
  setBrowserCookie(res, publicUrl, outcome.browserToken);
  sendOn(res, outcome.address);
}

/** GET /lti/jwks. */
function jwks(core: LtiCore) {
  let cached: { until: number; keys: ReturnType<LtiCore['toolKeys']['publicJwks']> } | null = null;
  return async (_req: Request, res: Response): Promise<void> => {
    if (cached === null || cached.until <= core.clock.now()) {
      cached = { until: core.clock.now() + JWKS_CACHE_MS, keys: core.toolKeys.publicJwks() };
      cached.keys.catch(() => {
        cached = null;
      });
    }
    res.setHeader('Cache-Control', 'public, max-age=60');
    res.json(await cached.keys);
  };
}

/** Addresses that only an LMS comes to: whoever opens them by hand is told to go to the course. */
async function notThisWay(): Promise<void> {
  throw new LaunchRefused('form_malformed', 'method');
}

/**
 * The routes of the launch: `/lti/login`, `/lti/launch`, `/lti/jwks`, `/app/enter`, `/app/open`. To be
 * mounted at the root before any body parser: the forms are read here.
 */
export function createLtiRouter(deps: LtiRouterDeps): Router {
  const core = createCore(deps);
  const route = (handler: (core: LtiCore, req: Request, res: Response) => Promise<void>) =>
    ltiRoute(core, (req, res) => handler(core, req, res));
  const router = Router();
  router.route('/lti/login').get(route(login)).post(route(login)).all(route(notThisWay));
  router.route('/lti/launch').post(route(receiveLaunch)).all(route(notThisWay));
  router.route('/lti/jwks').get(ltiRoute(core, jwks(core)));
  router.route('/app/enter').get(route(enterByCode)).all(route(notThisWay));
  router.route('/app/open').post(route(openInWindow)).all(route(notThisWay));
  return router;
}
