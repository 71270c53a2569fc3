import { toIso } from '../../../shared/clock.js';
import type { Db } from '../../../shared/db/connect.js';
import { notFound } from '../../../shared/errors.js';
import type { MatchRun, MatchUnit } from '../../api/match-runs.js';
import type { MatchTotals } from '../../api/match-settings.js';
import type { Unit } from '../engine/index.js';
import { placeStore } from './place-store.js';
import { runStore, type StoredRun } from './run-store.js';

const iso = (moment: number | null): string | null => (moment === null ? null : toIso(moment));

/** Totals from a sum in hundredths. */
export function totalsOf(mentees: number, matched: number, hundredths: number): MatchTotals {
  return {
    mentees,
    matched,
    total: hundredths / 100,
    average: matched === 0 ? 0 : Math.round(hundredths / matched) / 100,
  };
}

/** A run of an id as callers see it, without asking whether data have changed since. */
export async function readShownRun(db: Db, programmeId: string, runId: string): Promise<MatchRun> {
  const run = await readRun(db, programmeId, runId);
  return toRun(run, await placeStore(db).figures([runId]));
}

type Figures = Awaited<ReturnType<ReturnType<typeof placeStore>['figures']>>;

/** A run as callers see it. */
export function toRun(run: StoredRun, figures: Figures, outdated = false): MatchRun {
  const own = figures.get(run.runId);
  return {
    runId: run.runId,
    number: run.number,
    form: run.form,
    state: run.state,
    done: run.done,
    counts: run.counts,
    settingsVersion: run.settingsVersion,
    solved: run.solved,
    now: own === undefined ? null : totalsOf(own.mentees, own.matched, own.total),
    locked: own?.locked ?? 0,
    changesByHand: run.changes,
    lockFaults: run.lockFaults,
    version: run.version,
    startedBy: run.startedBy,
    startedAt: toIso(run.createdAt),
    finishedAt: iso(run.finishedAt),
    solverMs: run.solverUs === null ? null : run.solverUs / 1000,
    publishedAt: iso(run.publishedAt),
    publishedBy: run.publishedBy,
    orderNumber: run.orderNumber,
    orderDate: run.orderDate,
    outdated,
  };
}

/** The run of an id; `not_found` where it is none of this programme. */
export async function readRun(db: Db, programmeId: string, runId: string): Promise<StoredRun> {
  const run = await runStore(db).find(programmeId, runId);
  if (!run) throw notFound('run');
  return run;
}

/** A unit as it stands in a run, with what it has taken. */
export function toUnit(unit: Unit, taken: number, against: MatchUnit['against'] = null): MatchUnit {
  const about = unit.mentors
    .flatMap(({ groupName, workplace, enterprise, speciality }) => [
      groupName ?? enterprise ?? workplace,
      speciality,
    ])
    .filter((one): one is string => Boolean(one));
  return {
    unitId: unit.unitId,
    mentors: unit.mentors.map(({ personId, name }) => ({ personId, name })),
    capacity: unit.capacity,
    atLeast: unit.atLeast,
    taken,
    about: about.length === 0 ? null : [...new Set(about)].join(' · '),
    against,
  };
}
