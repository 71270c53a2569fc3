import { addActivity } from './activities.js';
import type { Activity, Tool } from './model.js';
import type { Platform } from './platform.js';

type Fields = Record<string, unknown>;

/** What a deep linking response brought. */
export interface PickedContent {
  items: Fields[];
  message: string;
  error: string;
}

const lti = 'https://purl.imsglobal.org/spec/lti/claim';
const dl = 'https://purl.imsglobal.org/spec/lti-dl/claim';

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Verifies a deep linking response: the tool's signature, issuer = client id, audience = the platform, type, version,
 * deployment, and a nonce that was not seen before. Throws with the reason.
 */
export async function verifyDeepLinkingResponse(
  platform: Platform,
  tool: Tool,
  jwt: string,
): Promise<PickedContent> {
  const claims: Fields = await platform.toolKeys.verify(tool, jwt, {
    issuer: tool.clientId,
    audience: platform.url,
    currentDate: new Date(platform.clock()),
    requiredClaims: ['exp', 'iat', 'nonce'],
  });
  const expected: Fields = {
    [`${lti}/message_type`]: 'LtiDeepLinkingResponse',
    [`${lti}/version`]: '1.3.0',
    [`${lti}/deployment_id`]: tool.deploymentId,
  };
  for (const [name, value] of Object.entries(expected)) {
    if (claims[name] !== value) throw new Error(`unexpected ${name.split('/').at(-1)}`);
  }
  const nonce = `${tool.id} ${String(claims.nonce)}`;
  if (platform.spent.has(nonce)) throw new Error('nonce used already');
  platform.spent.add(nonce);
  const items = claims[`${dl}/content_items`];
  return {
    items: Array.isArray(items) ? items.filter(isFields) : [],
    message: text(claims[`${dl}/msg`]),
    error: text(claims[`${dl}/errormsg`]),
  };
}

function customOf(value: unknown): Record<string, string> {
  const custom = isFields(value) ? value : {};
  return Object.fromEntries(Object.entries(custom).map(([key, one]) => [key, String(one)]));
}

/**
 * Places one activity for each resource link. Moodle 4.5.6, observed: title, text, url, icon, custom and lineItem
 * (scoreMaximum, resourceId, tag) are used; lineItem.label, iframe, window and other types are ignored.
 */
export function placeItems(
  platform: Platform,
  courseId: number,
  tool: Tool,
  items: Fields[],
): Activity[] {
  return items
    .filter((item) => item.type === 'ltiResourceLink')
    .map((item) => {
      const lineItem = isFields(item.lineItem) ? item.lineItem : undefined;
      const scoreMaximum = Number(lineItem?.scoreMaximum);
      const { activity } = addActivity(platform, courseId, {
        toolId: tool.id,
        title: text(item.title) || tool.name,
        text: text(item.text),
        url: text(item.url),
        iconUrl: isFields(item.icon) ? text(item.icon.url) : '',
        custom: customOf(item.custom),
        gradable: lineItem !== undefined,
        scoreMaximum: scoreMaximum > 0 ? scoreMaximum : 100,
        resourceId: text(lineItem?.resourceId),
        tag: text(lineItem?.tag),
      });
      return activity;
    });
}
