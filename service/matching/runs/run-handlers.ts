import { todayIn } from '../../../shared/clock.js';
import { toJson } from '../../../shared/db/dialect.js';
import { inTransaction } from '../../../shared/db/transaction.js';
import { AppError } from '../../../shared/errors.js';
import { newId } from '../../../shared/ids.js';
import type { MatchRunView } from '../../api/match-runs.js';
import { bumpRevision, recordChange } from '../../audit/index.js';
import type { Authority } from '../../authorise.js';
import { callerOf, once } from '../../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../../handler.js';
import { readMatchInput, templateSettings } from '../engine/index.js';
import { suggestions } from './board.js';
import { boardNow, type ReadPresent } from './board-now.js';
import { shownChange } from './change-handlers.js';
import { changeStore } from './change-store.js';
import { freeze, type Opened } from './frozen.js';
import { placeStore } from './place-store.js';
import { computeInBackground, resumeSilent, SILENT_MS } from './run-job.js';
import { runStore, type StoredRun } from './run-store.js';
import { readRun, toRun } from './run-view.js';
import { settingsStore } from './settings-store.js';

type Names = 'listMatchRuns' | 'startMatchRun' | 'getMatchRun' | 'stopMatchRun';

/** Of a run the weakest pairs are named at the top. */
const WEAKEST = 3;

/** Writes a run with all that it rests on; it is computed after the commit. */
async function create(
  deps: ServiceDeps,
  { actor, authority, input: asked }: Call<'startMatchRun'>,
): Promise<{ runId: string }> {
  const { organisationId, programmeId, timeZone } = authority;
  const { form, idempotencyKey } = asked;
  const today = todayIn(timeZone, deps.clock);
  const actorId = callerOf(actor, authority);
  const key = { organisationId, actorId, endpoint: 'startMatchRun', key: idempotencyKey };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, { ...key, input: asked }, async () => {
      // Two runs that are started at once get their numbers one after the other.
      await bumpRevision(trx, programmeId);
      // One at a time: each takes a core for a second, and whoever presses twice wants one.
      if (await runStore(trx).isRunning(programmeId, deps.clock.now() - SILENT_MS)) {
        const problems = [{ path: 'form', code: 'match.running' }];
        throw new AppError('conflict', 'a run is being computed', { problems });
      }
      const kept = await settingsStore(trx).latest(programmeId, form);
      const input = await readMatchInput(trx, { programmeId, form, today });
      if (input.mentees.length === 0 || input.mentors.length === 0) {
        const code = input.mentees.length === 0 ? 'match.noMentees' : 'match.noMentors';
        throw new AppError('conflict', 'nobody to match', { problems: [{ path: 'form', code }] });
      }
      const { text, inputHash, factsHash } = freeze(input);
      const runId = newId();
      const now = deps.clock.now();
      const ballots = [...input.mentees, ...input.mentors].filter((one) => one.ballot !== null);
      await runStore(trx).insert({
        id: runId,
        organisation_id: organisationId,
        programme_id: programmeId,
        form,
        number: await runStore(trx).nextNumber(programmeId, form),
        state: 'running',
        token: runId,
        alive_at: now,
        settings_number: kept?.version ?? 0,
        settings: toJson(kept?.settings ?? templateSettings(form)),
        input: text,
        input_hash: inputHash,
        facts_hash: factsHash,
        // The solver draws no lots: ties go by load, application and id. The seed names this way.
        seed: 'canonical-1',
        counts: toJson({
          mentees: input.mentees.length,
          mentors: input.mentors.length,
          units: 0,
          places: 0,
          allowedPairs: 0,
          ballots: ballots.length,
        }),
        started_by: authority.personId,
        created_at: now,
      });
      await recordChange(trx, deps.clock, authority, {
        action: 'match_run.started',
        entity: 'match_run',
        entityId: runId,
        after: { form, settings: kept?.version ?? 0, inputHash },
      });
      return { runId };
    }),
  );
}

/** The latest change by hand that can be taken back. */
async function lastChange(deps: ServiceDeps, run: StoredRun, opened: Opened) {
  if (run.state !== 'done' || run.changes === 0) return null;
  const last = await changeStore(deps.db).lastStanding(run.runId);
  return last === null ? null : shownChange(opened, run)(last);
}

async function shown(
  deps: ServiceDeps,
  present: ReadPresent,
  authority: Authority,
  run: StoredRun,
): Promise<MatchRunView> {
  const { newest, useful } = await runStore(deps.db).latest(run.programmeId, run.form);
  const head = {
    newest: newest ?? { runId: run.runId, number: run.number, state: run.state },
    useful,
    weakest: [],
    lastChange: null,
    refused: 0,
  };
  const figures = await placeStore(deps.db).figures([run.runId]);
  if (run.state !== 'done' && run.state !== 'published') return { ...toRun(run, figures), ...head };
  const board = await boardNow(deps, present, authority, run);
  const { obstacles } = board;
  const weakest = suggestions(
    board,
    { show: 'matched', sort: 'score' },
    { page: 1, pageSize: WEAKEST },
  );
  return {
    ...toRun(run, figures, board.outdated),
    ...head,
    weakest: weakest.rows,
    lastChange: await lastChange(deps, run, board.opened),
    refused: obstacles.pairs.length + obstacles.units.length,
  };
}

/** Runs of matching: begun, looked at, stopped. */
export function runHandlers(deps: ServiceDeps, present: ReadPresent): Pick<Handlers, Names> {
  const read = (authority: Authority, runId: string) =>
    readRun(deps.db, authority.programmeId, runId);
  return {
    async startMatchRun(call) {
      const { authority } = call;
      const { runId } = await create(deps, call);
      const run = await read(authority, runId);
      // Of two calls with one key the second finds it running, or done.
      if (run.state === 'running' && run.token === runId && run.done === 0) {
        const token = newId();
        if (await runStore(deps.db).takeFirst(runId, token)) computeInBackground(deps, run, token);
      }
      return toRun(run, new Map());
    },

    async getMatchRun({ authority, input }) {
      const run = await read(authority, input.runId);
      await resumeSilent(deps, run);
      return shown(deps, present, authority, run);
    },

    async listMatchRuns({ authority, input }) {
      const { form, page, pageSize } = input;
      const found = await runStore(deps.db).page(authority.programmeId, form, { page, pageSize });
      for (const run of found.rows) await resumeSilent(deps, run);
      const figures = await placeStore(deps.db).figures(found.rows.map(({ runId }) => runId));
      return {
        rows: found.rows.map((run) => toRun(run, figures)),
        total: found.total,
        page,
        pageSize,
      };
    },

    async stopMatchRun({ authority, input }) {
      const { runId } = await read(authority, input.runId);
      await inTransaction(deps.db, async (trx) => {
        if (!(await runStore(trx).stop(runId, deps.clock.now()))) return;
        await recordChange(trx, deps.clock, authority, {
          action: 'match_run.stopped',
          entity: 'match_run',
          entityId: runId,
        });
      });
      return shown(deps, present, authority, await read(authority, runId));
    },
  };
}
