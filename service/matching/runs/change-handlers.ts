import type { Knex } from 'knex';
import { inTransaction } from '../../../shared/db/transaction.js';
import { AppError, invalid } from '../../../shared/errors.js';
import type { MatchChange } from '../../api/match-runs.js';
import { recordChange } from '../../audit/index.js';
import type { Call, Handlers, ServiceDeps } from '../../handler.js';
import { judged, loadsOf } from './board.js';
import { rulesNow } from './board-handlers.js';
import { type BoardState, type Planned, planChange } from './change-rules.js';
import { changeStore, type StoredChange } from './change-store.js';
import { type Opened, openRun } from './frozen.js';
import { marksStore } from './marks-store.js';
import { namesIn } from './moves.js';
import { placeStore } from './place-store.js';
import { runStore, type StoredRun } from './run-store.js';
import { readRun, readShownRun } from './run-view.js';

type Names = 'changeMatchRun' | 'listMatchChanges';

const menteesOf = (change: Exclude<MatchChange, { kind: 'undo' }>): string[] =>
  change.kind === 'swap' ? [change.menteeId, change.withMenteeId] : [change.menteeId];

async function readState(
  trx: Knex.Transaction,
  run: StoredRun,
  opened: Opened,
  menteeIds: readonly string[],
): Promise<BoardState> {
  const places = await placeStore(trx).all(run.runId);
  const loads = loadsOf(places);
  const solved = new Map(await runStore(trx).resultOf(run.runId));
  const marks = new Map<string, Awaited<ReturnType<ReturnType<typeof marksStore>['ofMentee']>>>();
  for (const menteeId of menteeIds) {
    marks.set(menteeId, await marksStore(trx).ofMentee(run.programmeId, run.form, menteeId));
  }
  return {
    places: new Map(places.map((place) => [place.menteeId, place])),
    marks,
    capacityOf: (unitId) =>
      opened.judgement.units[opened.unitAt.get(unitId) ?? -1]?.capacity ?? null,
    loadOf: (unitId) => loads.get(unitId) ?? 0,
    rulesOf: (menteeId, unitId) => rulesNow(opened, marks.get(menteeId) ?? [], menteeId, unitId),
    scoreOf: (menteeId, unitId) => Math.round((judged(opened, menteeId, unitId)?.score ?? 0) * 100),
    isSolved: (menteeId, unitId) => solved.get(menteeId) === unitId,
  };
}

/** What stood before: the same places and marks as a plan changes, as they are. */
function beforeOf(state: BoardState, planned: Planned): Planned {
  return {
    places: planned.places.flatMap(({ menteeId }) => state.places.get(menteeId) ?? []),
    marks: planned.marks.map(([menteeId]) => [
      menteeId,
      (state.marks.get(menteeId) ?? []).map(({ unitId, kind, reason }) => ({
        unitId,
        kind,
        reason,
      })),
    ]),
  };
}

async function write(
  trx: Knex.Transaction,
  run: StoredRun,
  { places, marks }: Planned,
  by: string | null,
  now: number,
): Promise<void> {
  for (const place of places) await placeStore(trx).set(run.runId, place);
  for (const [menteeId, next] of marks) {
    await marksStore(trx).replace({ ...run, by, now }, menteeId, next);
  }
}

/** What was done since the version that somebody saw, for them to read: who, what, whom. */
async function changedMeanwhile(
  trx: Knex.Transaction,
  run: StoredRun,
  opened: Opened,
  seen: number,
): Promise<AppError> {
  const { nameOf, unitName } = namesIn(opened.input, [run.settings]);
  const { rows } = await changeStore(trx).page(run.runId, { page: 1, pageSize: 5 });
  const since = rows.slice(0, Math.max(1, Math.min(5, run.version - seen)));
  const problems = since.map(({ by, kind, menteeId, fromUnit, toUnit }) => ({
    path: '',
    code: `match.meanwhile.${kind}`,
    params: {
      by: by ?? '—',
      mentee: menteeId === null ? '' : nameOf(menteeId),
      from: unitName(fromUnit) ?? '—',
      to: unitName(toUnit) ?? '—',
    },
  }));
  return new AppError('changed_meanwhile', 'the run was changed meanwhile', { problems });
}

interface Made {
  kind: string;
  menteeId: string | null;
  fromUnit: string | null;
  toUnit: string | null;
  reason: string | null;
}

const reasonOf = (change: MatchChange): string | null => {
  if (change.kind === 'assign') return change.directive || null;
  return change.kind === 'forbid' ? change.reason || null : null;
};

