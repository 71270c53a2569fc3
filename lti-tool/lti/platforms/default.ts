import type { LtiClaims } from '../claims.js';
import type { LtiPlatform } from '../platform-store.js';
import { type LmsRole, programmeRoleOf } from '../roles.js';

/** Where LMS differ from the specification or from each other; one file for each product family. */
export interface PlatformQuirks {
  /** What the roles of a launch stand for. */
  launchRole(roles: readonly string[]): LmsRole;
  /** What the roles of one row of the roster (NRPS) stand for. */
  rosterRole(roles: readonly string[]): LmsRole;
  /** Origin of the pages in which the LMS shows us. */
  pageOrigin(claims: LtiClaims, platform: LtiPlatform): string;
}

/** Origin of an http(s) address, or null. */
export const originOf = (address: string | null | undefined): string | null => {
  if (!address || !URL.canParse(address)) return null;
  const { protocol, origin } = new URL(address);
  return /^https?:$/.test(protocol) ? origin : null;
};

/** An LMS that does what the specification says. */
export const defaultQuirks: PlatformQuirks = {
  launchRole: programmeRoleOf,
  rosterRole: programmeRoleOf,
  // The issuer is a name and may be one for all customers of a cloud; where people are to come back
  // to is where they are.
  pageOrigin: (claims, platform) =>
    originOf(claims.returnUrl) ??
    originOf(claims.deepLinking?.returnUrl) ??
    originOf(platform.authEndpoint) ??
    platform.issuer,
};
