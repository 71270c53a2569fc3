import type { CourseRole, LmsUser } from './model.js';
import type { Platform } from './platform.js';

/** Someone to enrol; with the `key` of a person who is there already, that person. */
export interface NewMember {
  key?: string;
  role: CourseRole;
  group?: string;
  givenName?: string;
  familyName?: string;
  email?: string;
  idNumber?: string;
  locale?: string;
}

function account(platform: Platform, member: NewMember): LmsUser {
  const id = platform.state.nextId.user++;
  const key = member.key ?? `person${id}`;
  const user: LmsUser = {
    id,
    key,
    username: key,
    givenName: member.givenName ?? 'Участник',
    familyName: member.familyName ?? `Номер ${id}`,
    email: member.email ?? `${key}@kollezh.example`,
    idNumber: member.idNumber ?? `ID-${key}`,
    locale: member.locale ?? 'ru',
    kind: 'user',
  };
  platform.state.users.push(user);
  return user;
}

/** Replaces the enrolments of a course; accounts are made where needed and never removed. */
export function setRoster(platform: Platform, courseId: number, members: NewMember[]): LmsUser[] {
  const byKey = new Map(platform.state.users.map((user) => [user.key, user]));
  const others = platform.state.enrolments.filter((item) => item.courseId !== courseId);
  const users = members.map((member) => {
    const existing = member.key === undefined ? undefined : byKey.get(member.key);
    return existing ?? account(platform, member);
  });
  const enrolments = members.map(({ role, group = '' }, index) => ({
    courseId,
    userId: users[index]?.id ?? 0,
    role,
    group,
  }));
  platform.state.enrolments = [...others, ...enrolments];
  return users;
}
