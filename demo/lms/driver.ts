import { addActivity, type NewActivity, removeActivity } from './activities.js';
import type { Claims } from './claims.js';
import { copyCourse } from './course-copy.js';
import { gradeByHand } from './grades.js';
import type { HeaderOverrides } from './keys.js';
import {
  beginDeepLinking,
  beginResourceLaunch,
  claimsFor,
  type LoginInitiation,
} from './launches.js';
import type { Activity, Course, LineItem, LmsUser, Tool } from './model.js';
import { findActivity, findUser, type Outage, type Platform } from './platform.js';
import { type NewMember, setRoster } from './roster.js';
import { type Session, sessionCookie } from './sessions.js';
import { addTool, beginRegistration, type NewTool, registrationUrl, removeTool } from './tools.js';

/** A person signed in without a browser: the header to send, and who it is. */
export interface SignedIn {
  cookie: string;
  session: Session;
  user: LmsUser;
}

/** What a test or a demo script may do with the LMS besides its addresses. */
export interface Driver {
  /** Registers by hand; the tool is active at once unless `state: 'pending'` is given. */
  registerTool(tool: NewTool): Promise<Tool>;
  activateTool(id: number): Promise<void>;
  removeTool(id: number): Promise<void>;
  setAutoActivate(on: boolean): Promise<void>;
  /** A fresh registration token with the configuration's address. */
  beginRegistration(): { openidConfiguration: string; registrationToken: string };
  /** The tool's registration address with both parameters added, ready to open. */
  registrationUrl(toolAddress: string): string;
  placeActivity(
    courseId: number,
    activity: NewActivity,
  ): Promise<{ activity: Activity; lineItem: LineItem | undefined; url: string }>;
  removeActivity(cmid: number): Promise<void>;
  /** A copy of a course with its activities, without its people, as for a new year. */
  copyCourse(courseId: number, course: { title: string; members: NewMember[] }): Promise<Course>;
  /** Off: token, line items, scores and results answer 503, or the given status and Retry-After (seconds). */
  setGradeService(on: boolean, outage?: Partial<Outage>): Promise<void>;
  /** A teacher writes a grade into a column by hand; null empties the cell. */
  gradeByHand(lineItemId: number, key: string, value: number | null): Promise<void>;
  /** Replaces the people of a course. Members with a known `key` are those people. */
  setRoster(courseId: number, members: NewMember[]): Promise<LmsUser[]>;
  /** Changes an account, e.g. empties its e-mail or names. */
  updateUser(key: string, change: Partial<Omit<LmsUser, 'id' | 'key'>>): Promise<LmsUser>;
  user(key: string): LmsUser;
  signIn(key: string): SignedIn;
  /** Begins a launch as the browser would: address and fields of the login initiation. */
  beginLaunch(as: SignedIn, cmid: number, window?: boolean): LoginInitiation;
  beginDeepLinking(as: SignedIn, courseId: number, toolId: number): LoginInitiation;
  /** The claims that a launch would carry, to change and sign. */
  launchClaims(key: string, cmid: number, nonce: string): Claims;
  deepLinkingClaims(key: string, courseId: number, toolId: number, nonce: string): Claims;
  /** Signs anything with the platform's key. `undefined` in the header removes a field. */
  signIdToken(claims: Claims, header?: HeaderOverrides): string;
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The demo LMS has no ${what}`);
  return value;
}

function toolDriver(platform: Platform) {
  const { save } = platform.store;
  return {
    async registerTool(tool: NewTool): Promise<Tool> {
      const added = addTool(platform, tool);
      await save();
      return added;
    },
    async activateTool(id: number): Promise<void> {
      known(
        platform.state.tools.find((one) => one.id === id),
        `tool ${id}`,
      ).state = 'active';
      await save();
    },
    async removeTool(id: number): Promise<void> {
      removeTool(platform, id);
      await save();
    },
    async setAutoActivate(on: boolean): Promise<void> {
      platform.state.autoActivate = on;
      await save();
    },
    beginRegistration: () => beginRegistration(platform),
    registrationUrl: (address: string) => registrationUrl(platform, address),
  };
}

function courseDriver(platform: Platform) {
  const { save } = platform.store;
  const user = (key: string): LmsUser => known(findUser(platform, key), `person ${key}`);
  return {
    user,
    async placeActivity(courseId: number, item: NewActivity) {
      const placed = addActivity(platform, courseId, item);
      await save();
      return { ...placed, url: `${platform.url}/mod/lti/view.php?id=${placed.activity.cmid}` };
    },
    async copyCourse(
      courseId: number,
      { title, members }: { title: string; members: NewMember[] },
    ): Promise<Course> {
      const copy = copyCourse(platform, courseId, title);
      setRoster(platform, copy.id, members);
      await save();
      return copy;
    },
    async removeActivity(cmid: number): Promise<void> {
      removeActivity(platform, cmid);
      await save();
    },
    async setGradeService(on: boolean, outage: Partial<Outage> = {}): Promise<void> {
      platform.state.gradeService = on;
      platform.outage = { status: 503, ...outage };
      await save();
    },
    async gradeByHand(lineItemId: number, key: string, value: number | null): Promise<void> {
      const lineItem = platform.state.lineItems.find((one) => one.id === lineItemId);
      gradeByHand(platform, known(lineItem, `column ${lineItemId}`), user(key).id, value);
      await save();
    },
    async setRoster(courseId: number, members: NewMember[]): Promise<LmsUser[]> {
      const users = setRoster(platform, courseId, members);
      await save();
      return users;
    },
    async updateUser(key: string, change: Partial<Omit<LmsUser, 'id' | 'key'>>): Promise<LmsUser> {
      const changed = Object.assign(user(key), change);
      await save();
      return changed;
    },
  };
}

function launchDriver(platform: Platform) {
  const person = (key: string): LmsUser => known(findUser(platform, key), `person ${key}`);
  const claims = (key: string, nonce: string, cmid: number | null, courseId = 0, toolId = 0) =>
    known(
      claimsFor(
        platform,
        person(key),
        { messageType: 'LtiResourceLinkRequest', cmid, courseId, toolId, window: false },
        { nonce, sesskey: 'driver' },
      ),
      'such activity, course or active tool',
    );
  return {
    signIn(key: string): SignedIn {
      const user = person(key);
      const session = platform.sessions.open(user);
      return { cookie: `${sessionCookie}=${session.id}`, session, user };
    },
    beginLaunch(as: SignedIn, cmid: number, window = false): LoginInitiation {
      known(findActivity(platform, cmid), `activity ${cmid}`);
      return known(beginResourceLaunch(platform, as.session, cmid, window), 'active tool for it');
    },
    beginDeepLinking(as: SignedIn, courseId: number, toolId: number): LoginInitiation {
      return known(beginDeepLinking(platform, as.session, courseId, toolId), 'such course or tool');
    },
    launchClaims: (key: string, cmid: number, nonce: string) => claims(key, nonce, cmid),
    deepLinkingClaims: (key: string, courseId: number, toolId: number, nonce: string) =>
      claims(key, nonce, null, courseId, toolId),
    signIdToken: (content: Claims, header?: HeaderOverrides) =>
      platform.signer.sign(content, header),
  };
}

export function makeDriver(platform: Platform): Driver {
  return { ...toolDriver(platform), ...courseDriver(platform), ...launchDriver(platform) };
}
