import type { Db } from '../../../shared/db/connect.js';
import { fromJson } from '../../../shared/db/dialect.js';
import type { MatchRun } from '../../api/match-runs.js';
import type { MatchSettings, MatchTotals } from '../../api/match-settings.js';
import type { Form, MatchRunState } from '../../api/reference.js';

/** A run as stored, without its input and result, which are read where they are needed. */
export interface StoredRun {
  runId: string;
  organisationId: string;
  programmeId: string;
  number: number;
  form: Form;
  state: MatchRunState;
  token: string | null;
  aliveAt: number | null;
  done: number;
  settingsVersion: number;
  settings: MatchSettings;
  inputHash: string;
  factsHash: string;
  seed: string;
  counts: MatchRun['counts'];
  solved: MatchTotals | null;
  lockFaults: MatchRun['lockFaults'];
  solverUs: number | null;
  changes: number;
  startedBy: string | null;
  finishedAt: number | null;
  publishedBy: string | null;
  publishedAt: number | null;
  orderNumber: string | null;
  orderDate: string | null;
  version: number;
  createdAt: number;
}

const COLUMNS = {
  runId: 'r.id',
  organisationId: 'r.organisation_id',
  programmeId: 'r.programme_id',
  number: 'r.number',
  form: 'r.form',
  state: 'r.state',
  token: 'r.token',
  aliveAt: 'r.alive_at',
  done: 'r.done',
  settingsVersion: 'r.settings_number',
  settings: 'r.settings',
  inputHash: 'r.input_hash',
  factsHash: 'r.facts_hash',
  seed: 'r.seed',
  counts: 'r.counts',
  solved: 'r.solved',
  lockFaults: 'r.lock_faults',
  solverUs: 'r.solver_us',
  changes: 'r.changes',
  startedBy: 's.name',
  finishedAt: 'r.finished_at',
  publishedBy: 'p.name',
  publishedAt: 'r.published_at',
  orderNumber: 'r.order_number',
  orderDate: 'r.order_date',
  version: 'r.version',
  createdAt: 'r.created_at',
} as const;

type Row = Record<keyof typeof COLUMNS, unknown>;

const moment = (value: unknown): number | null => (value === null ? null : Number(value));
const json = <T>(value: unknown, otherwise: T): T =>
  value === null ? otherwise : fromJson<T>(value);

const stored = (row: Row): StoredRun => ({
  ...(row as unknown as StoredRun),
  aliveAt: moment(row.aliveAt),
  settings: fromJson<MatchSettings>(row.settings),
  counts: fromJson<MatchRun['counts']>(row.counts),
  solved: json<MatchTotals | null>(row.solved, null),
  lockFaults: json<MatchRun['lockFaults']>(row.lockFaults, []),
  finishedAt: moment(row.finishedAt),
  publishedAt: moment(row.publishedAt),
  createdAt: Number(row.createdAt),
});

/** Runs that are looked through for one with a result. */
const LOOKED_THROUGH = 20;

export type RunValues = Record<string, string | number | null>;