function madeOf(change: Exclude<MatchChange, { kind: 'undo' }>, state: BoardState): Made {
  const { kind, menteeId } = change;
  const from = state.places.get(menteeId)?.unitId ?? null;
  const to = {
    assign: () => ('unitId' in change ? change.unitId : null),
    swap: () =>
      'withMenteeId' in change ? (state.places.get(change.withMenteeId)?.unitId ?? null) : null,
    forbid: () => null,
    allow: () => null,
    unassign: () => null,
    lock: () => from,
    unlock: () => from,
  }[kind]();
  const about = kind === 'forbid' || kind === 'allow' ? change.unitId : from;
  return { kind, menteeId, fromUnit: about, toUnit: to, reason: reasonOf(change) };
}

/** Takes the latest change that stands back. */
async function undo(trx: Knex.Transaction, run: StoredRun): Promise<[Planned, Planned, Made]> {
  const store = changeStore(trx);
  const last = await store.lastStanding(run.runId);
  if (last === null) throw invalid([{ path: '', code: 'match.nothingToUndo' }]);
  await store.setUndone(run.runId, last.number);
  const { menteeId, fromUnit, toUnit } = last;
  const made = { kind: 'undo', menteeId, fromUnit: toUnit, toUnit: fromUnit, reason: last.kind };
  return [last.before, { places: [], marks: [] }, made];
}

async function byHand(
  trx: Knex.Transaction,
  run: StoredRun,
  opened: Opened,
  change: Exclude<MatchChange, { kind: 'undo' }>,
): Promise<[Planned, Planned, Made]> {
  const state = await readState(trx, run, opened, menteesOf(change));
  const outcome = planChange(state, change);
  if ('problems' in outcome) throw invalid(outcome.problems);
  return [outcome.planned, beforeOf(state, outcome.planned), madeOf(change, state)];
}

async function changeRun(
  deps: ServiceDeps,
  { authority, input }: Call<'changeMatchRun'>,
): Promise<void> {
  const { runId, version, change } = input;
  const opened = await openRun(deps.db, await readRun(deps.db, authority.programmeId, runId));
  await inTransaction(deps.db, async (trx) => {
    const run = await readRun(trx, authority.programmeId, runId);
    if (run.state !== 'done') {
      const code = run.state === 'published' ? 'match.published' : 'match.notDone';
      throw new AppError('conflict', `the run is ${run.state}`, { problems: [{ path: '', code }] });
    }
    if (run.version !== version) throw await changedMeanwhile(trx, run, opened, version);
    const [planned, before, made] =
      change.kind === 'undo' ? await undo(trx, run) : await byHand(trx, run, opened, change);
    const number = run.changes + 1;
    if (!(await runStore(trx).moveOn(runId, version, { changes: number }))) {
      throw await changedMeanwhile(trx, run, opened, version);
    }
    const now = deps.clock.now();
    await write(trx, run, planned, authority.personId, now);
    const of = { ...run, by: authority.personId };
    await changeStore(trx).add(of, { number, ...made }, before, now);
    await recordChange(trx, deps.clock, authority, {
      action: `match_run.${made.kind}`,
      entity: 'match_run',
      entityId: runId,
      // Of a ban or lock the journal names the mentee alone: coordinators read the rest in the run.
      after: { personId: made.menteeId, number },
    });
  });
}

/** Changes in the names that people had when the run began. */
export const shownChange = (opened: Opened, run: StoredRun) => {
  const { nameOf, unitName } = namesIn(opened.input, [run.settings]);
  return (change: StoredChange) => ({
    at: change.at,
    by: change.by,
    kind: change.kind,
    mentee: change.menteeId === null ? null : nameOf(change.menteeId),
    from: unitName(change.fromUnit),
    to: unitName(change.toUnit),
    reason: change.reason,
    undone: change.undone,
  });
};

/** All changes of a run in names, in their order: for its record. */
export async function changesOf(deps: ServiceDeps, run: StoredRun, opened: Opened) {
  return (await changeStore(deps.db).all(run.runId)).map(shownChange(opened, run));
}

/** Changes of a run by hand. */
export function changeHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    async changeMatchRun(call) {
      await changeRun(deps, call);
      return readShownRun(deps.db, call.authority.programmeId, call.input.runId);
    },

    async listMatchChanges({ authority, input }) {
      const { page, pageSize } = input;
      const run = await readRun(deps.db, authority.programmeId, input.runId);
      const opened = await openRun(deps.db, run);
      const found = await changeStore(deps.db).page(run.runId, { page, pageSize });
      return { rows: found.rows.map(shownChange(opened, run)), total: found.total, page, pageSize };
    },
  };
}
