import type { Handlers, ServiceDeps } from '../../handler.js';
import { changesOf } from './change-handlers.js';
import { startSolving } from './compute.js';
import { openRun } from './frozen.js';
import { changesBetween, movesOf } from './moves.js';
import { placeStore } from './place-store.js';
import { runStore } from './run-store.js';
import { readRun, toRun } from './run-view.js';
import { flatSettings } from './settings-handlers.js';

type Names = 'compareMatchRuns' | 'getMatchRecord' | 'repeatMatchRun';

const MOST_MOVES = 100;

/** The record of a run, its repetition, and two runs beside each other. */
export function recordHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const { db } = deps;
  return {
    async compareMatchRuns({ authority, input }) {
      const one = await readRun(db, authority.programmeId, input.runId);
      const other = await readRun(db, authority.programmeId, input.otherId);
      const figures = await placeStore(db).figures([one.runId, other.runId]);
      const unitsOf = async (runId: string) =>
        new Map((await placeStore(db).all(runId)).map((p) => [p.menteeId, p.unitId]));
      const changes = changesBetween(await unitsOf(one.runId), await unitsOf(other.runId));
      const [before, after] = [flatSettings(one.settings), flatSettings(other.settings)];
      const [{ input: first }, { input: second }] = [
        await openRun(db, one),
        await openRun(db, other),
      ];
      const known = {
        ...second,
        mentees: [...first.mentees, ...second.mentees],
        mentors: [...first.mentors, ...second.mentors],
      };
      return {
        one: toRun(one, figures),
        other: toRun(other, figures),
        settings: Object.keys(after).flatMap((name) => {
          const [a, b] = [before[name] ?? '', after[name] ?? ''];
          return a === b ? [] : [{ name, one: a, other: b }];
        }),
        moves: movesOf(known, [one.settings, other.settings], changes.slice(0, MOST_MOVES)),
        moved: changes.length,
      };
    },

    async getMatchRecord({ authority, input: { runId } }) {
      const run = await readRun(db, authority.programmeId, runId);
      const opened = await openRun(db, run);
      return {
        run: toRun(run, await placeStore(db).figures([runId])),
        settings: run.settings,
        seed: run.seed,
        inputHash: run.inputHash,
        input: opened.input,
        result: await runStore(db).resultOf(runId),
        changes: await changesOf(deps, run, opened),
      };
    },

    async repeatMatchRun({ authority, input: { runId } }) {
      const run = await readRun(db, authority.programmeId, runId);
      const { input } = await openRun(db, run);
      const again = await startSolving(input, run.settings).answer;
      const kept = JSON.stringify(await runStore(db).resultOf(runId));
      return { same: kept === JSON.stringify(again.result), totals: again.totals };
    },
  };
}
