import { createLocalJWKSet, jwtVerify } from 'jose';
import type { Tool } from './model.js';
import type { Platform } from './platform.js';
import { grant } from './scopes.js';
import { addTool } from './tools.js';

const toolConfiguration = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

/** A refused registration; the message is Moodle's code for it. */
export class RegistrationRefused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function required(fields: Fields, name: string): unknown {
  const value = fields[name];
  if (value === undefined || value === null || value === '') {
    throw new RegistrationRefused(400, `missing required attribute ${name}`);
  }
  return value;
}

function text(fields: Fields, name: string): string {
  const value = required(fields, name);
  if (typeof value !== 'string') throw new RegistrationRefused(400, `invalid_${name}`);
  return value;
}

function texts(fields: Fields, name: string): string[] {
  const value = required(fields, name);
  const ok = Array.isArray(value) && value.length > 0;
  if (!ok || !value.every((item): item is string => typeof item === 'string')) {
    throw new RegistrationRefused(400, `invalid_${name}`);
  }
  return value;
}

/** Takes the registration token: signed by the platform, in date, its client id not yet used. Gives the client id. */
export async function takeRegistrationToken(platform: Platform, token: string): Promise<string> {
  let claims: Fields;
  try {
    const keys = createLocalJWKSet({ keys: [platform.signer.publicJwk] });
    const verified = await jwtVerify(token, keys, {
      algorithms: ['RS256'],
      currentDate: new Date(platform.clock()),
    });
    claims = verified.payload as Fields;
  } catch {
    throw new RegistrationRefused(401, 'invalid_registration_token');
  }
  if (claims.scope !== 'reg' || typeof claims.sub !== 'string') {
    throw new RegistrationRefused(403, 'incorrect_scope');
  }
  if (platform.state.tools.some((tool) => tool.clientId === claims.sub)) {
    throw new RegistrationRefused(401, 'token_already_used');
  }
  return claims.sub;
}

function hostOf(url: string): string | undefined {
  try {
    return new URL(url).host.replace(/^www\./, '');
  } catch {
    return undefined;
  }
}

interface LtiPart {
  domain: string;
  targetLinkUri: string;
  fields: Fields;
}

/** Moodle 4.5.6, observed: `domain` is needed and equals the target's host with its port. */
function ltiPart(body: Fields): LtiPart {
  const fields = required(body, toolConfiguration);
  if (!isFields(fields)) throw new RegistrationRefused(400, 'invalid_lti_tool_configuration');
  const domain = fields.domain;
  if (typeof domain !== 'string' || domain === '') {
    throw new RegistrationRefused(400, 'missing_domain');
  }
  const target = fields.target_link_uri;
  const targetLinkUri = typeof target === 'string' && target ? target : `https://${domain}`;
  if (hostOf(targetLinkUri) !== domain.replace(/^www\./, '')) {
    throw new RegistrationRefused(400, 'domain_targetlinkuri_mismatch');
  }
  return { domain, targetLinkUri, fields };
}

function checkFlow(body: Fields): void {
  if (!texts(body, 'response_types').includes('id_token')) {
    throw new RegistrationRefused(400, 'invalid_response_types');
  }
  if (text(body, 'token_endpoint_auth_method') !== 'private_key_jwt') {
    throw new RegistrationRefused(400, 'invalid_token_endpoint_auth_method');
  }
  if (body.application_type && body.application_type !== 'web') {
    throw new RegistrationRefused(400, 'invalid_application_type');
  }
}

function customOf(fields: Fields): Record<string, string> {
  const custom = isFields(fields.custom_parameters) ? fields.custom_parameters : {};
  return Object.fromEntries(Object.entries(custom).map(([key, value]) => [key, String(value)]));
}

function offersDeepLinking(fields: Fields): boolean {
  const messages = Array.isArray(fields.messages) ? fields.messages : [];
  return messages.some((item) => isFields(item) && item.type === 'LtiDeepLinkingRequest');
}

/**
 * Registers a tool from the body of a dynamic registration.
 * Moodle 4.5.6, observed: placements, labels and parameters of single messages are ignored, and the tool waits as
 * pending until the administrator activates it (unless the demo is told to do that by itself).
 */
export function registerFromBody(platform: Platform, body: unknown, clientId: string): Tool {
  if (!isFields(body)) throw new RegistrationRefused(400, 'invalid_request');
  checkFlow(body);
  const lti = ltiPart(body);
  const scope = typeof body.scope === 'string' ? body.scope.split(' ') : [];
  return addTool(platform, {
    clientId,
    name: text(body, 'client_name'),
    description: typeof lti.fields.description === 'string' ? lti.fields.description : '',
    initiateLoginUrl: text(body, 'initiate_login_uri'),
    redirectUris: texts(body, 'redirect_uris'),
    jwksUrl: text(body, 'jwks_uri'),
    targetLinkUri: lti.targetLinkUri,
    deepLinking: offersDeepLinking(lti.fields),
    scopes: grant(scope),
    custom: customOf(lti.fields),
    iconUrl: typeof body.logo_uri === 'string' ? body.logo_uri : '',
    state: platform.state.autoActivate ? 'active' : 'pending',
  });
}

/** The registration answer, with the fields and the order recorded from Moodle 4.5.6. */
export function registrationAnswer(tool: Tool): Fields {
  return {
    client_id: tool.clientId,
    response_types: ['id_token'],
    jwks_uri: tool.jwksUrl,
    initiate_login_uri: tool.initiateLoginUrl,
    grant_types: ['client_credentials', 'implicit'],
    redirect_uris: tool.redirectUris,
    application_type: 'web',
    token_endpoint_auth_method: 'private_key_jwt',
    client_name: tool.name,
    logo_uri: tool.iconUrl,
    scope: tool.scopes.join(' '),
    [toolConfiguration]: {
      version: '1.3.0',
      deployment_id: tool.deploymentId,
      target_link_uri: tool.targetLinkUri,
      domain: hostOf(tool.targetLinkUri),
      description: tool.description,
      messages: tool.deepLinking
        ? [{ type: 'LtiDeepLinkingRequest', target_link_uri: tool.targetLinkUri }]
        : [],
      custom_parameters: tool.custom,
      claims: ['sub', 'iss', 'name', 'family_name', 'given_name', 'email'],
    },
  };
}
