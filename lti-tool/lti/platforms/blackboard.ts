import { defaultQuirks, type PlatformQuirks, returnOrigin, servicesOrigin } from './default.js';

/** One issuer for every Blackboard Learn there is (docs.anthology.com, «Sample JWT content»). */
export const BLACKBOARD_ISSUER = 'https://blackboard.com';

/**
 * Blackboard Learn, by docs.anthology.com/docs/blackboard/lti/1.3; not tried on a real one. It has
 * no dynamic registration: a tool is entered once in Anthology's developer portal, and whoever knows
 * its application id can deploy it.
 */
export const blackboardQuirks: PlatformQuirks = {
  ...defaultQuirks,
  // Login, tokens and keys are at developer.blackboard.com; pages and services at the college's own
  // host, also where there is no address to come back to.
  pageOrigin: (claims, platform) =>
    returnOrigin(claims) ?? servicesOrigin(claims) ?? defaultQuirks.pageOrigin(claims, platform),
  // «Registering a new LTI application»: it is the deployment id, in conjunction with client id and
  // issuer, that identifies the institution.
  newDeployment: 'refused',
  // «Building the JWT token with the content»: `sub`, our application id, is required by Learn.
  deepLinkingClaims: (platform) => ({ sub: platform.clientId }),
};
