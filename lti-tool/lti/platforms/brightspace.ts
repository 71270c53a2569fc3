import { defaultQuirks, originOf, type PlatformQuirks } from './default.js';

/** Where all of Brightspace asks for tokens, and the name that it goes by there. */
const CLOUD_TOKEN_HOST = 'auth.brightspace.com';
const CLOUD_AUDIENCE = 'https://api.brightspace.com/auth/token';

/**
 * D2L Brightspace, by community.d2l.com and documentation.brightspace.com; not tried on a real one.
 * Issuer, pages, keys and services are at the college's own address; only tokens are D2L's.
 */
export const brightspaceQuirks: PlatformQuirks = {
  ...defaultQuirks,
  pageOrigin: (claims, platform) =>
    originOf(platform.issuer) ?? defaultQuirks.pageOrigin(claims, platform),
  // The page of a registration shows the «Brightspace OAuth2 Audience», which is not the token
  // address (sakaiproject/sakai, plus/docs/INSTALL-BRIGHTSPACE.md; hypothesis/lms,
  // lms/product/d2l/_plugin/misc.py). Dynamic registration brings it; by hand nobody asks for it.
  tokenAudience: (platform) =>
    platform.authorizationServer ??
    (new URL(platform.tokenEndpoint).hostname === CLOUD_TOKEN_HOST
      ? CLOUD_AUDIENCE
      : platform.tokenEndpoint),
};
