import type { Clock } from '../../../shared/clock.js';
import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import { launchStore } from '../journal/launch-store.js';
import type { Leases } from '../lease.js';
import type { PlatformStore } from '../platform-store.js';
import { CONTEXT_COLUMNS, contextOf, coursesOfProgramme } from '../service-contexts.js';
import { type CheckedWay, type ConnectionDeps, checkConnection } from './check-connection.js';
import type { CheckLine } from './check-line.js';

/** A programme has one course, seldom a few; all of them are asked at once. */
const COURSES_AT_MOST = 5;
/** A programme is checked once in so long at most, by whatever process. */
const CHECK_EVERY_MS = 10_000;

export interface CheckedCourse {
  /** Host of the LMS. */
  lms: string;
  /** Null: no course is known yet. */
  course: string | null;
  lines: CheckLine[];
}

/** What a check of a programme's connection found. */
export interface ConnectionReport {
  /** ISO. */
  at: string;
  courses: CheckedCourse[];
}

/** The check of the connection for the pages. */
export interface ConnectionControl {
  /** The last check; null: none in the last weeks. */
  last(programmeId: string): Promise<ConnectionReport | null>;
  /** Checks now and keeps what was found. False: the last check was a moment ago. */
  run(programmeId: string): Promise<boolean>;
}

export interface ControlDeps extends Omit<ConnectionDeps, 'platforms'> {
  db: Db;
  clock: Clock;
  leases: Pick<Leases, 'take'>;
  platforms: PlatformStore;
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : '–');

/** Checks one way to an LMS. */
export async function checkWay(deps: ConnectionDeps, way: CheckedWay): Promise<CheckedCourse> {
  return {
    lms: hostOf(way.platform.issuer),
    course: way.context?.title ?? null,
    lines: await checkConnection(deps, way),
  };
}

/** The course that a platform's last launch came from, for the operator's check. */
export async function lastCourseOf(db: Db, platformId: string) {
  const row = await db('lti_contexts')
    .where('platform_id', platformId)
    .orderBy('updated_at', 'desc')
    .first(CONTEXT_COLUMNS);
  return row ? contextOf(row) : null;
}

export function connectionControl(deps: ControlDeps): ConnectionControl {
  const { db, clock, leases, platforms } = deps;
  const store = launchStore(db);
  return {
    async last(programmeId) {
      const seen = await store.seen<CheckedCourse[]>('programme', programmeId, 'check');
      return seen ? { at: new Date(seen.at).toISOString(), courses: seen.details } : null;
    },
    async run(programmeId) {
      // Nobody's lease twice: it only says that there was a check a moment ago.
      if (!(await leases.take(`check:${programmeId}`, newId(), CHECK_EVERY_MS))) return false;
      const ways = await coursesOfProgramme(db, platforms, programmeId);
      const details = await Promise.all(
        ways.slice(0, COURSES_AT_MOST).map((way) => checkWay(deps, way)),
      );
      const seen = { scope: 'programme', scopeId: programmeId, kind: 'check' } as const;
      await store.keepSeen([{ ...seen, at: clock.now(), details }]);
      return true;
    },
  };
}
