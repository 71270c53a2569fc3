import type { Knex } from 'knex';
import type { Clock } from '../../../shared/clock.js';
import type { Db } from '../../../shared/db/connect.js';
import { LAUNCHES_KEPT_MS } from '../purge.js';
import { launchStore, NO_SCOPE, type Scope } from './launch-store.js';
import type { LaunchResult } from './launch-trace.js';
import type { RedactedLaunch } from './redacted-launch.js';

export type LaunchOutcome = 'entered' | 'refused';

/** A line of the journal for those who read it. */
export interface JournalledLaunch {
  launchId: string;
  /** ISO. */
  at: string;
  result: LaunchResult;
  outcome: LaunchOutcome;
  cause: string;
  reference: string;
  proven: boolean;
  platformId: string | null;
  course: string | null;
  kind: 'open' | 'pick' | null;
  role: string | null;
  /** So many launches of one kind. */
  times: number;
}

export interface LaunchFilters {
  outcome?: LaunchOutcome | undefined;
  role?: string | undefined;
  /** The number that stands on the error page. */
  reference?: string | undefined;
  /** ISO; what is older than the journal is not there anyway. */
  since?: string | undefined;
}

export interface LaunchPage {
  rows: JournalledLaunch[];
  total: number;
  page: number;
  pageSize: number;
}

export interface LastLaunch extends RedactedLaunch {
  /** ISO. */
  at: string;
}

/** The last launch that was let in and the last that was refused. */
export type LastLaunches = Record<LaunchOutcome, LastLaunch | null>;

const LET_IN: readonly LaunchResult[] = ['entered', 'anonymous', 'no_programme'];

const COLUMNS = {
  launchId: 'l.launch_id',
  at: 'l.at',
  result: 'l.result',
  cause: 'l.cause',
  reference: 'l.reference',
  proven: 'l.proven',
  platformId: 'l.platform_id',
  course: 'c.title',
  kind: 'l.kind',
  role: 'l.role',
  times: 'l.times',
} as const;

type Row = { [K in keyof typeof COLUMNS]: string | number | boolean | null };

const launchOf = (row: Row): JournalledLaunch => ({
  launchId: row.launchId as string,
  at: new Date(Number(row.at)).toISOString(),
  result: row.result as LaunchResult,
  outcome: LET_IN.includes(row.result as LaunchResult) ? 'entered' : 'refused',
  cause: (row.cause as string | null) ?? '',
  reference: (row.reference as string | null) ?? '',
  proven: Boolean(row.proven),
  platformId: row.platformId as string | null,
  course: row.course as string | null,
  kind: row.kind as JournalledLaunch['kind'],
  role: row.role as string | null,
  times: Number(row.times),
});

const READ_AT_ONCE = 500;

/** The lines that come after this one in the order of the lists. */
function before(query: Knex.QueryBuilder, last: JournalledLaunch): void {
  const at = Date.parse(last.at);
  query.where((q) =>
    q
      .where('l.at', '<', at)
      .orWhere((same) => same.where('l.at', at).where('l.launch_id', '<', last.launchId)),
  );
}

/** Reads the journal of the launches. */
export function launchReports(db: Db, clock: Clock) {
  const store = launchStore(db);

  const lines = (since: number) =>
    db('lti_launches as l').where('l.at', '>=', Math.max(since, clock.now() - LAUNCHES_KEPT_MS));

  const ofProgramme = (programmeId: string, filters: LaunchFilters) => {
    const { outcome, role, reference, since } = filters;
    // Only launches that the LMS has proven bear a programme.
    const query = lines(since ? Date.parse(since) : 0).where('l.programme_id', programmeId);
    if (outcome === 'entered') query.whereIn('l.result', LET_IN);
    if (outcome === 'refused') query.whereNotIn('l.result', LET_IN);
    if (role !== undefined) query.where('l.role', role);
    if (reference !== undefined) query.where('l.reference', reference);
    return query;
  };

  const withCourse = (query: ReturnType<typeof lines>): Promise<Row[]> =>
    query
      .leftJoin('lti_contexts as c', {
        'c.platform_id': 'l.platform_id',
        'c.deployment_id': 'l.deployment_id',
        'c.context_id': 'l.context_id',
      })
      .orderBy([
        { column: 'l.at', order: 'desc' },
        { column: 'l.launch_id', order: 'desc' },
      ])
      .select(COLUMNS) as unknown as Promise<Row[]>;

  async function lastOf(scope: Scope, scopeId: string): Promise<LastLaunches> {
    const [entered, refused] = await Promise.all(
      (['entered', 'refused'] as const).map(async (kind) => {
        const seen = await store.seen<RedactedLaunch>(scope, scopeId, kind);
        return seen ? { ...seen.details, at: new Date(seen.at).toISOString() } : null;
      }),
    );
    return { entered: entered ?? null, refused: refused ?? null };
  }

  return {
    /** Launches into a programme, newest first; those alone that the LMS has proven. */
    async list(
      programmeId: string,
      { page, pageSize, ...filters }: LaunchFilters & { page: number; pageSize: number },
    ): Promise<LaunchPage> {
      const counted = await ofProgramme(programmeId, filters).count({ n: '*' });
      const rows = await withCourse(
        ofProgramme(programmeId, filters)
          .limit(pageSize)
          .offset((page - 1) * pageSize),
      );
      return { rows: rows.map(launchOf), total: Number(counted[0]?.['n'] ?? 0), page, pageSize };
    },
    /** How many launches of a programme were let in and how many refused. */
    async counts(programmeId: string, since?: string): Promise<Record<LaunchOutcome, number>> {
      const sum = async (outcome: LaunchOutcome) => {
        const [row] = await ofProgramme(programmeId, { outcome, since }).sum({ n: 'l.times' });
        return Number(row?.['n'] ?? 0);
      };
      const [entered, refused] = await Promise.all([sum('entered'), sum('refused')]);
      return { entered, refused };
    },
    /** Titles of the programme's courses in the LMS. */
    async courses(programmeId: string): Promise<string[]> {
      return db('lti_contexts')
        .where('programme_id', programmeId)
        .distinct()
        .limit(20)
        .pluck('title');
    },
    /** All that the operator may see: of one platform or of all, newest first, unproven ones too. */
    async *listAll(filters: {
      platformId: string | null;
      since: number;
    }): AsyncGenerator<JournalledLaunch> {
      let last: JournalledLaunch | undefined;
      do {
        const query = lines(filters.since).limit(READ_AT_ONCE);
        if (filters.platformId !== null) query.where('l.platform_id', filters.platformId);
        if (last) before(query, last);
        const rows = (await withCourse(query)).map(launchOf);
        yield* rows;
        last = rows.length < READ_AT_ONCE ? undefined : rows.at(-1);
      } while (last);
    },
    lastOfProgramme: (programmeId: string) => lastOf('programme', programmeId),
    lastOfPlatform: (platformId: string) => lastOf('platform', platformId),
    /** Launches that named no registration of ours. */
    lastOfNobody: () => lastOf(NO_SCOPE.scope, NO_SCOPE.scopeId),
  };
}
export type LaunchReports = ReturnType<typeof launchReports>;
