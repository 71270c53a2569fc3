/** What an LMS role stands for in a programme (lti.md §2); `instructor` is resolved by the service. */
export type LmsRole = 'coordinator' | 'instructor' | 'mentor' | 'mentee' | 'visitor';

/** LTI 1.3 core, appendix A: vocabularies of roles. */
const VOCABULARY = /^https?:\/\/purl\.imsglobal\.org\/vocab\/lis\/v2\/(.+)$/;
const CONTEXT_ROLE = /^membership(?:\/(\w+))?#(\w+)$/;
const ADMINISTRATOR = /^(?:system|institution)\/person#(?:Administrator|SysAdmin|AccountAdmin)$/;

/** The strongest first: who has several roles comes in the first of these. */
const STRENGTH: readonly LmsRole[] = ['coordinator', 'instructor', 'mentor', 'mentee', 'visitor'];

const BY_CONTEXT_ROLE: Readonly<Record<string, LmsRole>> = {
  Instructor: 'instructor',
  Mentor: 'mentor',
  Learner: 'mentee',
  // An administrator of one course only, not of the LMS.
  Administrator: 'instructor',
};

/**
 * Made by the LMS to look at a course as a student does (LTI 1.3 core, appendix A.2, `TestUser`): nobody, whatever
 * else it is.
 */
const TEST_USER = /^https?:\/\/purl\.imsglobal\.org\/vocab\/lti\/system\/person#TestUser$/;

/** A guest of a course is a learner to the LMS and nobody to the programme. */
const GUESTS = new Set(['GuestLearner', 'GuestInstructor']);

function oneRole(role: string): LmsRole {
  const path = VOCABULARY.exec(role.trim())?.[1];
  if (path === undefined) {
    // A short name is a role in the context (LTI 1.3 core, appendix A.2.3).
    return BY_CONTEXT_ROLE[role.trim()] ?? 'visitor';
  }
  if (ADMINISTRATOR.test(path)) return 'coordinator';
  const context = CONTEXT_ROLE.exec(path);
  if (!context || GUESTS.has(context[2] as string)) return 'visitor';
  // `membership/Instructor#TeachingAssistant`: a sub-role counts as its principal role.
  return BY_CONTEXT_ROLE[context[1] ?? (context[2] as string)] ?? 'visitor';
}

/**
 * The programme role that LMS roles stand for. Unknown roles, none at all, observers, guests and test
 * users come out as `visitor`; docs/lti-roles.md is the table.
 * @param roles full addresses or short names, as in a launch or a roster
 */
export function programmeRoleOf(roles: readonly string[]): LmsRole {
  if (roles.some((role) => TEST_USER.test(role.trim()))) return 'visitor';
  const found = new Set(roles.map(oneRole));
  return STRENGTH.find((role) => found.has(role)) ?? 'visitor';
}
