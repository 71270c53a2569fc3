import { defaultQuirks, originOf, type PlatformQuirks } from './default.js';

/**
 * Moodle, observed on 4.5.6. Its issuer is the address of the site (`$CFG->wwwroot`), to which it
 * redirects whoever comes by another name: so that is where its pages are. Roles follow the
 * specification at launch; a non-editing teacher is `Instructor` there and `Learner` in the roster:
 * nothing in a row of the roster tells them from students, so what a launch decided stands.
 */
export const moodleQuirks: PlatformQuirks = {
  ...defaultQuirks,
  pageOrigin: (claims, platform) =>
    originOf(platform.issuer) ?? defaultQuirks.pageOrigin(claims, platform),
  // `resource_link.id` is the id of the activity, by which mod/lti/view.php opens it (`l`) as by that of its place.
  activityUrl: ({ resourceLinkId }, platform) =>
    /^\d{1,18}$/.test(resourceLinkId ?? '') && originOf(platform.issuer) !== null
      ? `${platform.issuer.replace(/\/$/, '')}/mod/lti/view.php?l=${resourceLinkId}`
      : null,
};
