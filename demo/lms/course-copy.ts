import { addActivity } from './activities.js';
import type { Course } from './model.js';
import { findCourse, type Platform } from './platform.js';

/**
 * Copies a course as Moodle does at the beginning of a year: the activities with what they were placed
 * with, each with a column of its own where it had one; no people and no grades.
 */
export function copyCourse(platform: Platform, courseId: number, title: string): Course {
  const { courses, activities, lineItems } = platform.state;
  const source = findCourse(platform, courseId);
  if (!source) throw new Error(`The demo LMS has no course ${courseId}`);
  const id = Math.max(...courses.map((course) => course.id)) + 1;
  const copy: Course = {
    ...source,
    id,
    title,
    shortName: `${source.shortName}-${id}`,
    idNumber: `${source.idNumber}-${id}`,
    copiedFrom: [courseId, ...(source.copiedFrom ?? [])],
  };
  courses.push(copy);
  for (const activity of activities.filter((one) => one.courseId === courseId)) {
    const column = lineItems.find((item) => item.activityId === activity.id);
    addActivity(platform, id, {
      ...activity,
      ...(column
        ? {
            lineItemLabel: column.label,
            scoreMaximum: column.scoreMaximum,
            resourceId: column.resourceId,
            tag: column.tag,
          }
        : {}),
    });
  }
  return copy;
}
