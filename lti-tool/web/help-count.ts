import type { MentoringClient } from '../../service/api/index.js';
import type { Me } from './context.js';

/** Numbers remembered at most; the oldest go first. */
const KNOWN_AT_MOST = 5000;

/** How many requests for help wait for this coordinator or curator; 0 for all others. */
export type HelpCounter = (api: MentoringClient, me: Me) => Promise<number>;

/**
 * Counts open requests for help. A number is asked for again only after something was written in
 * the programme (`me.revision`), so that showing it on every page costs nothing.
 */
export function createHelpCounter(): HelpCounter {
  const known = new Map<string, { revision: number; count: number }>();
  return async (api, me) => {
    if (me.role !== 'coordinator' && me.role !== 'curator') return 0;
    const programmeId = me.programme.programmeId;
    const key = `${programmeId}:${me.personId}:${me.role}`;
    const found = known.get(key);
    if (found?.revision === me.revision) return found.count;
    const answer = await api.listHelpRequests({ programmeId, state: 'open', page: 1, pageSize: 1 });
    known.delete(key);
    if (known.size >= KNOWN_AT_MOST) known.delete(known.keys().next().value as string);
    known.set(key, { revision: me.revision, count: answer.total });
    return answer.total;
  };
}
