import { toJson } from '../../shared/db/dialect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { Role } from '../api/index.js';
import type { Participant } from '../api/people.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { participantStore } from './participant-store.js';
import { hasCoordinator, peopleStore } from './people-store.js';
import { rolesByHand } from './role-rules.js';

/**
 * Gives a person the roles that a coordinator has chosen; they stand from then on, whatever the LMS
 * says. The last coordinator of a programme stays one (`roles.lastCoordinator`).
 */
export async function setRoles(
  deps: ServiceDeps,
  { authority, input }: Call<'setRoles'>,
): Promise<Participant> {
  const roles = rolesByHand(input.roles);
  const scopeForms = roles.includes('curator') ? input.scopeForms : null;
  if (scopeForms?.length === 0) throw invalid([{ path: 'scopeForms', code: 'scopeForms.none' }]);
  const { programmeId, personId, version } = input;
  const scope = scopeForms === null ? null : toJson([...new Set(scopeForms)]);
  return inTransaction(deps.db, async (trx) => {
    const before = await participantStore(trx).find(programmeId, personId);
    if (!before) throw notFound('participant');
    const take = before.roles.map((one) => one.role).filter((role) => !roles.includes(role));
    if (take.includes('coordinator')) {
      // Two coordinators who take the role from each other at once pass here one after the other.
      await bumpRevision(trx, programmeId);
      if (!(await hasCoordinator(trx, programmeId, personId))) {
        throw invalid([{ path: 'roles', code: 'roles.lastCoordinator' }]);
      }
    }
    const met = await trx('members')
      .where({ programme_id: programmeId, person_id: personId, version })
      .update({ roles_by_hand: true, scope_forms: scope, version: version + 1 });
    if (met === 0) throw new AppError('changed_meanwhile', 'the participant was changed meanwhile');
    const store = peopleStore(trx);
    await store.takeRoles(programmeId, personId, take);
    const where = { organisationId: authority.organisationId, programmeId, personId };
    for (const role of roles) {
      const scopeOfRole = role === 'curator' ? scope : null;
      const options = { byHand: true, scopeForms: scopeOfRole, now: deps.clock.now() };
      await store.giveRole(where, { role, state: 'admitted' }, options);
    }
    const after = await participantStore(trx).find(programmeId, personId);
    if (!after) throw notFound('participant');
    await recordChange(trx, deps.clock, authority, {
      action: 'roles',
      entity: 'participant',
      entityId: personId,
      before: journalled(before),
      after: journalled(after),
    });
    return after;
  });
}

const journalled = (one: Participant): { roles: Role[]; scopeForms: unknown } => ({
  roles: one.roles.map((held) => held.role),
  scopeForms: one.scopeForms,
});
