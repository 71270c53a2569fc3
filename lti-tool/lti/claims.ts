import { productCode } from './product-code.js';
import { LaunchRefused } from './refusals.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';

/** Names of the claims that the tool reads (LTI 1.3 core §5.3–5.4, AGS §3.1, NRPS §3.6.1.1, DL §4.4). */
export const CLAIMS = {
  messageType: `${CLAIM}/message_type`,
  version: `${CLAIM}/version`,
  deploymentId: `${CLAIM}/deployment_id`,
  targetLinkUri: `${CLAIM}/target_link_uri`,
  resourceLink: `${CLAIM}/resource_link`,
  roles: `${CLAIM}/roles`,
  context: `${CLAIM}/context`,
  custom: `${CLAIM}/custom`,
  presentation: `${CLAIM}/launch_presentation`,
  toolPlatform: `${CLAIM}/tool_platform`,
  ags: 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint',
  nrps: 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice',
  deepLinking: 'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings',
} as const;

/** Ids of LTI (deployment, context, resource link, subject) have 255 characters at most. */
const ID_LENGTH = 255;
const URL_LENGTH = 2000;

export interface LtiPersonClaims {
  name?: string;
  givenName?: string;
  familyName?: string;
  middleName?: string;
  email?: string;
}

export interface LtiDeepLinkingClaims {
  returnUrl: string;
  acceptTypes: string[];
  acceptMultiple: boolean;
  /** Whether a link may bring a column; null: not said. */
  acceptLineItem: boolean | null;
  /** `iframe`, `window`, `frame`, …: how the LMS can show a link. */
  documentTargets: string[];
  /** What is chosen stands in the course at once, without another step. */
  autoCreate: boolean;
  data: string | null;
}

/** What a launch says, checked for shape only: who signed it is another matter. */
export interface LtiClaims {
  messageType: 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest';
  /** Null: an anonymous launch. */
  subject: string | null;
  deploymentId: string;
  /** Null only in deep linking. */
  targetLinkUri: string | null;
  /** Title of the launched activity; '' where the LMS does not say it. */
  resourceLinkTitle: string;
  /** The LMS's id of the launched activity; null in deep linking. */
  resourceLinkId?: string | null;
  roles: string[];
  context: { id: string; title: string } | null;
  person: LtiPersonClaims;
  custom: Record<string, string>;
  locale: string | null;
  returnUrl: string | null;
  lineItemsUrl: string | null;
  /** AGS: the column that belongs to the launched activity. */
  lineItemUrl: string | null;
  agsScopes: string[];
  membershipsUrl: string | null;
  deepLinking: LtiDeepLinkingClaims | null;
  productFamily: string | null;
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectAt = (payload: Json, claim: string): Json => {
  const value = payload[claim];
  return isObject(value) ? value : {};
};

const optionalText = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null;

/** Names in any script, cut to length by whole characters, without control characters. */
function personText(value: unknown, max: number): string | null {
  if (typeof value !== 'string') return null;
  // Control characters and halves of characters (lone surrogates) are nobody's name.
  const clean = value.replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim();
  const cut = clean.length <= max ? clean : clean.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
  return cut === '' ? null : cut;
}

/** An http(s) address of the platform, or null when there is none that could be used. */
function serviceUrl(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > URL_LENGTH || !URL.canParse(value)) return null;
  return /^https?:$/.test(new URL(value).protocol) ? value : null;
}

function requiredId(value: unknown, claim: string): string {
  if (typeof value !== 'string' || value === '' || value.length > ID_LENGTH) {
    throw new LaunchRefused('claim', claim);
  }
  return value;
}

function messageTypeOf(payload: Json): LtiClaims['messageType'] {
  const type = payload[CLAIMS.messageType];
  if (type === undefined && payload[CLAIMS.version] === undefined) {
    throw new LaunchRefused('not_lti', 'no version, no message_type');
  }
  if (payload[CLAIMS.version] !== '1.3.0') throw new LaunchRefused('version');
  if (type !== 'LtiResourceLinkRequest' && type !== 'LtiDeepLinkingRequest') {
    throw new LaunchRefused('message_type');
  }
  return type;
}

