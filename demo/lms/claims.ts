import { createHash, randomInt } from 'node:crypto';
import { customParameters, type LaunchSubject } from './custom-parameters.js';
import { type Platform, seconds } from './platform.js';
import { launchRoles } from './roles.js';
import { agsScopes, scopes } from './scopes.js';

export type Claims = Record<string, unknown>;

const lti = 'https://purl.imsglobal.org/spec/lti/claim';

export interface LaunchOptions {
  nonce: string;
  sesskey: string;
  window: boolean;
}

function commonClaims(platform: Platform, subject: LaunchSubject, nonce: string): Claims {
  const { user, course, tool } = subject;
  const now = seconds(platform);
  const names = {
    given_name: user.givenName,
    family_name: user.familyName,
    name: `${user.givenName} ${user.familyName}`.trim(),
  };
  const filled = Object.entries(names).filter(([, value]) => value !== '');
  return {
    nonce,
    iat: now,
    exp: now + 60,
    iss: platform.url,
    aud: tool.clientId,
    [`${lti}/deployment_id`]: tool.deploymentId,
    [`${lti}/target_link_uri`]: subject.activity?.url || tool.targetLinkUri,
    sub: String(user.id),
    [`${lti}/lis`]: {
      person_sourcedid: user.idNumber,
      course_section_sourcedid: course.idNumber,
    },
    [`${lti}/roles`]: launchRoles(platform, user, course.id),
    [`${lti}/context`]: {
      id: String(course.id),
      label: course.shortName,
      title: course.title,
      type: ['CourseSection'],
    },
    ...(tool.sendName ? Object.fromEntries(filled) : {}),
    [`${lti}/ext`]: { user_username: user.username, lms: 'moodle-2' },
    ...(tool.sendEmail && user.email ? { email: user.email } : {}),
    [`${lti}/tool_platform`]: {
      product_family_code: 'moodle',
      version: '2024100706',
      guid: platform.state.guid,
      name: 'Колледж',
      description: 'Учебная среда колледжа',
    },
    [`${lti}/version`]: '1.3.0',
  };
}

function membershipsUrl(platform: Platform, { course, tool }: LaunchSubject): string {
  return `${platform.url}/mod/lti/services.php/CourseSection/${course.id}/bindings/${tool.id}/memberships`;
}

/** Moodle 4.5.6, observed: the roster is offered only once the course has an instance of the tool. */
function rosterOffered(platform: Platform, { course, tool }: LaunchSubject): boolean {
  return (
    tool.scopes.includes(scopes.memberships) &&
    platform.state.activities.some((item) => item.courseId === course.id && item.toolId === tool.id)
  );
}

function serviceClaims(platform: Platform, subject: LaunchSubject): Claims {
  const { course, tool, activity } = subject;
  const granted = agsScopes(tool.scopes);
  const items = `${platform.url}/mod/lti/services.php/${course.id}/lineitems`;
  const own = platform.state.lineItems.filter(
    (item) => activity && item.activityId === activity.id,
  );
  const lineItem = own.length === 1 ? own[0] : undefined;
  const endpoint = {
    scope: granted,
    lineitems: `${items}?type_id=${tool.id}`,
    ...(lineItem ? { lineitem: `${items}/${lineItem.id}/lineitem?type_id=${tool.id}` } : {}),
  };
  return {
    ...(granted.length > 0
      ? { 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': endpoint }
      : {}),
    ...(rosterOffered(platform, subject)
      ? {
          'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': {
            context_memberships_url: membershipsUrl(platform, subject),
            service_versions: ['1.0', '2.0'],
          },
        }
      : {}),
  };
}

function customClaim(platform: Platform, subject: LaunchSubject): Claims {
  const { course, tool, activity } = subject;
  const base = `${platform.url}/mod/lti/services.php`;
  const settings = activity !== undefined && tool.scopes.includes(scopes.toolSetting);
  return {
    ...customParameters(platform, subject),
    ...(rosterOffered(platform, subject)
      ? { context_memberships_url: membershipsUrl(platform, subject) }
      : {}),
    ...(settings
      ? {
          system_setting_url: `${base}/tool/${tool.id}/custom`,
          context_setting_url: `${base}/CourseSection/${course.id}/bindings/tool/${tool.id}/custom`,
          link_setting_url: `${base}/links/{link_id}/custom`,
        }
      : {}),
  };
}

function basicOutcome(platform: Platform, { activity, user, tool }: LaunchSubject): Claims {
  const data = {
    instanceid: String(activity?.id),
    userid: String(user.id),
    typeid: String(tool.id),
    launchid: randomInt(2 ** 31),
  };
  const hash = createHash('sha256')
    .update(JSON.stringify(data) + platform.state.guid)
    .digest('hex');
  return {
    'https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome': {
      lis_result_sourcedid: JSON.stringify({ data, hash }),
      lis_outcome_service_url: `${platform.url}/mod/lti/service.php`,
    },
  };
}

/** Claims of a resource link launch, field by field as recorded from Moodle 4.5.6. */
export function resourceLinkClaims(
  platform: Platform,
  subject: LaunchSubject & { activity: NonNullable<LaunchSubject['activity']> },
  options: LaunchOptions,
): Claims {
  const { user, course, activity } = subject;
  const back = new URLSearchParams({
    course: String(course.id),
    launch_container: options.window ? '4' : '3',
    instanceid: String(activity.id),
    sesskey: options.sesskey,
  });
  return {
    ...commonClaims(platform, subject, options.nonce),
    [`${lti}/message_type`]: 'LtiResourceLinkRequest',
    [`${lti}/resource_link`]: {
      title: activity.title,
      description: activity.text,
      id: String(activity.id),
    },
    ...(activity.gradable ? basicOutcome(platform, subject) : {}),
    [`${lti}/launch_presentation`]: {
      locale: user.locale,
      document_target: options.window ? 'window' : 'iframe',
      return_url: `${platform.url}/mod/lti/return.php?${back}`,
    },
    [`${lti}/custom`]: customClaim(platform, subject),
    ...serviceClaims(platform, subject),
  };
}

/** Claims of a deep linking request. Moodle 4.5.6, observed: no `data`, several items allowed, only resource links. */
export function deepLinkingClaims(
  platform: Platform,
  subject: LaunchSubject & { activity: undefined },
  options: LaunchOptions,
): Claims {
  const { user, course, tool } = subject;
  const back = new URLSearchParams({
    course: String(course.id),
    id: String(tool.id),
    sesskey: options.sesskey,
  });
  return {
    ...commonClaims(platform, subject, options.nonce),
    [`${lti}/message_type`]: 'LtiDeepLinkingRequest',
    [`${lti}/launch_presentation`]: { locale: user.locale },
    [`${lti}/custom`]: customClaim(platform, subject),
    ...serviceClaims(platform, subject),
    'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings': {
      accept_types: ['ltiResourceLink'],
      accept_presentation_document_targets: ['frame', 'iframe', 'window'],
      accept_copy_advice: false,
      accept_multiple: true,
      accept_unsigned: false,
      auto_create: false,
      can_confirm: false,
      deep_link_return_url: `${platform.url}/mod/lti/contentitem_return.php?${back}`,
      title: tool.name,
      text: '',
    },
  };
}
