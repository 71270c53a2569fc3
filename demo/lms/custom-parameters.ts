import type { Activity, Course, LmsUser, Tool } from './model.js';
import type { Platform } from './platform.js';

/** What custom parameters may refer to; `activity` is absent in deep linking. */
export interface LaunchSubject {
  user: LmsUser;
  course: Course;
  tool: Tool;
  activity: Activity | undefined;
}

function groupIds(platform: Platform, { user, course }: LaunchSubject): string {
  const groups = [
    ...new Set(platform.state.enrolments.map((item) => item.group).filter(Boolean)),
  ].sort();
  return platform.state.enrolments
    .filter((item) => item.userId === user.id && item.courseId === course.id && item.group)
    .map((item) => String(groups.indexOf(item.group) + 1))
    .join(',');
}

function variables(platform: Platform, subject: LaunchSubject): Map<string, string | null> {
  const { user, course, activity, tool } = subject;
  return new Map<string, string | null>([
    ['Context.id', String(course.id)],
    ['Context.title', course.title],
    ['Context.label', course.shortName],
    ['Context.id.history', (course.copiedFrom ?? []).join(',')],
    ['Context.sourcedId', course.idNumber],
    ['Context.longDescription', ''],
    ['Context.timeFrame.begin', course.startsAt],
    ['CourseSection.title', course.title],
    ['CourseSection.label', course.shortName],
    ['CourseSection.sourcedId', course.idNumber],
    ['CourseSection.longDescription', ''],
    ['CourseSection.timeFrame.begin', course.startsAt],
    ['CourseSection.timeFrame.end', ''],
    ['ResourceLink.id', activity ? String(activity.id) : null],
    ['ResourceLink.title', activity ? activity.title : null],
    ['ResourceLink.description', activity ? activity.text : null],
    ['User.id', String(user.id)],
    ['User.username', user.username],
    ['Person.name.full', `${user.givenName} ${user.familyName}`],
    ['Person.name.given', user.givenName],
    ['Person.name.family', user.familyName],
    ['Person.email.primary', user.email],
    ['Person.sourcedId', user.idNumber],
    ['Moodle.Person.userGroupIds', groupIds(platform, subject)],
    [
      'LineItems.url',
      `${platform.url}/mod/lti/services.php/${course.id}/lineitems?type_id=${tool.id}`,
    ],
  ]);
}

function lowerCase(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '_');
}

/**
 * The custom claim without the service addresses. Moodle 4.5.6, observed: parameters of the activity come before
 * those of the tool, a key arrives in lower case and as it was written, an unknown variable stays as literal text,
 * and `$ResourceLink.id` is null in deep linking.
 */
export function customParameters(
  platform: Platform,
  subject: LaunchSubject,
): Record<string, string | null> {
  const known = variables(platform, subject);
  const result: Record<string, string | null> = {};
  for (const [key, text] of Object.entries({
    ...subject.activity?.custom,
    ...subject.tool.custom,
  })) {
    const name = text.startsWith('$') ? text.slice(1) : undefined;
    const value = name !== undefined && known.has(name) ? (known.get(name) ?? null) : text;
    result[lowerCase(key)] = value;
    result[key] = value;
  }
  return result;
}
