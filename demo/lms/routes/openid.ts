import { type Request, type Response, Router } from 'express';
import type { Platform } from '../platform.js';
import {
  RegistrationRefused,
  registerFromBody,
  registrationAnswer,
  takeRegistrationToken,
} from '../registration.js';
import { supportedScopes } from '../scopes.js';

const variables = [
  ...['basic-lti-launch-request', 'ContentItemSelectionRequest', 'ToolProxyRegistrationRequest'],
  ...['Context.id', 'Context.title', 'Context.label', 'Context.id.history', 'Context.sourcedId'],
  ...['Context.longDescription', 'Context.timeFrame.begin', 'CourseSection.title'],
  ...['CourseSection.label', 'CourseSection.sourcedId', 'CourseSection.longDescription'],
  ...['CourseSection.timeFrame.begin', 'CourseSection.timeFrame.end', 'ResourceLink.id'],
  ...['ResourceLink.title', 'ResourceLink.description', 'User.id', 'User.username'],
  ...['Person.name.full', 'Person.name.given', 'Person.name.family', 'Person.email.primary'],
  ...['Person.sourcedId', 'Person.name.middle', 'Person.address.street1'],
  ...['Person.address.locality', 'Person.address.country', 'Person.address.timezone'],
  ...['Person.phone.primary', 'Person.phone.mobile', 'Person.webaddress', 'Membership.role'],
  ...['Result.sourcedId', 'Result.autocreate', 'BasicOutcome.sourcedId', 'BasicOutcome.url'],
  'Moodle.Person.userGroupIds',
];

/** The openid configuration with the fields and the order recorded from Moodle 4.5.6. */
export function openidConfiguration(url: string): Record<string, unknown> {
  return {
    issuer: url,
    token_endpoint: `${url}/mod/lti/token.php`,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256'],
    jwks_uri: `${url}/mod/lti/certs.php`,
    authorization_endpoint: `${url}/mod/lti/auth.php`,
    registration_endpoint: `${url}/mod/lti/openid-registration.php`,
    scopes_supported: supportedScopes,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['sub', 'iss', 'name', 'given_name', 'family_name', 'email'],
    'https://purl.imsglobal.org/spec/lti-platform-configuration': {
      product_family_code: 'moodle',
      version: '4.5.6 (Build: 20250811)',
      messages_supported: [
        { type: 'LtiResourceLinkRequest' },
        { type: 'LtiDeepLinkingRequest', placements: ['ContentArea'] },
      ],
      variables,
    },
  };
}

async function register(platform: Platform, request: Request, response: Response): Promise<void> {
  try {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme !== 'Bearer' || !token) {
      throw new RegistrationRefused(401, 'missing_registration_token');
    }
    const clientId = await takeRegistrationToken(platform, token);
    const tool = registerFromBody(platform, parse(request.body), clientId);
    await platform.store.save();
    response.json(registrationAnswer(tool));
  } catch (error) {
    if (!(error instanceof RegistrationRefused)) throw error;
    response.status(error.status).json({ error: error.message });
  }
}

function parse(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}

/** Configuration, keyset and dynamic registration. */
export function openidRoutes(platform: Platform): Router {
  const router = Router();
  router.get('/mod/lti/openid-configuration.php', (_request, response) => {
    response.json(openidConfiguration(platform.url));
  });
  router.get('/mod/lti/certs.php', (_request, response) => {
    response.json({ keys: [platform.signer.publicJwk] });
  });
  router.post('/mod/lti/openid-registration.php', (request, response) =>
    register(platform, request, response),
  );
  return router;
}
