import { programmeRoleOf } from '../roles.js';
import { defaultQuirks, type PlatformQuirks } from './default.js';

const OBSERVER = /membership#Mentor$|^Mentor$/;

/** Canvas sends a parent who observes a course as `membership#Mentor`: that is no mentor of ours. */
const withoutObserver = (roles: readonly string[]) =>
  programmeRoleOf(roles.filter((role) => !OBSERVER.test(role)));

export const canvasQuirks: PlatformQuirks = {
  ...defaultQuirks,
  launchRole: withoutObserver,
  rosterRole: withoutObserver,
};
