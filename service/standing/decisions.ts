import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { PairState, ParticipationState, PersonState } from '../api/reference.js';
import { recordChange } from '../audit/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { roleRank } from '../people/role-rules.js';
import { decisionStore } from './decision-store.js';
import { type PairFacts, type RoleFacts, standingStore } from './standing-store.js';
import { decisionProblem, NEEDS_REASON, stateOf } from './state-rules.js';

/**
 * The state of a side as far as decisions ask: whether somebody is in a pair, waits or has left. How far
 * they are with questionnaires and consents decides nothing here.
 */
export function stateForDecision(
  roles: readonly RoleFacts[],
  pairs: readonly PairFacts[],
  role: string,
): { state: PersonState | null; held: ParticipationState } {
  const one = roles.find((held) => held.role === role);
  if (!one) return { state: null, held: 'withdrawn' };
  const states: PairState[] = pairs
    .filter((pair) => pair.side === role && !pair.left)
    .map((pair) => pair.state);
  const { held, decision } = one;
  const state = stateOf({ held, decision, answered: false, consented: false, pairs: states });
  return { state, held };
}

/**
 * Takes a decision of a coordinator: admitted, declined, left, waiting, or one of them taken back.
 * @throws `changed_meanwhile` over an older version, `invalid` without a reason where one is asked for,
 *   `conflict` with `decision.*` where the facts stand against it
 */
export async function decide(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'decide'>,
): Promise<{ personId: string; version: number }> {
  const { programmeId, personId, role, decision, reason, version } = input;
  const { organisationId } = authority;
  if (NEEDS_REASON.includes(decision) && reason === '')
    throw invalid([{ path: 'reason', code: 'required' }]);
  const which = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'decide',
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, which, async () => {
      const store = decisionStore(trx);
      const where = { programmeId, personId };
      const claimed = await store.claim(where, version);
      const facts = standingStore(trx);
      const [member] = await facts.members(programmeId, [personId]);
      if (!member) throw notFound('participant');
      if (!claimed) throw new AppError('changed_meanwhile', 'the participant was changed');
      const roles = await facts.roles(programmeId, [personId]);
      const pairs = await facts.pairs(programmeId, [personId]);
      const { state, held } = stateForDecision(roles, pairs, role);
      const code = decisionProblem(decision, state, held);
      if (code !== null) throw new AppError('conflict', code, { problems: [{ path: '', code }] });
      const now = deps.clock.now();
      const said = { reason, supported: input.supported, by: authority.personId, at: now };
      await store.decide(where, role, decision, said);
      const others = roles.some((one) => one.role !== role && one.held !== 'withdrawn');
      const leaves = decision === 'decline' || decision === 'withdraw';
      if (leaves && !others) {
        await store.makeVisitor(where, organisationId, roleRank('visitor'), now);
      }
      if (decision === 'restore') await store.dropVisitor(programmeId, [personId]);
      await recordChange(trx, deps.clock, authority, {
        action: `decision.${decision}`,
        entity: 'participant',
        entityId: personId,
        after: { role },
      });
      return { personId, version: version + 1 };
    }),
  );
}
