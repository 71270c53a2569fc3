import type { Role } from '../../service/api/index.js';

/** What the launch leaves behind for the pages: who, where, in which role, from which LMS. */
export interface Session {
  /** The public id that stands in the addresses; worthless without the browser's cookie. */
  sid: string;
  personId: string;
  organisationId: string;
  /** Null: a launch without a course. */
  programmeId: string | null;
  /** The role in which the person acts now. */
  role: Role;
  platformId: string;
  /** Origin of the LMS, for `frame-ancestors` and the links back. */
  platformOrigin: string;
  /** Where the LMS wants people back, if it said. */
  returnUrl: string | null;
  /** `ru` or `en`: the LMS's, until the person switches. */
  locale: 'ru' | 'en';
  /** The request that a deep-linking launch brought; null for others. */
  deepLinking: DeepLinkingRequest | null;
  /** Text typed into a form of an ended session waited when this one began. */
  draftsWaiting: boolean;
  createdAt: number;
  lastSeenAt: number;
}

/** Deep Linking 2.0 §4.4: the settings to answer to. */
export interface DeepLinkingRequest {
  deploymentId: string;
  returnUrl: string;
  acceptTypes: string[];
  acceptMultiple: boolean;
  /** False: the LMS takes no column together with a link; null or absent: it does not say. */
  acceptLineItem?: boolean | null;
  /** How the LMS can show a link: `iframe`, `window`, `frame`. */
  documentTargets?: string[];
  /** What is chosen stands in the course at once. */
  autoCreate?: boolean;
  /** The LMS's id of the course; null or absent: the launch named none. */
  contextId?: string | null;
  /** Opaque, echoed in the response; absent in Moodle. */
  data: string | null;
  /** The gradebook of the course; absent where the launch named none. */
  gradebook?: { contextId: string; lineItemsUrl: string; agsScopes: string[] };
}

/** What a request's cookie and sid amount to. `ended` keeps who it was, so that typed text can be kept. */
export type SessionLookup =
  | { state: 'live'; session: Session }
  | {
      state: 'ended';
      reason: 'idle' | 'absolute' | 'replaced' | 'removed' | 'platform_disabled';
      session: Session;
    }
  | { state: 'unknown' };

export interface SessionStore {
  /** Finds the session of `sid` that belongs to the browser with this token; refreshes the idle time. */
  find(sid: string, browserToken: string | null): Promise<SessionLookup>;
  /** Another role or language in the same session. */
  update(sid: string, change: { role?: Role; locale?: 'ru' | 'en' }): Promise<void>;
  /** A further session of the same person in a programme of theirs. Null: the first has ended. */
  openProgramme(
    sid: string,
    browserToken: string,
    programme: { programmeId: string; roles: readonly Role[] },
  ): Promise<Pick<Session, 'sid' | 'programmeId' | 'role'> | null>;
  /** Ends every session of a person in a programme (role taken away, removed). */
  endOfPerson(programmeId: string, personId: string): Promise<void>;
}
