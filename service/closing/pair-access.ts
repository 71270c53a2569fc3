import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import { isSideWithdrawn } from '../api/withdrawn-side.js';
import type { Authority } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import type { ServiceDeps } from '../handler.js';
import { idsOf, lockPair, type PairWithPeople, readVisiblePair } from '../pairs/index.js';
import type { ClosingPair } from './closing-rules.js';

export const changedMeanwhile = (what: string): AppError =>
  new AppError('changed_meanwhile', `the ${what} was changed meanwhile`);

/** A pair as the rules of its closing ask for it. */
export async function closingPair(db: Db, pair: PairWithPeople): Promise<ClosingPair> {
  const row = await db('pairs').where('id', pair.pairId).first('closed_on');
  return { state: pair.state, endsOn: pair.endsOn, closedOn: row?.closed_on ?? null };
}

/** A pair for whoever may see it; `not_found` for anybody else. */
export async function readPair(
  db: Db,
  authority: Authority,
  pairId: string,
): Promise<PairWithPeople> {
  const pair = await readVisiblePair(db, authority, pairId);
  if (!pair) throw notFound('pair');
  return pair;
}

/** The same under its lock, as it is then. */
export async function readLocked(
  trx: Knex.Transaction,
  authority: Authority,
  pairId: string,
): Promise<PairWithPeople> {
  await readPair(trx, authority, pairId);
  await lockPair(trx, pairId);
  return readPair(trx, authority, pairId);
}

/** Whether a withdrawn consent has stopped what is written of a pair: the writer's own, or that of a whole side. */
export async function isFrozen(
  db: Db,
  deps: Pick<ServiceDeps, 'clock'>,
  authority: Authority,
  pair: PairWithPeople,
): Promise<boolean> {
  const { programmeId, personId } = authority;
  const today = todayIn(authority.timeZone, deps.clock);
  const [mentors, mentees] = [idsOf(pair.mentors), idsOf(pair.mentees)];
  const withdrawn = await withdrawnAmong(db, { programmeId, today }, [...mentors, ...mentees]);
  if (personId !== null && withdrawn.has(personId)) return true;
  return [mentors, mentees].some((side) => isSideWithdrawn(side, withdrawn));
}

/** @throws `invalid` where a withdrawn consent has stopped the writing */
export async function refuseFrozen(...of: Parameters<typeof isFrozen>): Promise<void> {
  if (await isFrozen(...of)) throw invalid([{ path: '', code: 'closing.frozen' }]);
}
