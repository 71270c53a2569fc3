/** What other features may ask of pairs. */
import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import type { Form } from '../api/index.js';
import { type PairWithPeople, pairStore, type Side } from './pair-store.js';
import { pairWritesStore } from './pair-writes-store.js';

export { addManyPairs, type BroughtPair } from './add-many.js';
export { type FormerPair, formerPairsOf, readFormerPair } from './former-pair.js';
export {
  answerWith,
  changedMeanwhile,
  checkOpening,
  hasDouble,
  idsOf,
  isOver,
  readForChange,
  refuse,
} from './pair-changes.js';
export {
  noFeedbackExpression,
  orderByUrgency,
  rhythmCondition,
  rhythmExpression,
} from './pair-conditions.js';
export {
  type PairInBrief,
  type PairPerson,
  readPairInBrief,
  readPairsInBrief,
} from './pair-facts-store.js';
export { renamePairsOf } from './pair-members-store.js';
export {
  addDays,
  daysBetween,
  fieldProblems as pairFieldProblems,
  type RhythmSettings,
  rhythmOf,
  stateProblems as pairStateProblems,
} from './pair-rules.js';
export type { PairWithPeople, Side, Watch } from './pair-store.js';
export { lockPair, refreshPairSummary, refreshSilence } from './pair-summary.js';
export { frozenBy, toPair } from './pair-view.js';
export {
  onlyVisible,
  readPairForMember,
  readVisiblePair,
  sideOf,
  type VisiblePair,
} from './pair-visibility.js';
export { LOW_RATING, type RatingFacts, ratingColumns, ratingFacts } from './rating-rules.js';

/** People who are put into pairs at once are candidates no longer, and wait no more: in parts of some hundreds. */
export async function admitToPairs(
  trx: Knex.Transaction,
  programmeId: string,
  side: Side,
  personIds: readonly string[],
): Promise<void> {
  const CHUNK = 500;
  for (let from = 0; from < personIds.length; from += CHUNK) {
    await pairWritesStore(trx).admit(programmeId, side, personIds.slice(from, from + CHUNK));
  }
}

/** Writes columns of a pair over the version that the caller saw; false: there is a newer one. */
export const writePair = (
  trx: Knex.Transaction,
  pairId: string,
  version: number,
  columns: Readonly<Record<string, string | null>>,
): Promise<boolean> => pairWritesStore(trx).setColumns(pairId, version, columns);

/** The mentees who are with one of these mentors already, in a pair of this form that is not over. */
export const menteesTogether = (
  trx: Knex.Transaction,
  of: { programmeId: string; form: Form; apartFrom: string },
  mentorIds: readonly string[],
  menteeIds: readonly string[],
): Promise<Set<string>> =>
  pairWritesStore(trx).menteesTogether(of.programmeId, of.form, mentorIds, menteeIds, of.apartFrom);

/** The pairs of a programme with these ids, with their people, by id: two statements; with their next agreed day from `today` on. */
export async function pairRowsByIds(
  db: Db,
  programmeId: string,
  pairIds: readonly string[],
  today: string | null = null,
): Promise<Map<string, PairWithPeople>> {
  const rows = await pairStore(db).byIds(programmeId, pairIds, today);
  return new Map(rows.map((row) => [row.pairId, row]));
}
