import { type LmsRole, programmeRoleOf } from '../roles.js';
import { defaultQuirks, originOf, type PlatformQuirks } from './default.js';

const LIS = 'http://purl.imsglobal.org/vocab/lis/v2';
const SYSTEM_ADMINISTRATOR = `${LIS}/system/person#Administrator`;
/** So much of a list of origins is kept with a session. */
const LIST_LENGTH = 255;
const INSTITUTION = `${LIS}/institution/person#`;

/** Roles of the institution as Open edX used them for roles in the course. */
const OLD_ROLES: readonly [string, LmsRole][] = [
  [SYSTEM_ADMINISTRATOR, 'instructor'],
  [`${INSTITUTION}Instructor`, 'instructor'],
  [`${INSTITUTION}Student`, 'mentee'],
];

/**
 * Until lti-consumer-xblock 11.1 (April 2026) a launch named no role in the course: staff of a course
 * came as `system/person#Administrator`, who must not be coordinator of everything for that, and
 * students as `institution/person#Student` (openedx/xblock-lti-consumer, CHANGELOG.rst and
 * docs/decisions/0008-lti-1p3-role-mapping-update.rst). Newer ones name roles in the course, and then
 * the rule of the specification holds. Rosters have named them always.
 */
function launchRole(roles: readonly string[]): LmsRole {
  const named = roles.some((role) => role.startsWith(`${LIS}/membership`));
  if (named || roles.includes(`${INSTITUTION}Administrator`)) return programmeRoleOf(roles);
  return OLD_ROLES.find(([role]) => roles.includes(role))?.[1] ?? programmeRoleOf(roles);
}

/**
 * The LMS and the hosts below it: since the learning pages are an application of their own, mostly at
 * `apps.` of the LMS's host as Studio is at `studio.` (Tutor), they frame the LMS that frames us.
 */
function withHostsBelow(origin: string): string {
  const { protocol, host, hostname } = new URL(origin);
  const isName = /[a-z]/i.test(hostname) && hostname.includes('.') && !hostname.startsWith('[');
  const list = `${origin} ${protocol}//*.${host}`;
  return isName && list.length <= LIST_LENGTH ? list : origin;
}

/**
 * Open edX (lti-consumer-xblock), by its source code; not tried on a real one. A launch does not say
 * which product it is from: it is known by its addresses.
 */
export const openEdxQuirks: PlatformQuirks = {
  ...defaultQuirks,
  launchRole,
  // It sends no address to come back to unless a block sets one.
  pageOrigin: (_claims, platform) =>
    withHostsBelow(originOf(platform.authEndpoint) ?? platform.issuer),
};
