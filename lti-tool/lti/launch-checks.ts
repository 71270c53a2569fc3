import { type LtiClaims, parseClaims } from './claims.js';
import type { LtiPlatform } from './platform-store.js';
import { LaunchRefused } from './refusals.js';

/** Clocks may differ by so much, both ways (lti.md §2.2). */
export const TOLERANCE_S = 60;
const JWT_PART = /^[A-Za-z0-9_-]+$/;
const KID_LENGTH = 255;

type Json = Record<string, unknown>;

/** An id_token taken apart; nothing in it is proven yet. */
export interface DecodedToken {
  kid: string;
  issuer: string;
  audiences: string[];
  azp: string | null;
  nonce: string;
  /** Seconds since the epoch. */
  issuedAt: number;
  payload: Json;
}

function jsonPart(part: string | undefined): Json {
  if (part === undefined || !JWT_PART.test(part)) throw new LaunchRefused('token_malformed');
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch (cause) {
    throw new LaunchRefused('token_malformed', 'not JSON', { cause });
  }
  throw new LaunchRefused('token_malformed', 'not an object');
}

/** RS256 only: `none` and the symmetric algorithms would let anybody sign with what is public. */
function kidOf(header: Json): string {
  if (header['alg'] !== 'RS256') throw new LaunchRefused('algorithm');
  if (header['crit'] !== undefined) throw new LaunchRefused('token_malformed', 'crit');
  const kid = header['kid'];
  if (typeof kid !== 'string' || kid === '' || kid.length > KID_LENGTH) {
    throw new LaunchRefused('kid_missing');
  }
  return kid;
}

function textClaim(payload: Json, claim: string): string {
  const value = payload[claim];
  if (typeof value !== 'string' || value === '') throw new LaunchRefused('claim', claim);
  return value;
}

function audiencesOf(payload: Json): string[] {
  const aud = payload['aud'];
  const list = Array.isArray(aud) ? aud : [aud];
  const texts = list.filter((one): one is string => typeof one === 'string' && one !== '');
  if (texts.length === 0 || texts.length !== list.length) throw new LaunchRefused('claim', 'aud');
  return texts;
}

/** Whole seconds or fractions; anything else is no time. */
function timeClaim(payload: Json, claim: string): number {
  const value = payload[claim];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new LaunchRefused('claim', claim);
  return value;
}

function checkTimes(payload: Json, nowMs: number): number {
  const now = nowMs / 1000;
  const issuedAt = timeClaim(payload, 'iat');
  const expires = timeClaim(payload, 'exp');
  if (expires + TOLERANCE_S <= now) throw new LaunchRefused('time', 'exp is past');
  if (issuedAt - TOLERANCE_S > now) throw new LaunchRefused('time', 'iat is in the future');
  if (expires <= issuedAt) throw new LaunchRefused('time', 'exp is not after iat');
  if (payload['nbf'] !== undefined && timeClaim(payload, 'nbf') - TOLERANCE_S > now) {
    throw new LaunchRefused('time', 'nbf is in the future');
  }
  return issuedAt;
}

/**
 * Takes an id_token apart and makes the checks that need no key (OpenID Connect core §3.1.3.7).
 * @throws LaunchRefused
 */
export function decodeIdToken(idToken: string): DecodedToken {
  const parts = idToken.split('.');
  if (parts.length !== 3) throw new LaunchRefused('token_malformed', 'not three parts');
  const header = jsonPart(parts[0]);
  const payload = jsonPart(parts[1]);
  const kid = kidOf(header);
  const azp = payload['azp'];
  if (azp !== undefined && typeof azp !== 'string') throw new LaunchRefused('azp');
  return {
    kid,
    issuer: textClaim(payload, 'iss'),
    audiences: audiencesOf(payload),
    azp: azp ?? null,
    nonce: textClaim(payload, 'nonce'),
    issuedAt: timeClaim(payload, 'iat'),
    payload,
  };
}

/**
 * Which registration a token is for. Of several audiences the one that `azp` names must be us
 * (LTI security framework §5.1.3).
 * @param registrations all registrations of the token's issuer, active or not
 * @throws LaunchRefused
 */
export function platformOfToken(
  token: DecodedToken,
  registrations: readonly LtiPlatform[],
): LtiPlatform {
  if (registrations.length === 0) throw new LaunchRefused('platform_unknown');
  const ours = registrations.filter((one) => token.audiences.includes(one.clientId));
  if (ours.length === 0) throw new LaunchRefused('audience');
  if (token.azp === null) {
    if (token.audiences.length > 1) throw new LaunchRefused('azp', 'missing');
    return active(ours[0] as LtiPlatform);
  }
  const authorised = ours.find((one) => one.clientId === token.azp);
  if (!authorised) throw new LaunchRefused('azp');
  return active(authorised);
}

/** @throws LaunchRefused `platform_disabled` */
export function active(platform: LtiPlatform): LtiPlatform {
  const { platformId } = platform;
  if (!platform.active) throw new LaunchRefused('platform_disabled', '', { platformId });
  return platform;
}

/**
 * The target of a launch as an address of this tool: the launch address, whatever its query.
 * @throws LaunchRefused `target_foreign`
 */
export function ownTarget(target: string, publicUrl: string): URL {
  if (!URL.canParse(target)) throw new LaunchRefused('target_foreign');
  const url = new URL(target);
  const ours = url.origin === publicUrl && url.username === '' && url.pathname === '/lti/launch';
  if (!ours) throw new LaunchRefused('target_foreign');
  return url;
}

/**
 * Times, LTI claims and target of a decoded token.
 * @throws LaunchRefused
 */
export function checkClaims(token: DecodedToken, publicUrl: string, nowMs: number): LtiClaims {
  const claims = parseClaims(token.payload);
  checkTimes(token.payload, nowMs);
  if (claims.targetLinkUri !== null) ownTarget(claims.targetLinkUri, publicUrl);
  return claims;
}
