import type { MentoringClient } from '../../service/api/index.js';
import type { Me } from './context.js';

/** Numbers remembered at most; the oldest go first. */
const KNOWN_AT_MOST = 5000;

/** How many reminders somebody has not read; null for visitors, who have none. */
export type UnreadCounter = (api: MentoringClient, me: Me) => Promise<number | null>;

/**
 * Counts unread reminders. A number is asked for again only after something was written in the programme
 * (`me.revision`, which reading one moves on too), so that showing it on every page costs nothing.
 */
export function createUnreadCounter(): UnreadCounter {
  const known = new Map<string, { revision: number; unread: number }>();
  return async (api, me) => {
    if (me.role === 'visitor') return null;
    const programmeId = me.programme.programmeId;
    const key = `${programmeId}:${me.personId}`;
    const found = known.get(key);
    if (found?.revision === me.revision) return found.unread;
    const { unread } = await api.countMyReminders({ programmeId });
    known.delete(key);
    if (known.size >= KNOWN_AT_MOST) known.delete(known.keys().next().value as string);
    known.set(key, { revision: me.revision, unread });
    return unread;
  };
}
