import { type Request, type Response, Router } from 'express';
import { claimsFor, takeLaunch } from '../launches.js';
import type { Tool } from '../model.js';
import { findTool, type Platform } from '../platform.js';
import { mayEdit, mayEnter } from '../roles.js';
import type { PendingLaunch } from '../sessions.js';
import { autoSubmit, bothParams, PageError, type Person, param, personOf } from './http.js';

interface Refusal {
  error: string;
  error_description?: string;
}

const needed = ['scope', 'response_type', 'client_id', 'redirect_uri', 'login_hint', 'nonce'];

/** The checks of an authentication request in Moodle's order, up to the person. */
function earlyRefusal(
  params: Record<string, unknown>,
  launch: PendingLaunch | undefined,
  tool: Tool | undefined,
  person: Person,
): Refusal | undefined {
  if (needed.some((name) => !param(params, name))) return { error: 'invalid_request' };
  if (!launch || !tool) {
    return { error: 'invalid_request', error_description: 'No launch id in LTI hint' };
  }
  if (param(params, 'scope') !== 'openid') return { error: 'invalid_scope' };
  if (param(params, 'response_type') !== 'id_token') return { error: 'unsupported_response_type' };
  if (param(params, 'client_id') !== tool.clientId) return { error: 'unauthorized_client' };
  if (param(params, 'login_hint') !== String(person.user.id)) return { error: 'access_denied' };
  return undefined;
}

function lateRefusal(params: Record<string, unknown>): Refusal | undefined {
  const mode = param(params, 'response_mode');
  if (mode !== 'form_post') {
    const error_description = mode ? 'Invalid response_mode' : 'Missing response_mode';
    return { error: 'invalid_request', error_description };
  }
  const prompt = param(params, 'prompt');
  if (prompt && prompt !== 'none') {
    return { error: 'invalid_request', error_description: 'Invalid prompt' };
  }
  return undefined;
}

function idToken(platform: Platform, person: Person, launch: PendingLaunch, nonce: string): string {
  const { user, session } = person;
  const allowed =
    launch.messageType === 'LtiDeepLinkingRequest'
      ? mayEdit(platform, user, launch.courseId)
      : mayEnter(platform, user, launch.courseId);
  if (!allowed) throw new PageError(403, 'У вас нет права на это действие в курсе.');
  const claims = claimsFor(platform, user, launch, { nonce, sesskey: session.sesskey });
  if (!claims) throw new PageError(404, 'Такого элемента курса больше нет.');
  return platform.signer.sign(claims);
}

/** Where the answer may be posted: the redirect address must be one of the tool's, letter by letter. */
function requireRedirect(
  platform: Platform,
  tool: Tool | undefined,
  params: Record<string, unknown>,
): void {
  const known =
    tool ?? platform.state.tools.find((one) => one.clientId === param(params, 'client_id'));
  if (!known?.redirectUris.includes(param(params, 'redirect_uri'))) {
    throw new PageError(
      400,
      'Недопустимый запрос: адрес возврата (redirect_uri) не зарегистрирован.',
    );
  }
}

/**
 * The authentication request. Moodle 4.5.6, observed: `redirect_uri` exact, `response_mode=form_post`, nonce and
 * message hint required, the launch behind the hint taken once, the login hint equal to the person signed in.
 * Refusals are posted to the tool as `error`; without a trusted address there is a page.
 */
function authenticate(platform: Platform, request: Request, response: Response): void {
  const params = bothParams(request);
  const person = personOf(platform, request);
  if (!person) {
    repostOrRefuse(request, response, params);
    return;
  }
  const launch = takeLaunch(person.session, param(params, 'lti_message_hint'));
  const tool = launch && findTool(platform, launch.toolId);
  const early = earlyRefusal(params, launch, tool, person);
  requireRedirect(platform, tool, params);
  const refusal = early ?? lateRefusal(params);
  const answer =
    refusal || !launch
      ? { ...refusal }
      : { id_token: idToken(platform, person, launch, param(params, 'nonce')) };
  autoSubmit(response, {
    name: 'ltiAuthForm',
    action: param(params, 'redirect_uri'),
    fields: { ...answer, state: param(params, 'state') },
  });
}

/**
 * A post from another site comes without the session's `Lax` cookie. Moodle 4.5.6, observed: it answers with a
 * page that posts the same once more, now from its own site.
 */
export function repostOrRefuse(
  request: Request,
  response: Response,
  params: Record<string, unknown>,
): void {
  if (param(params, 'repost')) throw new PageError(403, 'Сначала войдите в систему.');
  const body = (request.body ?? {}) as Record<string, unknown>;
  const fields = Object.fromEntries(Object.keys(body).map((key) => [key, param(body, key)]));
  autoSubmit(response, {
    name: 'repostForm',
    action: request.originalUrl,
    fields: { ...fields, repost: '1' },
  });
}

export function authRoutes(platform: Platform): Router {
  const router = Router();
  router.all('/mod/lti/auth.php', (request, response) => authenticate(platform, request, response));
  return router;
}
