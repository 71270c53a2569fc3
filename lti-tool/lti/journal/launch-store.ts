import type { Db } from '../../../shared/db/connect.js';
import { fromJson, toJson } from '../../../shared/db/dialect.js';
import type { LaunchEntry } from './launch-trace.js';
import type { RedactedLaunch } from './redacted-launch.js';

/** A line of the journal with its id and how many launches it stands for. */
export interface StoredEntry extends LaunchEntry {
  launchId: string;
  times: number;
  /** Of a proven launch that did not get as far as its programme, until that is known. */
  details?: RedactedLaunch;
}

export type Scope = 'platform' | 'programme' | 'none';
export type SeenKind = 'entered' | 'refused' | 'check';

/** What was seen last of a platform or a programme. */
export interface Seen {
  scope: Scope;
  scopeId: string;
  kind: SeenKind;
  at: number;
  details: unknown;
}

/** The scope of launches that name no registration of ours. */
export const NO_SCOPE = { scope: 'none', scopeId: '-' } as const;

const ROWS_AT_ONCE = 200;

const rowOf = (entry: StoredEntry) => ({
  launch_id: entry.launchId,
  at: entry.at,
  result: entry.result,
  cause: entry.cause || null,
  reference: entry.reference || null,
  platform_id: entry.platformId,
  proven: entry.proven,
  deployment_id: entry.deploymentId,
  context_id: entry.contextId,
  programme_id: entry.programmeId,
  kind: entry.kind,
  role: entry.role,
  times: entry.times,
});

const chunks = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, n) =>
    rows.slice(n * ROWS_AT_ONCE, (n + 1) * ROWS_AT_ONCE),
  );

/** Writes of the journal: `lti_launches` and `lti_last_seen`. */
export function launchStore(db: Db) {
  /** Courses of proven launches that did not get as far as their programme. */
  async function programmesOf(entries: readonly StoredEntry[]): Promise<Map<string, string>> {
    const keyOf = (one: unknown[]) => toJson(one);
    const wanted = new Map(
      entries
        .filter((one) => one.proven && one.programmeId === null && one.contextId !== null)
        .map((one) => [one.platformId, one.deploymentId, one.contextId] as string[])
        .map((key) => [keyOf(key), key]),
    );
    if (wanted.size === 0) return new Map();
    const rows = (await db('lti_contexts')
      .whereIn(['platform_id', 'deployment_id', 'context_id'], [...wanted.values()])
      .select('platform_id', 'deployment_id', 'context_id', 'programme_id')) as Record<
      string,
      string
    >[];
    return new Map(
      rows.map((row) => [
        keyOf([row['platform_id'], row['deployment_id'], row['context_id']]),
        row['programme_id'] as string,
      ]),
    );
  }

  /** Steps after the launch of sessions that were there already. */
  async function completeBySession(entries: readonly StoredEntry[]): Promise<void> {
    const sids = [...new Set(entries.flatMap(({ sid }) => sid ?? []))];
    if (sids.length === 0) return;
    const rows = (await db('lti_sessions')
      .whereIn('sid', sids)
      .select('sid', 'platform_id', 'programme_id', 'role')) as Record<string, string>[];
    const known = new Map(rows.map((row) => [row['sid'], row]));
    for (const entry of entries) {
      const row = entry.sid === null ? undefined : known.get(entry.sid);
      if (!row) continue;
      entry.platformId = row['platform_id'] ?? null;
      entry.programmeId = row['programme_id'] ?? null;
      entry.role = row['role'] ?? null;
    }
  }

  return {
    /** Fills in the programme where the course is known; a refusal of our own service names none. */
    async complete(entries: readonly StoredEntry[]): Promise<void> {
      await completeBySession(entries);
      const known = await programmesOf(entries);
      for (const entry of known.size > 0 ? entries : []) {
        const key = toJson([entry.platformId, entry.deploymentId, entry.contextId]);
        if (entry.proven) entry.programmeId ??= known.get(key) ?? null;
      }
    },
    /** A second try with the same entries writes nothing twice. */
    async insert(entries: readonly StoredEntry[]): Promise<void> {
      for (const rows of chunks(entries)) {
        await db('lti_launches').insert(rows.map(rowOf)).onConflict('launch_id').ignore();
      }
    },
    /** Counts further launches on a line that is there. False: it is not. */
    async add(launchId: string, times: number, at: number): Promise<boolean> {
      const met = await db('lti_launches')
        .where('launch_id', launchId)
        .update({ times: db.raw('times + ?', [times]), at });
      return met === 1;
    },
    async keepSeen(seen: readonly Seen[]): Promise<void> {
      if (seen.length === 0) return;
      await db('lti_last_seen')
        .insert(
          seen.map(({ scope, scopeId, kind, at, details }) => ({
            scope,
            scope_id: scopeId,
            kind,
            at,
            details: toJson(details),
          })),
        )
        .onConflict(['scope', 'scope_id', 'kind'])
        .merge();
    },
    async seen<T>(
      scope: Scope,
      scopeId: string,
      kind: SeenKind,
    ): Promise<{ at: number; details: T } | null> {
      const row = (await db('lti_last_seen')
        .where({ scope, scope_id: scopeId, kind })
        .first('at', 'details')) as { at: number; details: unknown } | undefined;
      return row ? { at: Number(row.at), details: fromJson<T>(row.details) } : null;
    },
  };
}
export type LaunchStore = ReturnType<typeof launchStore>;
