import { removeActivity } from './activities.js';
import { randomId } from './keys.js';
import type { Tool } from './model.js';
import { type Platform, seconds } from './platform.js';
import { grantableScopes } from './scopes.js';

/** A registration by hand: what an administrator types into Moodle's form. */
export interface NewTool {
  /** Made up when absent, as Moodle does. */
  clientId?: string;
  name?: string;
  description?: string;
  initiateLoginUrl: string;
  redirectUris: string[];
  jwksUrl: string;
  targetLinkUri: string;
  deepLinking?: boolean;
  scopes?: string[];
  custom?: Record<string, string>;
  iconUrl?: string;
  state?: Tool['state'];
  sendName?: boolean;
  sendEmail?: boolean;
}

/** Adds a tool. Its deployment id is the number of the tool type, as in Moodle. */
export function addTool(platform: Platform, tool: NewTool): Tool {
  const { state } = platform;
  const id = state.nextId.tool++;
  const added: Tool = {
    id,
    clientId: tool.clientId ?? randomId(15),
    deploymentId: String(id),
    name: tool.name ?? 'Внешний инструмент',
    description: tool.description ?? '',
    state: tool.state ?? 'active',
    initiateLoginUrl: tool.initiateLoginUrl,
    redirectUris: tool.redirectUris,
    jwksUrl: tool.jwksUrl,
    targetLinkUri: tool.targetLinkUri,
    deepLinking: tool.deepLinking ?? true,
    scopes: tool.scopes ?? [...grantableScopes],
    custom: tool.custom ?? {},
    iconUrl: tool.iconUrl ?? '',
    sendName: tool.sendName ?? true,
    sendEmail: tool.sendEmail ?? true,
  };
  if (state.tools.some((other) => other.clientId === added.clientId)) {
    throw new Error(`Client id ${added.clientId} is registered already`);
  }
  state.tools.push(added);
  return added;
}

/** Removes a tool and everything that it placed. */
export function removeTool(platform: Platform, id: number): void {
  const { state } = platform;
  for (const activity of state.activities.filter((item) => item.toolId === id)) {
    removeActivity(platform, activity.cmid);
  }
  state.lineItems = state.lineItems.filter((item) => item.toolId !== id);
  state.accessTokens = state.accessTokens.filter((token) => token.toolId !== id);
  state.tools = state.tools.filter((tool) => tool.id !== id);
}

/**
 * The two parameters that open a dynamic registration.
 * Moodle 4.5.6, observed: the token is a JWT for one hour, its subject becomes the client id.
 */
export function beginRegistration(platform: Platform): {
  openidConfiguration: string;
  registrationToken: string;
} {
  const now = seconds(platform);
  return {
    openidConfiguration: `${platform.url}/mod/lti/openid-configuration.php`,
    registrationToken: platform.signer.sign({
      sub: randomId(15),
      scope: 'reg',
      iat: now,
      exp: now + 3600,
    }),
  };
}

/** The address to open for a registration: the tool's own one with the platform's two parameters added. */
export function registrationUrl(platform: Platform, toolAddress: string): string {
  const { openidConfiguration, registrationToken } = beginRegistration(platform);
  const url = new URL(toolAddress);
  url.searchParams.set('openid_configuration', openidConfiguration);
  url.searchParams.set('registration_token', registrationToken);
  return url.href;
}
