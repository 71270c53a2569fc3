import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import { sha256 } from '../../shared/seal.js';

/** An LMS course as launches bring it; addresses that a launch does not name are null. */
export interface LaunchedContext {
  platformId: string;
  deploymentId: string;
  contextId: string;
  organisationId: string;
  programmeId: string;
  title: string;
  lineItemsUrl: string | null;
  agsScopes: string[];
  membershipsUrl: string | null;
  /** The LMS's ids of the courses that it was copied from, the latest first; empty: not said. */
  history: string[];
}

export interface LaunchedContexts {
  /**
   * Keeps what the services need of a course. Written only when something changed; an address that
   * is known and missing now stays (Moodle leaves the roster out of a first deep link).
   * `gradebookIsNew`: the course, or its gradebook, was not known before.
   */
  remember(context: LaunchedContext): Promise<{ gradebookIsNew: boolean }>;
}

/** So long a process believes that what it wrote is still there. */
const BELIEVED_MS = 5 * 60_000;
const ENTRIES_AT_MOST = 5_000;

/**
 * What names a course for the service: stable, opaque, unique in its organisation. Neither client nor
 * deployment is part of it: Moodle gives new ones at each registration, and the course goes on.
 */
export function courseKeyOf(issuer: string, contextId: string): string {
  return sha256(JSON.stringify([issuer, contextId]));
}

type Facts = Pick<
  LaunchedContext,
  'programmeId' | 'title' | 'lineItemsUrl' | 'agsScopes' | 'membershipsUrl' | 'history'
>;

const sameFacts = (a: Facts, b: Facts): boolean =>
  a.programmeId === b.programmeId &&
  a.title === b.title &&
  a.lineItemsUrl === b.lineItemsUrl &&
  a.membershipsUrl === b.membershipsUrl &&
  toJson(a.agsScopes) === toJson(b.agsScopes) &&
  toJson(a.history) === toJson(b.history);

const rowOf = (facts: Facts) => ({
  programme_id: facts.programmeId,
  title: facts.title,
  lineitems_url: facts.lineItemsUrl,
  ags_scopes: toJson(facts.agsScopes),
  memberships_url: facts.membershipsUrl,
  history: facts.history.length === 0 ? null : toJson(facts.history),
});

function merged(known: Facts | null, launched: LaunchedContext): Facts {
  const ags = launched.lineItemsUrl !== null ? launched : (known ?? launched);
  return {
    programmeId: launched.programmeId,
    title: launched.title || known?.title || '',
    lineItemsUrl: ags.lineItemsUrl,
    agsScopes: [...ags.agsScopes].sort(),
    membershipsUrl: launched.membershipsUrl ?? known?.membershipsUrl ?? null,
    history: launched.history.length > 0 ? launched.history : (known?.history ?? []),
  };
}

interface Row {
  programme_id: string;
  title: string;
  lineitems_url: string | null;
  ags_scopes: unknown;
  memberships_url: string | null;
  history: unknown;
}

export function launchedContexts(db: Db, clock: Clock): LaunchedContexts {
  const believed = new Map<string, { until: number; facts: Facts }>();
  const where = (c: LaunchedContext) => ({
    platform_id: c.platformId,
    deployment_id: c.deploymentId,
    context_id: c.contextId,
  });

  async function read(context: LaunchedContext): Promise<Facts | null> {
    const row = (await db('lti_contexts').where(where(context)).first()) as Row | undefined;
    if (!row) return null;
    return {
      programmeId: row.programme_id,
      title: row.title,
      lineItemsUrl: row.lineitems_url,
      agsScopes: row.ags_scopes === null ? [] : fromJson<string[]>(row.ags_scopes),
      membershipsUrl: row.memberships_url,
      history: row.history === null ? [] : fromJson<string[]>(row.history),
    };
  }

  const update = (context: LaunchedContext, facts: Facts) =>
    db('lti_contexts')
      .where(where(context))
      .update({ ...rowOf(facts), updated_at: clock.now() });

  async function insert(context: LaunchedContext, facts: Facts): Promise<void> {
    const now = clock.now();
    try {
      await db('lti_contexts').insert({
        lti_context_id: newId(),
        ...where(context),
        organisation_id: context.organisationId,
        ...rowOf(facts),
        created_at: now,
        updated_at: now,
        // The roster of a new course is fetched soon.
        sync_next_at: now,
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      await update(context, facts);
    }
  }

  return {
    async remember(context) {
      const key = toJson(where(context));
      const cached = believed.get(key);
      const trusted = cached !== undefined && cached.until > clock.now();
      const known = trusted ? cached.facts : await read(context);
      const facts = merged(known, context);
      if (trusted && sameFacts(cached.facts, facts)) return { gradebookIsNew: false };
      if (known === null) await insert(context, facts);
      else if (!sameFacts(known, facts)) await update(context, facts);
      believed.delete(key);
      if (believed.size >= ENTRIES_AT_MOST) believed.delete(believed.keys().next().value as string);
      believed.set(key, { until: clock.now() + BELIEVED_MS, facts });
      return { gradebookIsNew: facts.lineItemsUrl !== (known?.lineItemsUrl ?? null) };
    },
  };
}
