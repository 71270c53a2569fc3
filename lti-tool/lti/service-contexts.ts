import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import type { LtiPlatform, PlatformStore } from './platform-store.js';

/** An LMS course with the addresses of its services, as the last launch brought them. */
export interface ServiceContext {
  ltiContextId: string;
  platformId: string;
  /** The LMS's own id of the course. */
  contextId: string;
  organisationId: string;
  programmeId: string;
  title: string;
  /** AGS: the columns of the course; null: the LMS offers no gradebook here. */
  lineItemsUrl: string | null;
  agsScopes: string[];
  /** NRPS: the roster; null: not offered (yet). */
  membershipsUrl: string | null;
  /** When a service of the course answered last, to within minutes; ms; null: never. */
  answeredAt: number | null;
  /** Until when some process lets the platform rest; ms. */
  restsUntil: number | null;
  /** When a coordinator asked not to wait for the end of the rest; ms. */
  retryAskedAt: number | null;
}

interface Row {
  lti_context_id: string;
  platform_id: string;
  context_id: string;
  organisation_id: string;
  programme_id: string;
  title: string;
  lineitems_url: string | null;
  ags_scopes: unknown;
  memberships_url: string | null;
  answered_at: number | null;
  rests_until: number | null;
  retry_asked_at: number | null;
}

/** Columns of `lti_contexts` that a ServiceContext is made of. */
export const CONTEXT_COLUMNS = [
  'lti_context_id',
  'platform_id',
  'context_id',
  'organisation_id',
  'programme_id',
  'title',
  'lineitems_url',
  'ags_scopes',
  'memberships_url',
  'answered_at',
  'rests_until',
  'retry_asked_at',
] as const;

/** A programme has one course, seldom a few. */
const CONTEXTS_AT_MOST = 20;

const moment = (value: number | null): number | null => (value === null ? null : Number(value));

export const contextOf = (row: Row): ServiceContext => ({
  ltiContextId: row.lti_context_id,
  platformId: row.platform_id,
  contextId: row.context_id,
  organisationId: row.organisation_id,
  programmeId: row.programme_id,
  title: row.title,
  lineItemsUrl: row.lineitems_url,
  agsScopes: row.ags_scopes === null ? [] : fromJson<string[]>(row.ags_scopes),
  membershipsUrl: row.memberships_url,
  answeredAt: moment(row.answered_at),
  restsUntil: moment(row.rests_until),
  retryAskedAt: moment(row.retry_asked_at),
});

/** A course as one registration of the tool reaches it. */
export interface CourseWay {
  context: ServiceContext;
  platform: LtiPlatform;
}

/** A course of a programme with the registration through which it is reached. */
export interface ProgrammeCourse extends CourseWay {
  /** Further registrations of the tool on the same LMS that know the course, the better ones first. */
  others: CourseWay[];
}

/**
 * Registrations that are switched on come first; of them the one that answered last: an LMS does not
 * say that it has deleted a registration, and a newer launch does not say that the other one has gone.
 */
function better(a: CourseWay, b: CourseWay): number {
  const active = Number(b.platform.active) - Number(a.platform.active);
  return active || (b.context.answeredAt ?? 0) - (a.context.answeredAt ?? 0);
}

/**
 * The courses of a programme, the one launched from last first. A course that is known through several
 * registrations of the tool on one LMS comes once, with the other ways to it.
 */
export async function coursesOfProgramme(
  db: Db,
  platforms: Pick<PlatformStore, 'findById'>,
  programmeId: string,
): Promise<ProgrammeCourse[]> {
  const rows = (await db('lti_contexts')
    .where('programme_id', programmeId)
    .orderBy('updated_at', 'desc')
    .limit(CONTEXTS_AT_MOST)
    .select(CONTEXT_COLUMNS)) as Row[];
  const courses = new Map<string, CourseWay[]>();
  for (const context of rows.map(contextOf)) {
    const platform = await platforms.findById(context.platformId);
    if (!platform) continue;
    const key = `${platform.issuer} ${context.contextId}`;
    courses.set(key, [...(courses.get(key) ?? []), { context, platform }]);
  }
  return [...courses.values()].flatMap((ways) => {
    // Sorting is stable: where neither answered, the one launched from last stays first.
    const [best, ...others] = [...ways].sort(better);
    return best ? [{ ...best, others }] : [];
  });
}

/** Written at most so often for a registration that goes on answering. */
const ANSWERED_EVERY_MS = 10 * 60_000;

/** What the services learn of a course while they use it. */
export function courseStates(db: Db, clock: Clock) {
  const row = (context: ServiceContext) =>
    db('lti_contexts').where('lti_context_id', context.ltiContextId);
  return {
    /** A service of this course has answered: it is preferred to other registrations from now on. */
    async answered(context: ServiceContext, preferred: boolean): Promise<void> {
      const now = clock.now();
      const fresh = (context.answeredAt ?? 0) > now - ANSWERED_EVERY_MS;
      if (preferred && fresh && context.restsUntil === null) return;
      await row(context).update({ answered_at: now, rests_until: null });
    },
    /** Lets other processes and the pages know of a rest. */
    async rests(context: ServiceContext, until: number): Promise<void> {
      if (context.restsUntil === until) return;
      await row(context).update({ rests_until: until });
    },
    /** Ends the rests of a programme's platforms, in every process. */
    async askRetry(programmeId: string): Promise<void> {
      await db('lti_contexts')
        .where('programme_id', programmeId)
        .update({ rests_until: null, retry_asked_at: clock.now() });
    },
  };
}
export type CourseStates = ReturnType<typeof courseStates>;
