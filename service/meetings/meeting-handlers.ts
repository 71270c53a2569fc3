import { toIso } from '../../shared/clock.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Authority } from '../authorise.js';
import { remembered } from '../db/remembered.js';
import { createRevisionCache } from '../db/revision-cache.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readPairForMember, sideOf } from '../pairs/index.js';
import { correctMeeting } from './correct-meeting.js';
import { exportMeetings } from './export-meetings.js';
import { helpHandlers } from './help-handlers.js';
import { logMeeting } from './log-meeting.js';
import { logSeveral } from './log-several.js';
import { meetingFileHandlers } from './meeting-file-handlers.js';
import {
  countMeetings,
  listMeetingRows,
  type MeetingFilter,
  type MeetingScope,
} from './meeting-list-store.js';
import { meetingStore } from './meeting-store.js';
import { readVisibleMeeting, viewMeeting } from './meeting-view.js';
import { respondToMeeting } from './respond-to-meeting.js';
import { withdrawMeeting } from './withdraw-meeting.js';

type Names =
  | 'listMeetingFiles'
  | 'addMeetingFile'
  | 'getMeetingFile'
  | 'removeMeetingFile'
  | 'listMeetings'
  | 'exportMeetings'
  | 'getMeeting'
  | 'meetingHistory'
  | 'logMeeting'
  | 'logSeveralMeetings'
  | 'listMeetingDays'
  | 'correctMeeting'
  | 'withdrawMeeting'
  | 'respondToMeeting'
  | 'askForHelp'
  | 'listHelpRequests'
  | 'answerHelp';

/** Pages of the log held in this process, and the rows of all of them together (some 400 bytes each). */
const CACHED_PAGES = 400;
const CACHED_ROWS = 40_000;
const CACHED_COUNTS = 2_000;

type MeetingPage = OutputOf<Contract['listMeetings']>;

function scopeOf(authority: Authority): MeetingScope {
  const side = sideOf(authority);
  return {
    programmeId: authority.programmeId,
    forms: authority.scopeForms,
    // A key that acts as a mentor or mentee is nobody's: it finds no pair.
    own: side === null ? null : { personId: authority.personId ?? '', side },
  };
}

/**
 * The meeting log through caches by the programme's revision. A page and its count are kept apart:
 * leafing through a log counts once.
 */
function cachedList(deps: ServiceDeps) {
  const pages = createRevisionCache<MeetingPage>({
    maxEntries: CACHED_PAGES,
    maxWeight: CACHED_ROWS,
    weigh: (answer) => answer.rows.length + 1,
  });
  const counts = createRevisionCache<number>({ maxEntries: CACHED_COUNTS });

  return async ({ authority, input }: Call<'listMeetings'>) => {
    const scope = scopeOf(authority);
    const { programmeId, ...filter } = input;
    const { page, pageSize, sort, ...narrowing } = filter;
    const { revision } = authority;
    return pages.get(
      { programmeId, revision, of: [scope, narrowing, page, pageSize, sort] },
      async () => ({
        rows: await listMeetingRows(deps.db, scope, filter satisfies MeetingFilter),
        total: await counts.get({ programmeId, revision, of: [scope, narrowing] }, () =>
          countMeetings(deps.db, scope, filter),
        ),
        page,
        pageSize,
      }),
    );
  };
}

/** The meeting log, confirmations and requests for help (methodology §6.12, §9.2). */
export function meetingHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    ...helpHandlers(deps),
    ...meetingFileHandlers(deps),
    listMeetings: cachedList(deps),
    exportMeetings: (call) => exportMeetings(deps, call, scopeOf(call.authority)),
    getMeeting: remembered<'getMeeting'>(deps, ({ authority, input }) =>
      viewMeeting(deps.db, authority, input.meetingId),
    ),
    logMeeting: (call) => logMeeting(deps, call),
    logSeveralMeetings: (call) => logSeveral(deps, call),
    async listMeetingDays({ authority, input }) {
      await readPairForMember(deps.db, authority, input.pairId);
      return { days: await meetingStore(deps.db).daysOf(input.pairId) };
    },
    correctMeeting: (call) => correctMeeting(deps, call),
    withdrawMeeting: (call) => withdrawMeeting(deps, call),
    respondToMeeting: (call) => respondToMeeting(deps, call),
    async meetingHistory({ authority, input }) {
      await readVisibleMeeting(deps.db, authority, input.meetingId, true);
      const versions = await meetingStore(deps.db).history(input.meetingId);
      return {
        versions: versions.map(({ at, actorName, before, after }) => {
          const { byLink, ...rest } = after ?? {};
          return {
            at: toIso(at),
            actorName: actorName ?? '',
            byLink: byLink === true,
            before,
            after: after && rest,
          };
        }),
      };
    },
  };
}
