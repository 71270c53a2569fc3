import { todayIn } from '../../shared/clock.js';
import { CONSENT_GAPS } from '../api/reference.js';
import type { Authority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import { groupsOf } from '../standing/list-rules.js';
import { type Standing, sharedStandings } from '../standing/standing.js';
import { sinceStore } from './since-store.js';
import { supportStore } from './support-store.js';
import {
  isDue,
  type MenteeFacts,
  meets,
  sorted,
  type Waiting,
  waitingOf,
} from './waiting-rules.js';

const MAIN_GAPS: ReadonlySet<string> = new Set(
  CONSENT_GAPS.filter((gap) => gap !== 'no_publication_consent'),
);

/** Somebody as a mentee; null: they are none. */
export function menteeOf(person: Standing): MenteeFacts | null {
  const side = person.participations.find(({ role }) => role === 'mentee');
  if (!side) return null;
  const { personId, name, sortKey, groupName, forms, gaps } = person;
  const consent = !gaps.some((gap) => MAIN_GAPS.has(gap));
  return { personId, name, sortKey, groupName, forms, state: side.state, consent };
}

/** All who wait for a mentor, in the order of names; never the caller themselves. */
export async function readWaiting(deps: ServiceDeps, authority: Authority): Promise<Waiting[]> {
  const { programmeId, timeZone, personId: caller } = authority;
  const today = todayIn(timeZone, deps.clock);
  const since = sinceStore(deps.db);
  const [people, decided, ended, support] = await Promise.all([
    sharedStandings(deps)(authority),
    since.decided(programmeId),
    since.ended(programmeId),
    supportStore(deps.db).latestOfAll(programmeId),
  ]);
  const decisions = new Map(decided.map((row) => [row.personId, row]));
  return people.flatMap((person) => {
    const mentee = menteeOf(person);
    const decision = decisions.get(person.personId);
    if (!mentee || !decision || person.personId === caller) return [];
    const facts = {
      decidedOn: todayIn(timeZone, { now: () => decision.at }),
      supported: decision.supported,
      endedOn: ended.get(person.personId) ?? null,
    };
    return waitingOf(mentee, facts, support.get(person.personId), today) ?? [];
  });
}

export const shown = ({ sortKey: _sortKey, ...row }: Waiting) => row;

/** The waiting list: filtered, sorted, a page of it, with what is counted of all. */
export async function listWaiting(
  deps: ServiceDeps,
  { authority, input }: Call<'listWaitingMentees'>,
) {
  const { page, pageSize, sort } = input;
  const today = todayIn(authority.timeZone, deps.clock);
  const all = await readWaiting(deps, authority);
  const found = sorted(
    all.filter((row) => meets(row, input, today)),
    sort,
  );
  const names = new Set(all.map(({ personId }) => personId));
  const people = (await sharedStandings(deps)(authority)).filter((one) => names.has(one.personId));
  return {
    rows: found.slice((page - 1) * pageSize, page * pageSize).map(shown),
    total: found.length,
    page,
    pageSize,
    counts: {
      people: all.length,
      withoutEntry: all.filter(({ entries }) => entries === 0).length,
      due: all.filter((row) => isDue(row, today)).length,
      longest: Math.max(0, ...all.map(({ days }) => days)),
    },
    groups: groupsOf(people),
  };
}
