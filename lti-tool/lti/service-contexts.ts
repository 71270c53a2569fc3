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
] as const;

/** A programme has one course, seldom a few. */
const CONTEXTS_AT_MOST = 20;

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
});

/** A course of a programme with the registration through which it is reached. */
export interface ProgrammeCourse {
  context: ServiceContext;
  platform: LtiPlatform;
}

/**
 * The courses of a programme, the one launched from last first. A course that is known through two
 * registrations of the tool on one LMS comes once: by the one that is switched on, else the newest.
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
  const courses = new Map<string, ProgrammeCourse>();
  for (const context of rows.map(contextOf)) {
    const platform = await platforms.findById(context.platformId);
    if (!platform) continue;
    const key = `${platform.issuer} ${context.contextId}`;
    const known = courses.get(key);
    if (!known || (platform.active && !known.platform.active))
      courses.set(key, { context, platform });
  }
  return [...courses.values()];
}
