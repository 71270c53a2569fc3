import { notFound } from '../../../shared/errors.js';
import type { BrokenRule } from '../../api/reference.js';
import type { Authority } from '../../authorise.js';
import type { Call, Handlers, ServiceDeps } from '../../handler.js';
import {
  type BoardNow,
  hasWords,
  judged,
  loadsOf,
  rulesOf,
  shownUnit,
  suggestions,
  takenBy,
  units,
} from './board.js';
import { boardNow, type ReadPresent } from './board-now.js';
import { solveWithout, type WithoutPair } from './compute.js';
import { type Opened, openRun, unitName } from './frozen.js';
import { type Mark, marksStore } from './marks-store.js';
import { movesOf } from './moves.js';
import { bansIn } from './obstacles.js';
import { type Place, placeStore } from './place-store.js';
import { runStore, type StoredRun } from './run-store.js';
import { readRun, toUnit } from './run-view.js';

type Names =
  | 'listMatchSuggestions'
  | 'listMatchUnits'
  | 'getMatchBoard'
  | 'listMatchCandidates'
  | 'explainMatch';

const MOST_MOVES = 20;

interface Board {
  run: StoredRun;
  opened: Opened;
  places: Place[];
}

async function readBoard(deps: ServiceDeps, authority: Authority, runId: string): Promise<Board> {
  const run = await readRun(deps.db, authority.programmeId, runId);
  const [opened, places] = await Promise.all([
    openRun(deps.db, run),
    placeStore(deps.db).all(run.runId),
  ]);
  return { run, opened, places };
}

/**
 * What speaks against a pair now: the rules as they were when the run began, and the bans of now, which
 * may have been put or taken away since.
 */
export function rulesNow(
  opened: Opened,
  marks: readonly Mark[],
  menteeId: string,
  unitId: string,
): BrokenRule[] {
  const then = rulesOf(opened, menteeId, unitId) ?? [];
  const bans = marks.filter(({ kind }) => kind === 'ban');
  const isBanned = bansIn(
    bans.map((mark) => [mark.menteeId, mark.unitId] as const),
    opened,
  );
  const others = then.filter((rule) => rule !== 'forbidden');
  return isBanned(menteeId, unitId) ? [...others, 'forbidden'] : others;
}

async function listCandidates(
  deps: ServiceDeps,
  { authority, input }: Call<'listMatchCandidates'>,
) {
  const { menteeId, search, page, pageSize } = input;
  const { run, opened, places } = await readBoard(deps, authority, input.runId);
  if (!opened.menteeAt.has(menteeId)) throw notFound('mentee');
  const marks = await marksStore(deps.db).ofMentee(run.programmeId, run.form, menteeId);
  const loads = loadsOf(places);
  const all = opened.judgement.units.flatMap((unit) => {
    const pair = judged(opened, menteeId, unit.unitId);
    if (pair === null || !hasWords(search, unitName(unit))) return [];
    const ban = marks.find((mark) => mark.kind === 'ban' && mark.unitId === unit.unitId);
    return [
      {
        unit: toUnit(unit, loads.get(unit.unitId) ?? 0),
        score: pair.score,
        rules: rulesNow(opened, marks, menteeId, unit.unitId),
        forbidden: ban === undefined ? null : { reason: ban.reason, by: ban.by },
      },
    ];
  });
  // The allowed ones first, the best of them first.
  all.sort(
    (a, b) =>
      Number(a.rules.length > 0) - Number(b.rules.length > 0) ||
      b.score - a.score ||
      (a.unit.unitId < b.unit.unitId ? -1 : 1),
  );
  const from = (page - 1) * pageSize;
  return { rows: all.slice(from, from + pageSize), total: all.length, page, pageSize };
}

/** Runner-ups that were computed, by run and mentee; a run's input never changes. */
const computed = new Map<string, Promise<WithoutPair | null>>();
const REMEMBERED = 500;

function withoutPair(run: StoredRun, opened: Opened, menteeId: string) {
  const key = `${run.runId} ${menteeId}`;
  const known = computed.get(key);
  if (known !== undefined) return known;
  const answer = solveWithout(opened.input, run.settings, menteeId);
  computed.set(key, answer);
  answer.catch(() => computed.delete(key));
  for (const one of computed.keys()) {
    if (computed.size <= REMEMBERED) break;
    computed.delete(one);
  }
  return answer;
}

async function explain(deps: ServiceDeps, { authority, input }: Call<'explainMatch'>) {
  const { menteeId, unitId } = input;
  const { run, opened, places } = await readBoard(deps, authority, input.runId);
  const loads = loadsOf(places);
  const mentee = opened.judgement.mentees[opened.menteeAt.get(menteeId) ?? -1];
  const unit = shownUnit(opened, unitId, loads);
  const pair = judged(opened, menteeId, unitId);
  if (mentee === undefined || unit === null || pair === null) throw notFound('pair');
  const marks = await marksStore(deps.db).ofMentee(run.programmeId, run.form, menteeId);
  const result = await runStore(deps.db).resultOf(run.runId);
  const isSolved = result.some(([one, other]) => one === menteeId && other === unitId);
  const next = isSolved ? await withoutPair(run, opened, menteeId) : null;
  return {
    mentee: { personId: mentee.personId, name: mentee.name },
    unit,
    score: pair.score,
    reasons: pair.reasons,
    rules: rulesNow(opened, marks, menteeId, unitId),
    runnerUp:
      next === null
        ? null
        : {
            unit: next.unitId === null ? null : shownUnit(opened, next.unitId, loads),
            score: next.score,
            cost: next.cost,
            fewer: next.fewer,
            moves: movesOf(opened.input, [run.settings], next.moves.slice(0, MOST_MOVES)),
          },
  };
}

async function wholeBoard(board: BoardNow, input: Call<'getMatchBoard'>['input']) {
  const { search, left, leftSize, mentor, show, page, pageSize } = input;
  const lonely = suggestions(
    board,
    { show: 'unmatched', sort: 'name', search },
    { page: left, pageSize: leftSize },
  );
  const shown = units(board, { show, search: mentor }, { page, pageSize });
  const taken = takenBy(
    board,
    shown.rows.map(({ unitId }) => unitId),
  );
  const rows = shown.rows.map((unit) => ({ ...unit, mentees: taken.get(unit.unitId) ?? [] }));
  return {
    lonely: { ...lonely, page: left, pageSize: leftSize },
    units: { rows, total: shown.total, page, pageSize },
  };
}

/** What a run suggests, and why. */
export function boardHandlers(deps: ServiceDeps, present: ReadPresent): Pick<Handlers, Names> {
  const now = async (authority: Authority, runId: string) =>
    boardNow(deps, present, authority, await readRun(deps.db, authority.programmeId, runId));
  return {
    async listMatchSuggestions({ authority, input }) {
      const { page, pageSize } = input;
      const board = await now(authority, input.runId);
      return { ...suggestions(board, input, { page, pageSize }), page, pageSize };
    },

    async listMatchUnits({ authority, input }) {
      const { page, pageSize } = input;
      const board = await now(authority, input.runId);
      return { ...units(board, input, { page, pageSize }), page, pageSize };
    },

    async getMatchBoard({ authority, input }) {
      return wholeBoard(await now(authority, input.runId), input);
    },

    listMatchCandidates: (call) => listCandidates(deps, call),
    explainMatch: (call) => explain(deps, call),
  };
}
