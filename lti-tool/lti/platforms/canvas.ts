import { programmeRoleOf } from '../roles.js';
import { defaultQuirks, type PlatformQuirks, returnOrigin, servicesOrigin } from './default.js';

const EXTENSION = 'https://canvas.instructure.com/lti';
const OBSERVER = /membership(?:\/Mentor)?#Mentor$|^Mentor$/;

/**
 * Issuers that Instructure's cloud uses for all its customers (Canvas developer documentation,
 * «Configuring LTI Advantage Tools», step 1): who a launch is from is said by the client id.
 */
export const CANVAS_CLOUD_ISSUERS: readonly string[] = [
  'https://canvas.instructure.com',
  'https://canvas.beta.instructure.com',
  'https://canvas.test.instructure.com',
];

/**
 * An observer, mostly a parent, comes as `membership#Mentor` with `role_scope_mentor` for those whom
 * they observe (instructure/canvas-lms, lib/lti/substitutions_helper.rb,
 * LIS_V2_LTI_ADVANTAGE_ROLE_MAP; lib/lti/messages/jwt_message.rb, add_mentorship_claims!): that is
 * no mentor of ours. A designer is `ContentDeveloper`, a visitor by the specification's rule.
 */
const withoutObserver = (roles: readonly string[]) =>
  programmeRoleOf(roles.filter((role) => !OBSERVER.test(role)));

/** Canvas by Instructure, by its source code and developer documentation; not tried on a real one. */
export const canvasQuirks: PlatformQuirks = {
  ...defaultQuirks,
  launchRole: withoutObserver,
  rosterRole: withoutObserver,
  // The login goes through sso.canvaslms.com; the pages and the services are on the customer's host.
  pageOrigin: (claims, platform) =>
    returnOrigin(claims) ?? servicesOrigin(claims) ?? defaultQuirks.pageOrigin(claims, platform),
  // Its configuration gives a bare host name as `authorization_server` (app/controllers/
  // security_controller.rb), while the assertion is held against the token address
  // (lib/canvas/oauth/client_credentials_provider.rb, expected_aud).
  tokenAudience: (platform) => platform.tokenEndpoint,
  // Without it each score counts as a new submission and uses up an attempt (app/controllers/lti/
  // ims/scores_controller.rb, new_submission: «Defaults to true»).
  scoreExtension: { [`${EXTENSION}/submission`]: { new_submission: false } },
  registration: {
    ...defaultQuirks.registration,
    // Two messages of one placement are one to Canvas, and the first stays (app/models/lti/ims/
    // registration.rb, placements: uniq); a message without any is taken for `link_selection`. So
    // the page says where it stands, or the picker would never open. It is off in courses until
    // their teacher switches it on, because it would be in the menu of every course of the college.
    pageMessage: {
      placements: ['course_navigation'],
      [`${EXTENSION}/course_navigation/default_enabled`]: false,
    },
    pickerMessage: { placements: ['ContentArea', 'assignment_selection'] },
  },
};
