import type { JWK } from 'jose';

/** What a person may do in a course; the names are Moodle's archetypes. */
export type CourseRole = 'editingteacher' | 'teacher' | 'student';

/** An account of the LMS. `id` is what goes out as `sub`, `key` is how a visitor of the demo calls the person. */
export interface LmsUser {
  id: number;
  key: string;
  username: string;
  /** First name and patronymic: Moodle has no field of its own for the latter. */
  givenName: string;
  familyName: string;
  email: string;
  idNumber: string;
  /** Moodle's language code, with an underscore where it has a region (`pt_br`). */
  locale: string;
  kind: 'user' | 'admin' | 'guest';
}

export interface Course {
  id: number;
  shortName: string;
  title: string;
  idNumber: string;
  /** ISO date and time with the offset written as +00:00. */
  startsAt: string;
  /** Ids of the courses that it was copied from, the latest first. */
  copiedFrom?: number[];
}

export interface Enrolment {
  courseId: number;
  userId: number;
  role: CourseRole;
  group: string;
}

/** A tool type of Moodle. Its `id` is also its deployment id and the `type_id` of the service addresses. */
export interface Tool {
  id: number;
  clientId: string;
  deploymentId: string;
  name: string;
  description: string;
  state: 'pending' | 'active';
  initiateLoginUrl: string;
  redirectUris: string[];
  jwksUrl: string;
  targetLinkUri: string;
  deepLinking: boolean;
  scopes: string[];
  custom: Record<string, string>;
  iconUrl: string;
  sendName: boolean;
  sendEmail: boolean;
}

/** An «External tool» activity: `id` is the instance (resource link id), `cmid` the course module. */
export interface Activity {
  id: number;
  cmid: number;
  courseId: number;
  toolId: number;
  title: string;
  text: string;
  url: string;
  iconUrl: string;
  custom: Record<string, string>;
  gradable: boolean;
}

export interface LineItem {
  id: number;
  courseId: number;
  toolId: number;
  activityId: number | null;
  label: string;
  scoreMaximum: number;
  resourceId: string;
  tag: string;
}

export interface Grade {
  lineItemId: number;
  userId: number;
  /** On the scale of the line item; null: cleared. */
  value: number | null;
  comment: string;
  /** A teacher entered it by hand: scores that are sent change it no more. */
  overridden?: boolean;
  /** Unix time in whole seconds, taken from the score that was sent. */
  timestamp: number;
}

export interface AccessToken {
  token: string;
  toolId: number;
  scopes: string[];
  expiresAt: number;
}

/** Everything that the LMS remembers; written to the state file as it is. */
export interface PlatformState {
  version: 1;
  guid: string;
  key: { kid: string; privateJwk: JWK };
  users: LmsUser[];
  courses: Course[];
  enrolments: Enrolment[];
  tools: Tool[];
  activities: Activity[];
  lineItems: LineItem[];
  grades: Grade[];
  accessTokens: AccessToken[];
  gradeService: boolean;
  autoActivate: boolean;
  nextId: { tool: number; activity: number; module: number; lineItem: number; user: number };
}
