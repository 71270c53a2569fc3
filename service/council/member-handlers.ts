import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { CouncilMember, CouncilMemberFields } from '../api/council.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { inOrder, memberProblems, sitsOn } from './council-rules.js';
import { memberStore, type StoredMember } from './member-store.js';

const toMember = (stored: StoredMember, today: string): CouncilMember => ({
  ...stored,
  current: sitsOn(stored, today),
});

/** What the journal says of a member; of people of the programme the id alone. */
const forJournal = ({ personId: _person, role, ...fields }: CouncilMemberFields) => ({
  ...fields,
  councilRole: role,
});

const fieldsOf = (input: CouncilMemberFields): CouncilMemberFields => ({
  personId: input.personId,
  name: input.personId === null ? input.name || null : null,
  position: input.position || null,
  role: input.role,
  since: input.since,
  until: input.until,
});

/** Somebody of the programme in whatever role; `invalid` for a stranger. */
async function check(db: Db, programmeId: string, fields: CouncilMemberFields): Promise<void> {
  const problems = memberProblems(fields);
  if (problems.length > 0) throw invalid(problems);
  if (fields.personId === null) return;
  const known = await memberStore(db).inProgramme(programmeId, [fields.personId]);
  if (known.size === 0) throw invalid([{ path: 'personId', code: 'value.invalid' }]);
}

export async function listCouncil(deps: ServiceDeps, { authority }: Call<'listCouncil'>) {
  const today = todayIn(authority.timeZone, deps.clock);
  const all = await memberStore(deps.db).all(authority.programmeId);
  return { rows: inOrder(all.map((one) => toMember(one, today))) };
}

async function read(db: Db, authority: Authority, memberId: string, today: string) {
  const found = await memberStore(db).find(authority.programmeId, memberId);
  if (!found) throw notFound('council member');
  return toMember(found, today);
}

export function addMember(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'addCouncilMember'>,
): Promise<CouncilMember> {
  const { organisationId, programmeId } = authority;
  const fields = fieldsOf(input);
  const today = todayIn(authority.timeZone, deps.clock);
  const which = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'addCouncilMember',
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, which, async () => {
      await check(trx, programmeId, fields);
      const of = { organisationId, programmeId };
      const entityId = await memberStore(trx).insert(of, fields, deps.clock.now());
      await recordChange(trx, deps.clock, authority, {
        action: 'member_added',
        entity: 'council',
        entityId,
        after: forJournal(fields),
      });
      return read(trx, authority, entityId, today);
    }),
  );
}

export function updateMember(
  deps: ServiceDeps,
  { authority, input }: Call<'updateCouncilMember'>,
): Promise<CouncilMember> {
  const { programmeId } = authority;
  const { memberId, version } = input;
  const fields = fieldsOf(input);
  const today = todayIn(authority.timeZone, deps.clock);
  return inTransaction(deps.db, async (trx) => {
    const store = memberStore(trx);
    const before = await store.find(programmeId, memberId);
    if (!before) throw notFound('council member');
    await check(trx, programmeId, fields);
    if (!(await store.update(programmeId, memberId, version, fields))) {
      throw new AppError('changed_meanwhile', 'the member was changed meanwhile');
    }
    await recordChange(trx, deps.clock, authority, {
      action: 'member_changed',
      entity: 'council',
      entityId: memberId,
      ...changedFields({ ...forJournal(fieldsOf(before)) }, { ...forJournal(fields) }),
    });
    return read(trx, authority, memberId, today);
  });
}
