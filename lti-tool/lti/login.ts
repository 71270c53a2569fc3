import type { LtiCore } from './deps.js';
import type { LaunchTrace } from './journal/launch-trace.js';
import { active, ownTarget } from './launch-checks.js';
import type { IssuedState } from './launch-state.js';
import type { LtiPlatform } from './platform-store.js';
import { LaunchRefused } from './refusals.js';

/** Parameters of a third-party-initiated login (LTI security framework §5.1.1.1, LTI 1.3 core §4.1). */
export const LOGIN_FIELDS = [
  'iss',
  'login_hint',
  'target_link_uri',
  'lti_message_hint',
  'client_id',
  'lti_deployment_id',
] as const;
export type LoginFields = Partial<Record<(typeof LOGIN_FIELDS)[number], string>>;

export interface BegunLogin extends IssuedState {
  /** Where the browser goes on to. */
  continueUrl: string;
  /** This login again, as an address: for a window of its own. */
  againUrl: string;
}

const TARGET_LENGTH = 2000;
const ID_LENGTH = 255;

function required(fields: LoginFields, name: 'iss' | 'login_hint' | 'target_link_uri'): string {
  const value = fields[name];
  if (value === undefined) throw new LaunchRefused('login_parameters', `${name} is missing`);
  return value;
}

async function platformOf(
  core: LtiCore,
  issuer: string,
  clientId: string | undefined,
): Promise<LtiPlatform> {
  const registrations = await core.platforms.ofIssuer(issuer);
  if (clientId !== undefined) {
    const one = registrations.find((platform) => platform.clientId === clientId);
    if (!one) throw new LaunchRefused('platform_unknown', 'issuer and client id');
    return active(one);
  }
  const usable = registrations.filter((platform) => platform.active);
  if (usable.length > 1) throw new LaunchRefused('platform_ambiguous');
  const [one] = usable.length === 1 ? usable : registrations;
  if (!one) throw new LaunchRefused('platform_unknown', 'issuer');
  return active(one);
}

/** The authentication request (LTI security framework §5.1.1.2); parameters of the endpoint stay. */
function authenticationUrl(
  platform: LtiPlatform,
  fields: LoginFields,
  { state, nonce }: IssuedState,
  publicUrl: string,
): string {
  const url = new URL(platform.authEndpoint);
  const parameters = {
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: platform.clientId,
    redirect_uri: `${publicUrl}/lti/launch`,
    login_hint: fields.login_hint,
    lti_message_hint: fields.lti_message_hint,
    lti_deployment_id: fields.lti_deployment_id,
    state,
    nonce,
  };
  // Put together apart: an address is written and read anew at each change of its own parameters.
  const query = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, value);
  }
  url.search = query.toString();
  return url.href;
}

/**
 * Begins a login: checks who asks and whither, issues state, nonce and binding.
 * @throws LaunchRefused
 */
export async function beginLogin(
  core: LtiCore,
  fields: LoginFields,
  trace: LaunchTrace,
): Promise<BegunLogin> {
  trace.login = fields;
  const { publicUrl } = core.config;
  const issuer = required(fields, 'iss');
  required(fields, 'login_hint');
  const target = required(fields, 'target_link_uri');
  const deploymentId = fields.lti_deployment_id ?? null;
  if (target.length > TARGET_LENGTH || (deploymentId?.length ?? 0) > ID_LENGTH) {
    throw new LaunchRefused('login_parameters', 'too long');
  }
  const platform = await platformOf(core, issuer, fields.client_id);
  trace.platform = platform;
  ownTarget(target, publicUrl);
  const issued = core.states.issue({ platform, deploymentId });
  const again = new URLSearchParams(fields as Record<string, string>);
  return {
    ...issued,
    continueUrl: authenticationUrl(platform, fields, issued, publicUrl),
    againUrl: `${publicUrl}/lti/login?${again}`,
  };
}
