import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import type { Pair } from '../api/pairs.js';
import { CLOSED_PAIR_STATES } from '../api/reference.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { ServiceDeps } from '../handler.js';
import {
  answerWith,
  changedMeanwhile,
  idsOf,
  type PairWithPeople,
  readForChange,
  refreshSilence,
  writePair,
} from '../pairs/index.js';
import { cancelPlannedOf } from '../planned-meetings/index.js';
import { type ProgrammeRules, readProgrammeSettings } from '../programmes/index.js';
import { refreshProgress } from '../progress/index.js';
import { lifeStore, type NewEvent, type Place } from './life-store.js';

/** What a change of a pair works with, inside its transaction. */
export interface Changing {
  trx: Knex.Transaction;
  deps: ServiceDeps;
  authority: Authority;
  settings: ProgrammeRules;
  /** The pair as it was. */
  before: PairWithPeople;
  place: Place;
  today: string;
  now: number;
}

/** What a change makes of the pair's row, and what is written down of it. */
export interface Changed {
  columns: Readonly<Record<string, string | null>>;
  events: readonly NewEvent[];
  /** Of the journal: no reasons and no words, which others read there. */
  action: string;
  after: Record<string, unknown>;
  /** Mentees beside those who were in the pair. */
  alsoMentees?: readonly string[];
}

interface Asked {
  pairId: string;
  version: number;
}

/**
 * Changes one pair in the caller's transaction: checks the version, has `change` check and write what is its own,
 * then writes the row, the history, the due scores and the journal. Everybody who changes pairs of the programme
 * waits at its first statement, so that places and doubles are counted once.
 * @returns the ids of the events, in order
 */
export async function changeIn(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  asked: Asked,
  change: (of: Changing) => Promise<Changed>,
): Promise<string[]> {
  const { programmeId, organisationId } = authority;
  const { pairId, version } = asked;
  await bumpRevision(trx, programmeId);
  const settings = await readProgrammeSettings(trx, programmeId);
  const before = await readForChange(trx, authority, pairId);
  if (before.version !== version) throw changedMeanwhile();
  const place = { organisationId, programmeId, pairId };
  const now = deps.clock.now();
  const today = todayIn(settings.timeZone, deps.clock);
  const of = { trx, deps, authority, settings, before, place, today, now };
  const { columns, events, action, after, alsoMentees = [] } = await change(of);
  if (!(await writePair(trx, pairId, version, columns))) throw changedMeanwhile();
  if ((CLOSED_PAIR_STATES as readonly (string | null | undefined)[]).includes(columns['state']))
    await cancelPlannedOf(trx, pairId, now);
  const ids: string[] = [];
  for (const event of events) {
    ids.push(await lifeStore(trx).addEvent(place, event, { actorId: authority.personId, now }));
  }
  await refreshSilence(trx, pairId);
  await refreshProgress(trx, deps.clock, authority, [...idsOf(before.mentees), ...alsoMentees]);
  await recordChange(trx, deps.clock, authority, {
    action,
    entity: 'pair',
    entityId: pairId,
    after,
  });
  return ids;
}

/** One change of a pair, made once for an idempotency key; answers with the pair as it is then. */
export function changePair<T extends Asked & { idempotencyKey?: string | undefined }>(
  deps: ServiceDeps,
  call: { actor: Parameters<typeof callerOf>[0]; authority: Authority; input: T },
  endpoint: string,
  change: (of: Changing) => Promise<Changed>,
  after?: (of: { trx: Knex.Transaction; eventIds: string[] }) => Promise<void>,
): Promise<Pair> {
  const { actor, authority, input } = call;
  const { organisationId } = authority;
  return inTransaction(deps.db, async (trx) => {
    // Who may not change the pair learns nothing, not even that a key was used.
    await readForChange(trx, authority, input.pairId);
    const key = { organisationId, actorId: callerOf(actor, authority), endpoint };
    return once(trx, deps.clock, { ...key, key: input.idempotencyKey, input }, async () => {
      const eventIds = await changeIn(trx, deps, authority, input, change);
      await after?.({ trx, eventIds });
      const settings = await readProgrammeSettings(trx, authority.programmeId);
      return answerWith(trx, deps, settings, input.pairId);
    });
  });
}
