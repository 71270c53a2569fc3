import { daysBetween } from '../../shared/dates.js';
import { AppError, invalid } from '../../shared/errors.js';
import { type CalendarDuty, MOST_DAYS, NAMED_OF_DAY } from '../api/calendar.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Authority } from '../authorise.js';
import { remembered } from '../db/remembered.js';
import { createRevisionCache } from '../db/revision-cache.js';
import { readGroupMeetings } from '../group-meetings/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { sideOf } from '../pairs/index.js';
import { readSessions } from '../school/index.js';
import { type CalendarScope, calendarStore } from './calendar-store.js';
import { feedHandlers } from './feed-handlers.js';

type Names =
  | 'getCalendar'
  | 'listCalendar'
  | 'getMyCalendarFeed'
  | 'makeMyCalendarFeed'
  | 'changeMyCalendarFeed'
  | 'revokeMyCalendarFeed'
  | 'readCalendarFeed';

/** Pages of the list held in this process, and the rows of all of them together. */
const CACHED_PAGES = 200;
const CACHED_ROWS = 20_000;
/** A list goes over a year at most. */
const MOST_LISTED_DAYS = 366;

function scopeOf(authority: Authority): CalendarScope {
  const side = sideOf(authority);
  return {
    programmeId: authority.programmeId,
    forms: authority.scopeForms,
    own: side === null ? null : { personId: authority.personId ?? '', side },
  };
}

function checkDays({ from, to }: { from: string; to: string }, most: number): void {
  if (to < from) throw invalid([{ path: 'to', code: 'dates.order' }]);
  if (daysBetween(from, to) >= most)
    throw invalid([{ path: 'to', code: 'calendar.tooLong', params: { max: most } }]);
}

/** Nobody is asked what they may not see; a mentor who is in no school has no sessions. */
async function sessionsOf(
  deps: ServiceDeps,
  authority: Authority,
  days: { from: string; to: string },
) {
  try {
    return await readSessions(deps.db, authority, days);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return [];
    throw error;
  }
}

/** Group meetings and sessions of the school, for whom they are. */
async function dutiesOf(
  deps: ServiceDeps,
  authority: Authority,
  days: { from: string; to: string },
): Promise<CalendarDuty[]> {
  const { programmeId, role, personId } = authority;
  const invitedOnly = role === 'mentor' || role === 'mentee';
  const seesMeetings = role === 'coordinator' || (invitedOnly && personId !== null);
  const seesSchool = role !== 'mentee' && (role !== 'mentor' || personId !== null);
  const [meetings, sessions] = await Promise.all([
    seesMeetings
      ? readGroupMeetings(deps.db, programmeId, days, invitedOnly ? personId : null)
      : [],
    seesSchool ? sessionsOf(deps, authority, days) : [],
  ]);
  const duties = [
    ...meetings.map((one) => ({ what: 'group_meeting' as const, id: one.groupMeetingId, ...one })),
    ...sessions.map((one) => ({ what: 'school_session' as const, id: one.sessionId, ...one })),
  ].map(({ what, id, title, heldOn, startsAt, place }) => {
    return { what, id, title, onDate: heldOn, startsAt, place };
  });
  const at = (one: CalendarDuty) => `${one.onDate} ${one.startsAt ?? '99:99'} ${one.id}`;
  return duties.sort((a, b) => (at(a) < at(b) ? -1 : 1));
}

async function month(deps: ServiceDeps, { authority, input }: Call<'getCalendar'>) {
  checkDays(input, MOST_DAYS);
  const [rows, duties] = await Promise.all([
    calendarStore(deps.db).firstOfDays(scopeOf(authority), input, NAMED_OF_DAY),
    dutiesOf(deps, authority, input),
  ]);
  const days = new Map<string, OutputOf<Contract['getCalendar']>['days'][number]>();
  for (const { total, ...item } of rows) {
    const day = days.get(item.onDate) ?? { date: item.onDate, total, items: [] };
    day.items.push(item);
    days.set(item.onDate, day);
  }
  return { days: [...days.values()], duties };
}

function cachedList(deps: ServiceDeps) {
  type Page = OutputOf<Contract['listCalendar']>;
  const pages = createRevisionCache<Page>({
    maxEntries: CACHED_PAGES,
    maxWeight: CACHED_ROWS,
    weigh: (answer) => answer.rows.length + 1,
  });
  return ({ authority, input }: Call<'listCalendar'>) => {
    checkDays(input, MOST_LISTED_DAYS);
    const scope = scopeOf(authority);
    const { programmeId, page, pageSize } = input;
    const store = calendarStore(deps.db);
    return pages.get(
      { programmeId, revision: authority.revision, of: [scope, input] },
      async () => {
        const [rows, total] = await Promise.all([
          store.page(scope, input, input),
          store.count(scope, input),
        ]);
        return { rows, total, page, pageSize };
      },
    );
  };
}

/** Calendars: what is planned and what was told, and the private addresses of them. */
export function calendarHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    getCalendar: remembered<'getCalendar'>(deps, (call) => month(deps, call)),
    listCalendar: cachedList(deps),
    ...feedHandlers(deps),
  };
}
