import type { HeaderOverrides, Signer } from './keys.js';
import type { Activity, Course, LmsUser, PlatformState, Tool } from './model.js';
import type { Sessions } from './sessions.js';
import type { Store } from './store.js';
import type { ToolKeys } from './tool-keys.js';

/** How the grade services answer while they are switched off. */
export interface Outage {
  status: number;
  retryAfter?: number;
}

/** One request to a service, kept for the driver of a test. */
export interface ServiceCall {
  method: string;
  path: string;
  body: string;
  status: number;
}

/** What the parts of the demo LMS share. Built once by `startDemoLms`. */
export interface Platform {
  url: string;
  toolUrl: string | undefined;
  clock: () => number;
  store: Store;
  state: PlatformState;
  signer: Signer;
  sessions: Sessions;
  toolKeys: ToolKeys;
  outage: Outage;
  calls: ServiceCall[];
  /** Nonces of deep linking responses and registration tokens already taken. */
  spent: Set<string>;
}

export type { HeaderOverrides };

/** The platform's time in whole seconds. */
export function seconds(platform: Pick<Platform, 'clock'>): number {
  return Math.floor(platform.clock() / 1000);
}

export function findUser(platform: Platform, key: string): LmsUser | undefined {
  return platform.state.users.find((user) => user.key === key || String(user.id) === key);
}

export function findCourse(platform: Platform, id: number): Course | undefined {
  return platform.state.courses.find((course) => course.id === id);
}

export function findTool(platform: Platform, id: number): Tool | undefined {
  return platform.state.tools.find((tool) => tool.id === id);
}

export function findActivity(platform: Platform, cmid: number): Activity | undefined {
  return platform.state.activities.find((activity) => activity.cmid === cmid);
}
