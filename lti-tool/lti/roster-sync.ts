import type { OutputOf } from '../../service/api/endpoint.js';
import type { Contract, MentoringApi } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { Logger } from '../../shared/logger.js';
import { fetchRoster, type Roster } from './nrps-client.js';
import type { LtiPlatform, PlatformStore } from './platform-store.js';
import { mergedMembers } from './roster-members.js';
import type { RosterState, RosterStore } from './roster-store.js';
import {
  type CourseStates,
  type CourseWay,
  coursesOfProgramme,
  type ProgrammeCourse,
  type ServiceContext,
} from './service-contexts.js';
import type { ServiceCaller } from './service-token.js';

const ACTOR = { kind: 'system', name: 'roster-sync' } as const;
const LEASE_MS = 120_000;
const DEFAULT_INTERVAL_MS = 30 * 60_000;
const FIRST_RETRY_MS = 60_000;
/** How long `syncNow` waits for a fetch that another process has begun. */
const WAIT_FOR_OTHERS_MS = 30_000;
const LOOK_AGAIN_MS = 300;

type SyncResult = OutputOf<Contract['syncRoster']>;

export interface RosterControl {
  status(programmeId: string): Promise<
    Omit<RosterState, 'finishedAt' | 'nextAt'> & {
      available: boolean;
      /** ISO; the same moment under both names. */
      lastAt: string | null;
      finishedAt: string | null;
      nextAt: string | null;
    }
  >;
  /**
   * Fetches the roster now (waits for one that is being fetched). Throws AppError `unavailable` with
   * `details.reason` when the LMS offers none, does not answer, or answers in part.
   */
  syncNow(programmeId: string): Promise<SyncResult>;
  /** Background: the next course whose turn it is. False: none is due. */
  syncNextDue(): Promise<boolean>;
}

export interface RosterDeps {
  db: Db;
  api: MentoringApi;
  clock: Clock;
  logger: Logger;
  caller: ServiceCaller;
  platforms: Pick<PlatformStore, 'findById'>;
  store: RosterStore;
  courses: CourseStates;
  /** Milliseconds between fetches of one course; a tenth more or less by chance. */
  intervalMs?: number;
}

/** A course whose roster can be asked for, by each registration that may do so. */
interface Course extends ProgrammeCourse {
  ways: [CourseWay, ...CourseWay[]];
}

/** The registrations by which the roster of a course may be asked for; null: by none. */
function askable(course: ProgrammeCourse): Course | null {
  const [best, ...others] = [course, ...course.others].filter(
    (way) => way.platform.active && way.context.membershipsUrl !== null,
  );
  return best ? { ...course, ...best, ways: [best, ...others] } : null;
}

/** A registration that the LMS has deleted gets no token, or nothing for it. */
const isWayClosed = ({ fault, members }: Roster): boolean =>
  fault === 'unauthorised' || (fault === 'refused' && members.length === 0);

const isBroken = (result: SyncResult | Roster): result is Roster => 'fault' in result;

const jittered = (ms: number): number => Math.round(ms * (0.9 + Math.random() * 0.2));

