import { type Request, type Response, Router } from 'express';
import { decodeJwt } from 'jose';
import { dropEndedTokens } from '../grades.js';
import { randomId } from '../keys.js';
import type { Tool } from '../model.js';
import { type Platform, seconds } from '../platform.js';
import { param } from './http.js';
import { refuseWhileOff } from './service-guard.js';

const lifetime = 3600;
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

async function clientOf(platform: Platform, assertion: string): Promise<Tool | undefined> {
  try {
    const { sub } = decodeJwt(assertion);
    const tool = platform.state.tools.find((one) => one.clientId === sub);
    if (!tool) return undefined;
    await platform.toolKeys.verify(tool, assertion, {
      issuer: tool.clientId,
      audience: [`${platform.url}/mod/lti/token.php`, platform.url],
      currentDate: new Date(platform.clock()),
      requiredClaims: ['exp', 'iat', 'jti'],
    });
    return tool;
  } catch {
    return undefined;
  }
}

/** The first fault of a token request, in Moodle's order. */
function faultOf(request: Request): string | undefined {
  if (!request.is('application/x-www-form-urlencoded')) return 'invalid_request';
  const names = ['client_assertion', 'client_assertion_type', 'grant_type', 'scope'];
  if (names.some((name) => !param(request.body, name).trim())) return 'invalid_request';
  if (param(request.body, 'client_assertion_type') !== assertionType)
    return 'unsupported_grant_type';
  if (param(request.body, 'grant_type') !== 'client_credentials') return 'unsupported_grant_type';
  if (param(request.body, 'client_assertion').split('.').length !== 3) return 'invalid_request';
  return undefined;
}

/**
 * Issues a token for the services, for one hour.
 * Moodle 4.5.6, observed: form-encoded, scope not empty, the assertion's header must carry `kid`.
 */
async function issue(platform: Platform, request: Request, response: Response): Promise<void> {
  const refuse = (error: string): void => {
    response.status(400).json({ error });
  };
  const fault = faultOf(request);
  if (fault) return refuse(fault);
  const tool = await clientOf(platform, param(request.body, 'client_assertion'));
  if (!tool) return refuse('invalid_client');
  const granted = param(request.body, 'scope')
    .split(' ')
    .filter((scope) => tool.scopes.includes(scope));
  if (granted.length === 0) return refuse('invalid_scope');
  dropEndedTokens(platform);
  const token = randomId(32);
  platform.state.accessTokens.push({
    token,
    toolId: tool.id,
    scopes: granted,
    expiresAt: seconds(platform) + lifetime,
  });
  await platform.store.save();
  response.set('Cache-Control', 'no-store').json({
    access_token: token,
    token_type: 'Bearer',
    expires_in: lifetime,
    scope: granted.join(' '),
  });
}

export function tokenRoutes(platform: Platform): Router {
  const router = Router();
  router.post('/mod/lti/token.php', refuseWhileOff(platform), (request, response) =>
    issue(platform, request, response),
  );
  return router;
}
