import type { LtiClaims } from '../claims.js';
import type { LtiPlatform } from '../platform-store.js';
import { type LmsRole, programmeRoleOf } from '../roles.js';

/** What of our registration document an LMS wants otherwise (Dynamic Registration 1.0 §3.5). */
export interface RegistrationQuirks {
  /**
   * False: `scopes_supported` and `claims_supported` of the LMS name less than it has, so everything
   * is asked for.
   */
  offersAreWhole: boolean;
  /** Fields of the message that opens a page. */
  pageMessage: Readonly<Record<string, unknown>>;
  /** Fields of the message that opens the picker. */
  pickerMessage: Readonly<Record<string, unknown>>;
}

/** Where LMS differ from the specification or from each other; one file for each product family. */
export interface PlatformQuirks {
  /** What the roles of a launch stand for. */
  launchRole(roles: readonly string[]): LmsRole;
  /** What the roles of one row of the roster (NRPS) stand for. */
  rosterRole(roles: readonly string[]): LmsRole;
  /**
   * Origins of the pages in which the LMS shows us, separated by spaces: its own first, then those
   * that frame it in their turn. `frame-ancestors` asks for every one of them (CSP 3 §6.4.2.1).
   */
  pageOrigin(claims: LtiClaims, platform: LtiPlatform): string;
  /** `aud` of the assertion with which an access token is asked for. */
  tokenAudience(platform: LtiPlatform): string;
  /**
   * What a deployment means that nobody has told us of: `recorded`, one more of the same LMS;
   * `refused`, perhaps another college's, because the client id is the same for all of them.
   */
  newDeployment: 'recorded' | 'refused';
  /** Fields that go with every score (AGS 2.0 §3.4.10, extensions). */
  scoreExtension: Readonly<Record<string, unknown>>;
  /** Claims of a deep-linking answer beyond the specification's. */
  deepLinkingClaims(platform: LtiPlatform): Readonly<Record<string, unknown>>;
  /** The page of the LMS that opens the launched activity, for who comes by a letter; null: not known. */
  activityUrl(claims: LtiClaims, platform: LtiPlatform): string | null;
  registration: RegistrationQuirks;
}

/** Origin of an http(s) address, or null. */
export const originOf = (address: string | null | undefined): string | null => {
  if (!address || !URL.canParse(address)) return null;
  const { protocol, origin } = new URL(address);
  return /^https?:$/.test(protocol) ? origin : null;
};

/** Where the person is to come back to: a page of the LMS itself, or null when it does not say. */
export const returnOrigin = (claims: LtiClaims): string | null =>
  originOf(claims.returnUrl) ?? originOf(claims.deepLinking?.returnUrl);

/** Where the services of a course are: on a shared cloud, the host of this customer. */
export const servicesOrigin = (claims: LtiClaims): string | null =>
  originOf(claims.membershipsUrl) ?? originOf(claims.lineItemsUrl);

/** An LMS that does what the specification says. */
export const defaultQuirks: PlatformQuirks = {
  launchRole: programmeRoleOf,
  rosterRole: programmeRoleOf,
  // The issuer is a name and may be one for all customers of a cloud; where people are to come back
  // to is where they are.
  pageOrigin: (claims, platform) =>
    returnOrigin(claims) ?? originOf(platform.authEndpoint) ?? platform.issuer,
  // Security framework 1.1 §4.1.1; Dynamic Registration 1.0 §3.4, `authorization_server`.
  tokenAudience: (platform) => platform.authorizationServer ?? platform.tokenEndpoint,
  newDeployment: 'recorded',
  scoreExtension: {},
  deepLinkingClaims: () => ({}),
  // No specification says where a person opens a link of a course.
  activityUrl: () => null,
  registration: {
    offersAreWhole: true,
    pageMessage: {},
    pickerMessage: { placements: ['ContentArea'] },
  },
};