/** The SQL of runs of matching; on a transaction: `runStore(trx)`. */
export function runStore(db: Db) {
  const runs = (programmeId: string) =>
    db('match_runs as r')
      .leftJoin('people as s', 's.id', 'r.started_by')
      .leftJoin('people as p', 'p.id', 'r.published_by')
      .where('r.programme_id', programmeId);

  return {
    async find(programmeId: string, runId: string): Promise<StoredRun | null> {
      const [row] = await runs(programmeId).where('r.id', runId).select(COLUMNS);
      return row ? stored(row) : null;
    },

    /** Newest first, and how many there are. */
    async page(
      programmeId: string,
      form: Form | undefined,
      { page, pageSize }: { page: number; pageSize: number },
    ): Promise<{ rows: StoredRun[]; total: number }> {
      const ofForm = () => {
        const query = runs(programmeId);
        return form === undefined ? query : query.where('r.form', form);
      };
      const rows = await ofForm()
        .orderBy([
          { column: 'r.created_at', order: 'desc' },
          { column: 'r.id', order: 'desc' },
        ])
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select(COLUMNS);
      const [count] = (await ofForm().count({ n: '*' })) as { n: number | string }[];
      return { rows: rows.map(stored), total: Number(count?.n ?? 0) };
    },

    /** The newest run of a form and the newest that has a result, among the latest few. */
    async latest(programmeId: string, form: Form) {
      const rows: { runId: string; number: number; state: MatchRunState }[] = await db('match_runs')
        .where({ programme_id: programmeId, form })
        .orderBy('number', 'desc')
        .limit(LOOKED_THROUGH)
        .select({ runId: 'id', number: 'number', state: 'state' });
      const useful = rows.find(({ state }) => state === 'done' || state === 'published');
      return { newest: rows[0] ?? null, useful: useful ?? null };
    },

    /** The number that the next run of a form gets. */
    async nextNumber(programmeId: string, form: Form): Promise<number> {
      const row = await db('match_runs')
        .where({ programme_id: programmeId, form })
        .max({ n: 'number' })
        .first();
      return Number(row?.n ?? 0) + 1;
    },

    /** Whether a run of the programme is being computed by somebody who was heard of since then. */
    async isRunning(programmeId: string, heardSince: number): Promise<boolean> {
      const row = await db('match_runs')
        .where({ programme_id: programmeId, state: 'running' })
        .where('alive_at', '>=', heardSince)
        .first('id');
      return row !== undefined;
    },

    async insert(values: RunValues): Promise<void> {
      await db('match_runs').insert(values);
    },

    /** The frozen input, as it was written. */
    async inputOf(runId: string): Promise<string> {
      const row = await db('match_runs').where('id', runId).first('input');
      return row?.input ?? '';
    },

    /** Mentee and unit, as the solver left it. */
    async resultOf(runId: string): Promise<[string, string][]> {
      const row = await db('match_runs').where('id', runId).first('result');
      return json<[string, string][]>(row?.result ?? null, []);
    },

    /** Whoever computes it says that they still do; false: it was stopped, or is somebody else's. */
    async report(runId: string, token: string, done: number, now: number): Promise<boolean> {
      const met = await db('match_runs')
        .where({ id: runId, token, state: 'running' })
        .update({ done, alive_at: now });
      return met === 1;
    },

    /** The first computer of a run, whose token is the run's own id until then; false: there is one. */
    async takeFirst(runId: string, token: string): Promise<boolean> {
      const met = await db('match_runs')
        .where({ id: runId, token: runId, state: 'running' })
        .update({ token });
      return met === 1;
    },

    /** Takes over a run whose computer has been silent since before; false: somebody else has. */
    async claim(runId: string, silentBefore: number, token: string, now: number): Promise<boolean> {
      const met = await db('match_runs')
        .where({ id: runId, state: 'running' })
        .where('alive_at', '<', silentBefore)
        .update({ token, alive_at: now, done: 0 });
      return met === 1;
    },

    /** Ends a run that is still this computer's; false: it was stopped, or is somebody else's. */
    async settle(runId: string, token: string, values: RunValues): Promise<boolean> {
      const met = await db('match_runs')
        .where({ id: runId, token, state: 'running' })
        .update({ ...values, token: null });
      return met === 1;
    },

    async stop(runId: string, now: number): Promise<boolean> {
      const met = await db('match_runs')
        .where({ id: runId, state: 'running' })
        .update({ state: 'stopped', token: null, finished_at: now });
      return met === 1;
    },

    /** Moves a run on from the version that the caller saw; false: there is a newer one. */
    async moveOn(runId: string, version: number, values: RunValues): Promise<boolean> {
      const met = await db('match_runs')
        .where({ id: runId, version, state: 'done' })
        .update({ ...values, version: version + 1 });
      return met === 1;
    },
  };
}
