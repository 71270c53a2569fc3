import type { Request } from 'express';
import type { Course } from '../model.js';
import type { Platform } from '../platform.js';
import { mayEdit, mayGrade, roleName } from '../roles.js';
import type { Person } from './http.js';

export interface PersonChoice {
  key: string;
  name: string;
  initials: string;
  role: string;
  group: string;
}

const descriptions: Record<string, string> = {
  admin: 'Администратор',
  coordinator: 'Координатор (преподаватель)',
  curator: 'Куратор (преподаватель)',
  mentor1: 'Наставник (преподаватель)',
  mentor2: 'Наставник (преподаватель)',
  mentor3: 'Наставник (студент)',
  visitor: 'Гость',
};

/** The people that the start page and the header offer; a roster of thousands is cut off. */
export function peopleChoices(platform: Platform): PersonChoice[] {
  const groups = new Map(platform.state.enrolments.map((item) => [item.userId, item.group]));
  return platform.state.users.slice(0, 40).map((user) => ({
    key: user.key,
    name: `${user.familyName} ${user.givenName}`,
    initials: `${user.familyName.charAt(0)}${user.givenName.charAt(0)}`,
    role: descriptions[user.key] ?? (user.key.startsWith('mentee') ? 'Наставляемый' : 'Участник'),
    group: groups.get(user.id) ?? '',
  }));
}

/** What every page of a signed-in person needs. Takes the waiting notices out of the session. */
export function pageLocals(
  platform: Platform,
  request: Request,
  person: Person | undefined,
): Record<string, unknown> {
  const people = peopleChoices(platform);
  return {
    people,
    here: request.originalUrl,
    onStart: request.path === '/',
    person: person
      ? {
          key: person.user.key,
          name: `${person.user.familyName} ${person.user.givenName}`,
          initials: `${person.user.familyName.charAt(0)}${person.user.givenName.charAt(0)}`,
          role: people.find((one) => one.key === person.user.key)?.role ?? '',
        }
      : undefined,
    sesskey: person?.session.sesskey ?? '',
    isAdmin: person?.user.kind === 'admin',
    courses: platform.state.courses,
    notices: person?.session.notices.splice(0) ?? [],
  };
}

/** The same with the course's index, tabs and rights. */
export function courseLocals(
  platform: Platform,
  request: Request,
  person: Person,
  course: Course,
  tab: string,
): Record<string, unknown> {
  return {
    ...pageLocals(platform, request, person),
    course,
    tab,
    activities: platform.state.activities.filter((item) => item.courseId === course.id),
    activeCmid: 0,
    roleInCourse: roleName(platform, person.user, course.id),
    mayEdit: mayEdit(platform, person.user, course.id),
    mayGrade: mayGrade(platform, person.user, course.id),
    tools: platform.state.tools.filter((tool) => tool.state === 'active' && tool.deepLinking),
  };
}
