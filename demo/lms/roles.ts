import type { CourseRole, LmsUser } from './model.js';
import type { Platform } from './platform.js';

const vocabulary = 'http://purl.imsglobal.org/vocab/lis/v2';

export function courseRole(
  platform: Platform,
  courseId: number,
  userId: number,
): CourseRole | undefined {
  return platform.state.enrolments.find(
    (item) => item.courseId === courseId && item.userId === userId,
  )?.role;
}

/**
 * Roles of a launch. Moodle 4.5.6, observed: the site administrator comes as Instructor and as Administrator of
 * system and institution; editing **and non-editing** teachers as Instructor; a student as Learner.
 * A guest carries the institution role Guest and no role of the course.
 */
export function launchRoles(platform: Platform, user: LmsUser, courseId: number): string[] {
  if (user.kind === 'guest') return [`${vocabulary}/institution/person#Guest`];
  if (user.kind === 'admin') {
    return [
      `${vocabulary}/institution/person#Administrator`,
      `${vocabulary}/membership#Instructor`,
      `${vocabulary}/system/person#Administrator`,
    ];
  }
  const role = courseRole(platform, courseId, user.id);
  const learner = role === 'student' || role === undefined;
  return [`${vocabulary}/membership#${learner ? 'Learner' : 'Instructor'}`];
}

/** Role in the roster. Moodle 4.5.6, observed: short, and a non-editing teacher is Learner here. */
export function rosterRole(role: CourseRole): 'Instructor' | 'Learner' {
  return role === 'editingteacher' ? 'Instructor' : 'Learner';
}

/** Anyone enrolled, the administrator and a guest may look into the course. */
export function mayEnter(platform: Platform, user: LmsUser, courseId: number): boolean {
  return user.kind !== 'user' || courseRole(platform, courseId, user.id) !== undefined;
}

/** Adding activities: administrator and editing teachers. */
export function mayEdit(platform: Platform, user: LmsUser, courseId: number): boolean {
  return user.kind === 'admin' || courseRole(platform, courseId, user.id) === 'editingteacher';
}

/** Seeing everyone's grades: administrator and teachers of both kinds. */
export function mayGrade(platform: Platform, user: LmsUser, courseId: number): boolean {
  if (user.kind === 'admin') return true;
  const role = courseRole(platform, courseId, user.id);
  return role === 'editingteacher' || role === 'teacher';
}

export const roleNames: Record<CourseRole, string> = {
  editingteacher: 'Преподаватель',
  teacher: 'Преподаватель без права редактирования',
  student: 'Студент',
};

export function roleName(platform: Platform, user: LmsUser, courseId: number): string {
  if (user.kind === 'admin') return 'Администратор';
  if (user.kind === 'guest') return 'Гость';
  const role = courseRole(platform, courseId, user.id);
  return role ? roleNames[role] : 'Не записан на курс';
}
