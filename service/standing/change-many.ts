import type { Knex } from 'knex';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import { recordChanges } from '../audit/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { roleRank } from '../people/role-rules.js';
import { decisionStore } from './decision-store.js';
import { standingStore } from './standing-store.js';

type Input = Call<'changeMany'>['input'];
type Answer = { changed: number; unchanged: number };

interface Work {
  trx: Knex.Transaction;
  place: { organisationId: string; programmeId: string };
  personIds: string[];
  said: { reason: string; supported: boolean; by: string | null; at: number };
}

/** @returns whom it changed */
type Change = (work: Work, input: Input) => Promise<string[]>;

const admit: Change = async ({ trx, place, personIds, said }) => {
  const roles = await standingStore(trx).roles(place.programmeId, personIds);
  const candidates = roles.filter(
    (one) => one.held === 'candidate' && (one.role === 'mentor' || one.role === 'mentee'),
  );
  const changed = [...new Set(candidates.map((one) => one.personId))];
  const store = decisionStore(trx);
  await store.admitMany(place.programmeId, changed, said);
  await store.touch(place.programmeId, changed);
  return changed;
};

/** Who was declined or left comes back by a decision of their own, not among many. */
const giveRole: Change = async ({ trx, place, personIds, said }, { role }) => {
  if (role === undefined) throw invalid([{ path: 'role', code: 'required' }]);
  const rows = await standingStore(trx).roles(place.programmeId, personIds);
  const ofRole = rows.filter((one) => one.role === role);
  const settled = new Set(
    ofRole
      .filter((one) => one.held !== 'withdrawn' || one.decision !== null)
      .map((one) => one.personId),
  );
  const known = ofRole.map((one) => one.personId).filter((id) => !settled.has(id));
  const changed = personIds.filter((id) => !settled.has(id));
  const fresh = changed.filter((id) => !known.includes(id));
  const store = decisionStore(trx);
  await store.giveRoleToMany(place, role, roleRank(role), { known, fresh }, said);
  await store.dropVisitor(place.programmeId, changed);
  await store.touch(place.programmeId, changed);
  return changed;
};

const setGroup: Change = async ({ trx, place, personIds }, { groupName }) => {
  if (groupName === undefined) throw invalid([{ path: 'groupName', code: 'required' }]);
  const name = groupName || null;
  const members = await standingStore(trx).members(place.programmeId, personIds);
  const changed = members.filter((one) => one.groupName !== name).map((one) => one.personId);
  await decisionStore(trx).setGroup(place.programmeId, changed, name);
  return changed;
};

const CHANGES: Readonly<Record<Input['change'], Change>> = {
  admit,
  role: giveRole,
  group: setGroup,
};

/** What the journal says of one of them. */
const noteOf = ({ change, role }: Input) => {
  if (change === 'admit') return { action: 'decision.admit', after: null };
  if (change === 'role') return { action: 'role_given', after: { role } };
  return { action: 'profile', after: { profileFields: ['groupName'] } };
};

/**
 * One change of many people, all or nothing, each with a row of the journal; a few statements whatever
 * the number. With whom it is so already, or for whom it cannot be, nothing happens.
 * @throws `not_found` when somebody is not in the programme
 */
export async function changeMany(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'changeMany'>,
): Promise<Answer> {
  const { organisationId, programmeId } = authority;
  const personIds = [...new Set(input.personIds)];
  const which = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'changeMany',
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, which, async () => {
      const members = await standingStore(trx).members(programmeId, personIds);
      if (members.length !== personIds.length) throw notFound('participant');
      const said = {
        reason: '',
        supported: false,
        by: authority.personId,
        at: deps.clock.now(),
      };
      const place = { organisationId, programmeId };
      const changed = await CHANGES[input.change]({ trx, place, personIds, said }, input);
      const { action, after } = noteOf(input);
      if (changed.length > 0) {
        await recordChanges(
          trx,
          deps.clock,
          authority,
          changed.map((entityId) => ({ action, entity: 'participant' as const, entityId, after })),
        );
      }
      return { changed: changed.length, unchanged: personIds.length - changed.length };
    }),
  );
}
