import { randomInt } from 'node:crypto';
import { type Claims, deepLinkingClaims, resourceLinkClaims } from './claims.js';
import type { Activity, Course, LmsUser, Tool } from './model.js';
import { findActivity, findCourse, findTool, type Platform } from './platform.js';
import type { PendingLaunch, Session } from './sessions.js';

/** The form that starts the tool's login: where it goes and its fields. */
export interface LoginInitiation {
  action: string;
  fields: Record<string, string>;
}

interface Target {
  course: Course;
  tool: Tool;
  activity: Activity | undefined;
}

function initiation(
  platform: Platform,
  session: Session,
  { tool, activity }: Target,
  hint: Record<string, unknown>,
): LoginInitiation {
  return {
    action: tool.initiateLoginUrl,
    fields: {
      iss: platform.url,
      target_link_uri: activity?.url || tool.targetLinkUri,
      login_hint: String(session.userId),
      lti_message_hint: JSON.stringify(hint),
      client_id: tool.clientId,
      lti_deployment_id: tool.deploymentId,
    },
  };
}

/**
 * Begins the launch of an activity for the person of the session.
 * Moodle 4.5.6, observed: the hint is JSON with the module and a launch id that holds for one request.
 */
export function beginResourceLaunch(
  platform: Platform,
  session: Session,
  cmid: number,
  window = false,
): LoginInitiation | undefined {
  const target = targetOf(platform, { courseId: 0, toolId: 0, cmid });
  if (!target?.activity) return undefined;
  const launchid = `ltilaunch${target.activity.id}_${randomInt(2 ** 31)}`;
  session.launches.set(launchid, {
    messageType: 'LtiResourceLinkRequest',
    courseId: target.course.id,
    toolId: target.tool.id,
    cmid,
    window,
  });
  return initiation(platform, session, target, { cmid, launchid });
}

/** Begins «add an activity» by deep linking. The hint holds the launch id only. */
export function beginDeepLinking(
  platform: Platform,
  session: Session,
  courseId: number,
  toolId: number,
): LoginInitiation | undefined {
  const target = targetOf(platform, { courseId, toolId, cmid: null });
  if (!target) return undefined;
  const launchid = `ltilaunch_ContentItemSelectionRequest${randomInt(2 ** 31)}`;
  session.launches.set(launchid, {
    messageType: 'LtiDeepLinkingRequest',
    courseId,
    toolId,
    cmid: null,
    window: false,
  });
  return initiation(platform, session, target, { launchid });
}

function targetOf(
  platform: Platform,
  launch: Pick<PendingLaunch, 'courseId' | 'toolId' | 'cmid'>,
): Target | undefined {
  const activity = launch.cmid === null ? undefined : findActivity(platform, launch.cmid);
  if (launch.cmid !== null && !activity) return undefined;
  const course = findCourse(platform, activity?.courseId ?? launch.courseId);
  const tool = findTool(platform, activity?.toolId ?? launch.toolId);
  return course && tool && tool.state === 'active' ? { course, tool, activity } : undefined;
}

/** Takes the launch named by the message hint out of the session: a second request finds nothing. */
export function takeLaunch(session: Session, hint: string): PendingLaunch | undefined {
  let launchid: unknown;
  try {
    launchid = (JSON.parse(hint) as { launchid?: unknown } | null)?.launchid;
  } catch {
    return undefined;
  }
  if (typeof launchid !== 'string') return undefined;
  const launch = session.launches.get(launchid);
  session.launches.delete(launchid);
  return launch;
}

/** The claims of a launch for a person; undefined when the activity or the tool is gone. */
export function claimsFor(
  platform: Platform,
  user: LmsUser,
  launch: PendingLaunch,
  options: { nonce: string; sesskey: string },
): Claims | undefined {
  const target = targetOf(platform, launch);
  if (!target) return undefined;
  const { course, tool, activity } = target;
  const all = { ...options, window: launch.window };
  return activity
    ? resourceLinkClaims(platform, { user, course, tool, activity }, all)
    : deepLinkingClaims(platform, { user, course, tool, activity: undefined }, all);
}
