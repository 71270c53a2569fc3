import { randomBytes } from 'node:crypto';
import { randomId } from './keys.js';
import type { LmsUser } from './model.js';

/** Distinct from any other cookie: two ports of one host share cookies. */
export const sessionCookie = 'DemoLmsSession';

/** A launch that was begun and waits for the tool to ask for its id_token. */
export interface PendingLaunch {
  messageType: 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest';
  courseId: number;
  toolId: number;
  cmid: number | null;
  window: boolean;
}

export interface Notice {
  kind: 'success' | 'error';
  text: string;
}

export interface Session {
  id: string;
  userId: number;
  /** Moodle's token against forged forms. */
  sesskey: string;
  launches: Map<string, PendingLaunch>;
  notices: Notice[];
}

export interface Sessions {
  open(user: LmsUser): Session;
  find(cookieHeader: string | undefined): Session | undefined;
  close(session: Session): void;
}

function cookieValue(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}

/** Sessions live in memory: after a restart the person is picked again. */
export function makeSessions(): Sessions {
  const sessions = new Map<string, Session>();
  return {
    open(user) {
      const session: Session = {
        id: randomBytes(16).toString('hex'),
        userId: user.id,
        sesskey: randomId(10),
        launches: new Map(),
        notices: [],
      };
      sessions.set(session.id, session);
      return session;
    },
    find(header) {
      const id = header && cookieValue(header, sessionCookie);
      return id ? sessions.get(id) : undefined;
    },
    close(session) {
      sessions.delete(session.id);
    },
  };
}
