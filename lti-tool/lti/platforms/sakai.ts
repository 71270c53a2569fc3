import { programmeRoleOf } from '../roles.js';
import { defaultQuirks, originOf, type PlatformQuirks } from './default.js';

const TEACHING_ASSISTANT = /membership#Instructor#TeachingAssistant$/;

/**
 * A «Teaching Assistant» comes as the short `TeachingAssistant`, which is none of the context roles,
 * and as `membership#Instructor#TeachingAssistant`, which no vocabulary has (sakaiproject/sakai,
 * SakaiLTIUtil.java, LTI_OUTBOUND_ROLE_MAP_DEFAULT; the same map makes the roster in
 * LTI13Servlet.java). What is meant is a sub-role of Instructor (LTI 1.3 core, appendix A.2.3.1).
 */
const withTeachingAssistant = (roles: readonly string[]) =>
  programmeRoleOf(
    roles.map((role) =>
      TEACHING_ASSISTANT.test(role)
        ? role.replace('membership#Instructor#', 'membership/Instructor#')
        : role,
    ),
  );

/**
 * Sakai, by the source code of its master branch; not tried on a real one. It calls itself `sakai`
 * in launches and `sakailms.org` in its configuration (LTI13Servlet.java, handleWellKnown).
 */
export const sakaiQuirks: PlatformQuirks = {
  ...defaultQuirks,
  launchRole: withTeachingAssistant,
  rosterRole: withTeachingAssistant,
  pageOrigin: (claims, platform) =>
    originOf(platform.issuer) ?? defaultQuirks.pageOrigin(claims, platform),
  registration: {
    ...defaultQuirks.registration,
    // The configuration names the scope `openid` and the claims `iss` and `aud` alone, whatever the
    // administrator will allow (Tsugi's OpenIDProviderConfiguration, as handleWellKnown fills it).
    offersAreWhole: false,
  },
};
