import type { LtiPlatform } from '../platform-store.js';
import { BLACKBOARD_ISSUER, blackboardQuirks } from './blackboard.js';
import { brightspaceQuirks } from './brightspace.js';
import { CANVAS_CLOUD_ISSUERS, canvasQuirks } from './canvas.js';
import { defaultQuirks, type PlatformQuirks } from './default.js';
import { moodleQuirks } from './moodle.js';
import { openEdxQuirks } from './open-edx.js';
import { sakaiQuirks } from './sakai.js';

export type { PlatformQuirks } from './default.js';

/** By `product_family_code` in small letters; Open edX has none of its own and is called by its name. */
const BY_FAMILY: ReadonlyMap<string, PlatformQuirks> = new Map([
  ['blackboardlearn', blackboardQuirks],
  ['canvas', canvasQuirks],
  ['desire2learn', brightspaceQuirks],
  ['moodle', moodleQuirks],
  ['open-edx', openEdxQuirks],
  ['sakai', sakaiQuirks],
  ['sakailms.org', sakaiQuirks],
]);

/** The addresses of a registration, from which its product can be told where nothing else says it. */
type Addresses = Pick<LtiPlatform, 'issuer' | 'authEndpoint' | 'tokenEndpoint'>;

const BY_ADDRESS: readonly [string, (platform: Addresses) => boolean][] = [
  ['blackboardlearn', ({ issuer }) => issuer === BLACKBOARD_ISSUER],
  ['canvas', ({ issuer }) => CANVAS_CLOUD_ISSUERS.includes(issuer)],
  ['desire2learn', ({ authEndpoint }) => authEndpoint.endsWith('/d2l/lti/authenticate')],
  ['open-edx', ({ tokenEndpoint }) => /\/api\/lti_consumer\/v\d+\/token\//.test(tokenEndpoint)],
];

/** @param productFamily `product_family_code` of the LMS; unknown ones follow the specification */
export function platformQuirks(productFamily: string | null): PlatformQuirks {
  return BY_FAMILY.get(productFamily?.toLowerCase() ?? '') ?? defaultQuirks;
}

/**
 * The quirks of one registration. What the launch says counts first, then what the registration
 * said, then its addresses: one that was entered by hand says nothing until its first launch.
 * @param claimed `product_family_code` of a launch that is proven
 */
export function quirksOf(
  platform: Addresses & Pick<LtiPlatform, 'productFamily'>,
  claimed: string | null = null,
): PlatformQuirks {
  const named = [claimed, platform.productFamily].find(
    (family) => family !== null && BY_FAMILY.has(family.toLowerCase()),
  );
  if (named) return platformQuirks(named);
  return platformQuirks(BY_ADDRESS.find(([, holds]) => holds(platform))?.[0] ?? null);
}

/** Issuers that name all their customers alike: they say nothing about whose LMS it is. */
const SHARED_ISSUERS: ReadonlySet<string> = new Set([
  ...CANVAS_CLOUD_ISSUERS,
  BLACKBOARD_ISSUER,
  // 1EdTech's certification suite.
  'https://ltiadvantagevalidator.imsglobal.org',
]);

export const isSharedIssuer = (issuer: string): boolean => SHARED_ISSUERS.has(issuer);