function personOf(payload: Json): LtiPersonClaims {
  const fields = {
    name: personText(payload['name'], 500),
    givenName: personText(payload['given_name'], 255),
    familyName: personText(payload['family_name'], 255),
    middleName: personText(payload['middle_name'], 255),
    email: personText(payload['email'], 320),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** A course's id that came as a whole number is the same as its text. */
const idText = (value: unknown): unknown => (Number.isSafeInteger(value) ? String(value) : value);

function contextOf(payload: Json): LtiClaims['context'] {
  const context = objectAt(payload, CLAIMS.context);
  const id = optionalText(idText(context['id']));
  if (id === null) return null;
  const title = personText(context['title'], 300) ?? personText(context['label'], 300) ?? '';
  return { id: requiredId(id, 'context.id'), title };
}

/** True and false, also as text; anything else was not said. */
function optionalFlag(value: unknown): boolean | null {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : null;
}

const textList = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

function deepLinkingOf(payload: Json): LtiDeepLinkingClaims {
  const settings = objectAt(payload, CLAIMS.deepLinking);
  const returnUrl = serviceUrl(settings['deep_link_return_url']);
  if (returnUrl === null) throw new LaunchRefused('claim', 'deep_link_return_url');
  const types = settings['accept_types'];
  if (!Array.isArray(types)) throw new LaunchRefused('claim', 'accept_types');
  const multiple = settings['accept_multiple'];
  return {
    returnUrl,
    acceptTypes: types.filter((type): type is string => typeof type === 'string'),
    // Deep Linking 2.0 §4.4.1: absent leaves it to the tool; one item is always right.
    acceptMultiple: multiple === true || multiple === 'true',
    acceptLineItem: optionalFlag(settings['accept_lineitem']),
    documentTargets: textList(settings['accept_presentation_document_targets']),
    autoCreate: optionalFlag(settings['auto_create']) === true,
    data: typeof settings['data'] === 'string' ? settings['data'] : null,
  };
}

/** Absent or empty: anonymous. Of a wrong type: refused, as its text could be somebody else's. */
function subjectOf(payload: Json): string | null {
  const sub = payload['sub'];
  if (sub === undefined || sub === null || sub === '') return null;
  return requiredId(sub, 'sub');
}

/** Custom parameters; a variable that the platform did not know arrives as `$Variable.name` and is left out. */
function customOf(payload: Json): Record<string, string> {
  const entries = Object.entries(objectAt(payload, CLAIMS.custom)).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && !/^\$[A-Za-z]/.test(entry[1]),
  );
  return Object.fromEntries(entries);
}

/**
 * Reads the claims of a launch.
 * @throws LaunchRefused `not_lti`, `version`, `message_type` or `claim` (which names the claim)
 */
export function parseClaims(payload: Json): LtiClaims {
  const messageType = messageTypeOf(payload);
  const resourceLink = messageType === 'LtiResourceLinkRequest';
  const deploymentId = requiredId(payload[CLAIMS.deploymentId], 'deployment_id');
  const roles = payload[CLAIMS.roles];
  if (!Array.isArray(roles)) throw new LaunchRefused('claim', 'roles');
  if (resourceLink) requiredId(objectAt(payload, CLAIMS.resourceLink)['id'], 'resource_link.id');
  const target = optionalText(payload[CLAIMS.targetLinkUri]);
  if (resourceLink && target === null) throw new LaunchRefused('claim', 'target_link_uri');
  const presentation = objectAt(payload, CLAIMS.presentation);
  const ags = objectAt(payload, CLAIMS.ags);
  const scopes = ags['scope'];
  return {
    messageType,
    subject: subjectOf(payload),
    deploymentId,
    targetLinkUri: target,
    resourceLinkId: resourceLink
      ? optionalText(objectAt(payload, CLAIMS.resourceLink)['id'])
      : null,
    resourceLinkTitle: personText(objectAt(payload, CLAIMS.resourceLink)['title'], 300) ?? '',
    roles: roles.filter((role): role is string => typeof role === 'string'),
    context: contextOf(payload),
    person: personOf(payload),
    custom: customOf(payload),
    locale: optionalText(presentation['locale']),
    returnUrl: serviceUrl(presentation['return_url']),
    lineItemsUrl: serviceUrl(ags['lineitems']),
    lineItemUrl: serviceUrl(ags['lineitem']),
    agsScopes: Array.isArray(scopes)
      ? scopes.filter((s): s is string => typeof s === 'string')
      : [],
    membershipsUrl: serviceUrl(objectAt(payload, CLAIMS.nrps)['context_memberships_url']),
    deepLinking: resourceLink ? null : deepLinkingOf(payload),
    productFamily: productCode(objectAt(payload, CLAIMS.toolPlatform)['product_family_code']),
  };
}
