import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { CONTEXT_COLUMNS, contextOf, type ServiceContext } from './service-contexts.js';

/** The state of the roster's fetching, of all courses of a programme together. */
export interface RosterState {
  /** `off`: the LMS offers no roster (yet); `never`: not fetched yet. */
  state: 'off' | 'never' | 'running' | 'done' | 'failed';
  /** Moment of the last complete fetch, ms; null: there was none. */
  finishedAt: number | null;
  total: number;
  added: number;
  updated: number;
  left: number;
  /** When the LMS is asked again by itself, ms; null: not planned. */
  nextAt: number | null;
  /** Code of why the last fetch failed; null: it did not. */
  error: string | null;
}

export interface SyncFigures {
  total: number;
  added: number;
  updated: number;
  left: number;
}

const NOTHING: SyncFigures = { total: 0, added: 0, updated: 0, left: 0 };

interface StateRow {
  memberships_url: string | null;
  sync_finished_at: number | null;
  sync_total: number | null;
  sync_added: number | null;
  sync_updated: number | null;
  sync_left: number | null;
  sync_error: string | null;
  sync_lease_until: number | null;
  sync_next_at: number | null;
}

type Figure = 'sync_total' | 'sync_added' | 'sync_updated' | 'sync_left';

const sum = (rows: StateRow[], field: Figure): number =>
  rows.reduce((total, row) => total + (row[field] ?? 0), 0);

function stateOf(rows: StateRow[], now: number): RosterState {
  const offered = rows.filter((row) => row.memberships_url !== null);
  const times = offered.map((row) => row.sync_finished_at).filter((at) => at !== null);
  const error = offered.find((row) => row.sync_error !== null)?.sync_error ?? null;
  const planned = offered.map((row) => row.sync_next_at).filter((at) => at !== null);
  const running = offered.some((row) => (row.sync_lease_until ?? 0) > now);
  const settled = times.length === 0 ? 'never' : 'done';
  const state = running ? 'running' : error === null ? settled : 'failed';
  return {
    state: offered.length === 0 ? 'off' : state,
    finishedAt: times.length === 0 ? null : Math.max(...times.map(Number)),
    total: sum(offered, 'sync_total'),
    added: sum(offered, 'sync_added'),
    updated: sum(offered, 'sync_updated'),
    left: sum(offered, 'sync_left'),
    nextAt: planned.length === 0 ? null : Math.min(...planned.map(Number)),
    error,
  };
}

const columnsOf = (figures: SyncFigures) => ({
  sync_total: figures.total,
  sync_added: figures.added,
  sync_updated: figures.updated,
  sync_left: figures.left,
});

/** The columns `sync_*` of `lti_contexts`: whose turn it is, who is at it, what came of it. */
export function rosterStore(db: Db, clock: Clock) {
  const context = (ltiContextId: string) =>
    db('lti_contexts').where('lti_context_id', ltiContextId);
  const held = (ltiContextId: string, holder: string) =>
    context(ltiContextId).where('sync_lease_holder', holder);
  return {
    async state(programmeId: string): Promise<RosterState> {
      const rows = (await db('lti_contexts')
        .where('programme_id', programmeId)
        .limit(50)
        .select(
          'memberships_url',
          'sync_finished_at',
          'sync_total',
          'sync_added',
          'sync_updated',
          'sync_left',
          'sync_error',
          'sync_lease_until',
          'sync_next_at',
        )) as StateRow[];
      return stateOf(rows, clock.now());
    },
    /** The course whose turn came first, of an LMS that is switched on; null: none is due. */
    async nextDue(): Promise<ServiceContext | null> {
      const now = clock.now();
      const row = await db('lti_contexts as c')
        .join('lti_platforms as p', 'p.platform_id', 'c.platform_id')
        .where('p.active', true)
        .whereNotNull('c.memberships_url')
        .where((q) => q.whereNull('c.sync_next_at').orWhere('c.sync_next_at', '<=', now))
        .where((q) => q.whereNull('c.sync_lease_until').orWhere('c.sync_lease_until', '<=', now))
        .orderBy('c.sync_next_at')
        .first(CONTEXT_COLUMNS.map((name) => `c.${name}`));
      return row ? contextOf(row) : null;
    },
    /** One statement: true for one process only, until the lease ends. */
    async take(ltiContextId: string, holder: string, ms: number): Promise<boolean> {
      const now = clock.now();
      const taken = await context(ltiContextId)
        .where((q) => q.whereNull('sync_lease_until').orWhere('sync_lease_until', '<=', now))
        .update({ sync_lease_holder: holder, sync_lease_until: now + ms, sync_started_at: now });
      return taken === 1;
    },
    async renew(ltiContextId: string, holder: string, ms: number): Promise<boolean> {
      const now = clock.now();
      const kept = await held(ltiContextId, holder)
        .where('sync_lease_until', '>', now)
        .update({ sync_lease_until: now + ms });
      return kept === 1;
    },
    async release(ltiContextId: string, holder: string): Promise<void> {
      await held(ltiContextId, holder).update({ sync_lease_holder: null, sync_lease_until: null });
    },
    /** Puts a course off that is still due. */
    async postpone(ltiContextId: string, nextAt: number): Promise<void> {
      await context(ltiContextId)
        .where((q) => q.whereNull('sync_next_at').orWhere('sync_next_at', '<=', clock.now()))
        .update({ sync_next_at: nextAt });
    },
    /** @param figures null: they stand with another course that was fetched together with this one */
    async succeeded(
      ltiContextId: string,
      holder: string,
      figures: SyncFigures | null,
      nextAt: number,
    ): Promise<void> {
      await held(ltiContextId, holder).update({
        sync_finished_at: clock.now(),
        ...columnsOf(figures ?? NOTHING),
        sync_error: null,
        sync_failures: 0,
        sync_next_at: nextAt,
      });
    },
    /**
     * What stands with courses of the programme that are not asked any more (another registration
     * reaches them, the LMS offers no roster) is of the past.
     */
    async settle(programmeId: string, asked: readonly string[]): Promise<void> {
      await db('lti_contexts')
        .where('programme_id', programmeId)
        .whereNotIn('lti_context_id', [...asked])
        .update({ ...columnsOf(NOTHING), sync_error: null, sync_failures: 0 });
    },
    /** @param nextAt from the number of failures in a row, this one included */
    async failed(
      ltiContextId: string,
      holder: string,
      error: string,
      nextAt: (failures: number) => number,
    ): Promise<void> {
      const row = (await held(ltiContextId, holder).first('sync_failures')) as
        | { sync_failures: number }
        | undefined;
      const failures = (row?.sync_failures ?? 0) + 1;
      await held(ltiContextId, holder).update({
        sync_error: error,
        sync_failures: failures,
        sync_next_at: nextAt(failures),
      });
    },
  };
}
export type RosterStore = ReturnType<typeof rosterStore>;
