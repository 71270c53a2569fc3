import type { Authority } from '../../authorise.js';
import type { ServiceDeps } from '../../handler.js';
import type { BoardNow } from './board.js';
import { openRun } from './frozen.js';
import { marksStore } from './marks-store.js';
import { bansIn, type Obstacles, obstaclesOf } from './obstacles.js';
import { placeStore } from './place-store.js';
import type { presentPeople } from './present.js';
import type { StoredRun } from './run-store.js';

export type ReadPresent = ReturnType<typeof presentPeople>;

/** A board with all that stands against its publication. */
export interface BoardWithObstacles extends BoardNow {
  outdated: boolean;
  obstacles: Obstacles;
}

const NONE: Obstacles = { pairs: [], units: [] };

/**
 * What a run suggests now, beside the people as they are: in a constant number of statements, of which
 * those about people are made once for each state of the programme. Of a run that is published nothing
 * is judged any more.
 */
export async function boardNow(
  { db }: ServiceDeps,
  present: ReadPresent,
  authority: Authority,
  run: StoredRun,
): Promise<BoardWithObstacles> {
  const places = await placeStore(db).all(run.runId);
  const marks = await marksStore(db).all(run.programmeId, run.form);
  const isOpen = run.state === 'done';
  const people = isOpen ? await present(authority, run) : null;
  const opened = people?.then ?? (await openRun(db, run));
  const bans = marks.filter(({ kind }) => kind === 'ban');
  const isBanned = bansIn(
    bans.map(({ menteeId, unitId }) => [menteeId, unitId] as const),
    opened,
  );
  const obstacles = people ? obstaclesOf(opened, people.now, places, isBanned) : NONE;
  const ofPairs = new Map(obstacles.pairs.map((one) => [one.menteeId, one]));
  const ofUnits = new Map(obstacles.units.map((one) => [one.unitId, one]));
  return {
    opened,
    places,
    isBanned,
    outdated: people?.outdated ?? false,
    obstacles,
    obstacleOf(menteeId) {
      const own = ofPairs.get(menteeId);
      return own === undefined ? null : { gone: own.gone, rules: own.rules };
    },
    unitObstacleOf(unitId) {
      const own = ofUnits.get(unitId);
      return own === undefined ? null : { code: own.code, capacity: own.capacity };
    },
  };
}
