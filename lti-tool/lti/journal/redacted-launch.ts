import { landingPath } from '../launch-target.js';
import {
  CHECKS_OF,
  type Check,
  type LaunchEntry,
  type LaunchResult,
  type LaunchTrace,
  type Phase,
  stoppedAt,
} from './launch-trace.js';

/** A launch as the debugger shows it: no token, no address, of a person only whether it was said. */
export interface RedactedLaunch {
  result: LaunchResult;
  cause: string;
  reference: string;
  proven: boolean;
  role: string | null;
  /** Null: all passed. */
  stoppedAt: Check | null;
  /** The request that ended the launch. */
  phase: Phase;
  algorithm: string | null;
  kid: string | null;
  issuer: string | null;
  clientId: string | null;
  /** Seconds since `iat` and until `exp` by our clock; null: not said. */
  issuedAgo: number | null;
  expiresIn: number | null;
  /** Names of all claims that came. */
  claims: string[];
  /** Claims about the person: whether they came, never what they say. */
  personal: Record<string, boolean>;
  /** Harmless claims by a short name of ours. */
  values: Record<string, string>;
  roles: string[];
  /** Services that the LMS offers, with the scopes that it grants. */
  services: Record<string, string[]>;
  /** Keys of the custom parameters. */
  custom: string[];
}

type Json = Record<string, unknown>;

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice';
const DEEP_LINKING = 'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings';
const PERSONAL = [
  'sub',
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'email',
  'picture',
] as const;
const NAMES_AT_MOST = 60;
const ROLES_AT_MOST = 20;
const VALUE_LENGTH = 255;
/** Names of claims, roles, scopes, codes: addresses and words without spaces, never prose or an e-mail. */
const CODE = /^[\w:/.#$%+~-]{1,255}$/;
const NOT_A_CODE = '…';

const objectAt = (from: Json | undefined, name: string): Json => {
  const value = from?.[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
};

/** A value as it may be shown; what is no code is shown to be there and no more. */
function code(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string' || value === '') return null;
  return CODE.test(value) ? value : NOT_A_CODE;
}

const codes = (value: unknown, most: number): string[] =>
  (Array.isArray(value) ? value : [])
    .slice(0, most)
    .map(code)
    .filter((one): one is string => one !== null);

/** An issuer or client id: ASCII without control characters, to be read by an operator. */
function plain(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  return value.replace(/[^!-~]/g, '?').slice(0, VALUE_LENGTH);
}

function partOf(idToken: string | undefined, index: 0 | 1): Json | undefined {
  try {
    const text = Buffer.from(idToken?.split('.')[index] ?? '', 'base64url').toString('utf8');
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

const secondsBetween = (from: unknown, to: unknown): number | null => {
  const distance = Number(to) - Number(from);
  const said = typeof from === 'number' && typeof to === 'number' && Number.isFinite(distance);
  return said ? Math.round(distance) : null;
};

function servicesOf(payload: Json | undefined): Record<string, string[]> {
  const ags = objectAt(payload, AGS);
  const nrps = objectAt(payload, NRPS);
  const picking = objectAt(payload, DEEP_LINKING);
  return {
    ...(ags['lineitems'] ? { lineitems: codes(ags['scope'], ROLES_AT_MOST) } : {}),
    ...(ags['lineitem'] ? { lineitem: [] } : {}),
    ...(nrps['context_memberships_url']
      ? { memberships: codes(nrps['service_versions'], ROLES_AT_MOST) }
      : {}),
    ...(picking['deep_link_return_url']
      ? { deepLinking: codes(picking['accept_types'], ROLES_AT_MOST) }
      : {}),
  };
}

function valuesOf(payload: Json | undefined, trace: LaunchTrace): Record<string, string> {
  const platform = objectAt(payload, `${CLAIM}tool_platform`);
  const context = objectAt(payload, `${CLAIM}context`);
  const values: Record<string, string | null> = {
    version: code(payload?.[`${CLAIM}version`]),
    messageType: code(payload?.[`${CLAIM}message_type`]),
    deployment: plain(payload?.[`${CLAIM}deployment_id`]),
    contextType: codes(context['type'], ROLES_AT_MOST).join(' ') || null,
    page: trace.claims ? landingPath(trace.claims) : null,
    locale: code(objectAt(payload, `${CLAIM}launch_presentation`)['locale']),
    documentTarget: code(objectAt(payload, `${CLAIM}launch_presentation`)['document_target']),
    productFamily: code(platform['product_family_code']),
    productVersion: code(platform['version']),
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

/** Takes from a launch what may be shown of it. */
export function redactedLaunch(
  trace: LaunchTrace,
  entry: LaunchEntry,
  phase: Phase,
): RedactedLaunch {
  const header = partOf(trace.idToken, 0);
  const payload = trace.token?.payload ?? partOf(trace.idToken, 1);
  const now = entry.at / 1000;
  const audience = [payload?.['aud']].flat()[0];
  return {
    result: entry.result,
    cause: entry.cause,
    reference: entry.reference,
    proven: entry.proven,
    role: entry.role,
    stoppedAt: stoppedAt(trace, entry.result),
    phase,
    algorithm: code(header?.['alg']),
    kid: plain(header?.['kid']),
    issuer: plain(payload?.['iss'] ?? trace.login?.iss),
    clientId: plain(payload?.['azp'] ?? audience ?? trace.login?.client_id),
    issuedAgo: secondsBetween(payload?.['iat'], now),
    expiresIn: secondsBetween(now, payload?.['exp']),
    claims: codes(Object.keys(payload ?? {}), NAMES_AT_MOST),
    personal: Object.fromEntries(PERSONAL.map((name) => [name, (payload?.[name] ?? '') !== ''])),
    values: valuesOf(payload, trace),
    roles: codes(payload?.[`${CLAIM}roles`], ROLES_AT_MOST),
    services: servicesOf(payload),
    custom: codes(Object.keys(objectAt(payload, `${CLAIM}custom`)), NAMES_AT_MOST),
  };
}

/** Each check with whether it was passed; null: it was not come to. */
export function checksOf(
  launch: Pick<RedactedLaunch, 'stoppedAt' | 'phase'>,
): { check: Check; passed: boolean | null }[] {
  const checks = CHECKS_OF[launch.phase];
  const stopped = launch.stoppedAt === null ? checks.length : checks.indexOf(launch.stoppedAt);
  return checks.map((check, index) => ({
    check,
    passed: index < stopped ? true : index === stopped ? false : null,
  }));
}