export function createRosterSync(deps: RosterDeps): RosterControl {
  const { db, api, clock, caller, platforms, store } = deps;
  const interval = deps.intervalMs ?? DEFAULT_INTERVAL_MS;
  const nextAfterFailure = (wait: number | null) => (failures: number) => {
    const delay = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), interval);
    return clock.now() + Math.max(jittered(delay), (wait ?? 0) * 1000);
  };

  /** Takes the leases of all courses, or none. */
  async function takeAll(contexts: readonly ServiceContext[], holder: string): Promise<boolean> {
    const taken: ServiceContext[] = [];
    for (const context of contexts) {
      if (await store.take(context.ltiContextId, holder, LEASE_MS)) taken.push(context);
      else {
        await releaseAll(taken, holder);
        return false;
      }
    }
    return true;
  }

  async function releaseAll(contexts: readonly ServiceContext[], holder: string): Promise<void> {
    for (const context of contexts) await store.release(context.ltiContextId, holder);
  }

  /** By the registration that answered last; by another one where that one is not let in. */
  async function fetchByWays(course: Course, onPage: () => Promise<boolean>): Promise<Roster> {
    let first: Roster | null = null;
    for (const way of course.ways) {
      const url = way.context.membershipsUrl as string;
      const roster = await fetchRoster(caller, way.platform, url, onPage);
      if (roster.complete) await deps.courses.answered(way.context, way === course.ways[0]);
      if (!isWayClosed(roster)) return roster;
      first ??= roster;
    }
    return first as Roster;
  }

  /**
   * The courses of one LMS together: somebody is gone only who is in none of them, so the fetch is
   * complete only when every course came whole.
   */
  async function syncLms(
    programmeId: string,
    courses: readonly Course[],
    whole: boolean,
    holder: string,
  ): Promise<SyncResult | Roster> {
    const renewAll = async () => {
      const kept = courses.map((c) => store.renew(c.context.ltiContextId, holder, LEASE_MS));
      return (await Promise.all(kept)).every(Boolean);
    };
    const rosters: Roster[] = [];
    for (const course of courses) rosters.push(await fetchByWays(course, renewAll));
    const broken = rosters.find((roster) => !roster.complete);
    const platform = courses[0]?.platform as LtiPlatform;
    const members = mergedMembers(rosters, platform);
    const result =
      broken && members.length === 0
        ? null
        : await api.as(ACTOR).syncRoster({
            programmeId,
            issuer: platform.issuer,
            complete: whole && !broken,
            members,
          });
    for (const [index, { context }] of courses.entries()) {
      if (broken || result === null) {
        const wait = nextAfterFailure(broken?.retryAfterSeconds ?? null);
        await store.failed(context.ltiContextId, holder, broken?.fault ?? 'malformed', wait);
      } else {
        await store.succeeded(
          context.ltiContextId,
          holder,
          // The figures are of all courses together: they are noted once.
          index === 0 ? result : null,
          clock.now() + jittered(interval),
        );
      }
    }
    return broken ?? (result as SyncResult);
  }

  /** Fetches everything of a programme. Null: another process is at it. */
  async function syncProgramme(programmeId: string): Promise<SyncResult | Roster | null> {
    const all = await coursesOfProgramme(db, platforms, programmeId);
    const usable = all.map(askable).filter((course) => course !== null);
    if (usable.length === 0) {
      throw new AppError('unavailable', 'the LMS offers no roster', { details: { reason: 'off' } });
    }
    const holder = newId();
    const contexts = usable.map((course) => course.context);
    if (!(await takeAll(contexts, holder))) return null;
    const whole = usable.length === all.length;
    const total: SyncResult = {
      total: 0,
      added: 0,
      updated: 0,
      left: 0,
      at: new Date(clock.now()).toISOString(),
    };
    let broken: Roster | null = null;
    await store.settle(
      programmeId,
      contexts.map((context) => context.ltiContextId),
    );
    try {
      for (const issuer of new Set(usable.map((course) => course.platform.issuer))) {
        const courses = usable.filter((course) => course.platform.issuer === issuer);
        const result = await syncLms(programmeId, courses, whole, holder);
        if (isBroken(result)) {
          broken = result;
          continue;
        }
        total.total += result.total;
        total.added += result.added;
        total.updated += result.updated;
        total.left += result.left;
        total.at = result.at;
      }
    } catch (error) {
      for (const context of contexts) {
        await store.failed(context.ltiContextId, holder, 'internal', nextAfterFailure(null));
      }
      throw error;
    } finally {
      await releaseAll(contexts, holder);
    }
    return broken ?? total;
  }

  return {
    async status(programmeId) {
      const { finishedAt, nextAt, ...state } = await store.state(programmeId);
      const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
      const at = iso(finishedAt);
      const available = state.state !== 'off';
      return { ...state, available, lastAt: at, finishedAt: at, nextAt: iso(nextAt) };
    },
    async syncNow(programmeId) {
      const deadline = clock.now() + WAIT_FOR_OTHERS_MS;
      for (;;) {
        const result = await syncProgramme(programmeId);
        if (result !== null && !isBroken(result)) return result;
        if (result !== null || clock.now() > deadline) {
          const reason = result?.fault ?? 'running';
          throw new AppError('unavailable', `the roster did not come: ${reason}`, {
            details: { reason },
          });
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      }
    },
    async syncNextDue() {
      const due = await store.nextDue();
      if (!due) return false;
      const result = await syncProgramme(due.programmeId);
      // A course that is reached by a newer registration was not asked itself, and is due no more.
      if (result !== null) await store.postpone(due.ltiContextId, clock.now() + jittered(interval));
      if (result !== null && isBroken(result)) {
        deps.logger.warn(
          { ltiContextId: due.ltiContextId, fault: result.fault },
          'the roster came in part or not at all',
        );
      }
      // Null: somebody else has just begun; there is nothing to do here for now.
      return result !== null;
    },
  };
}
