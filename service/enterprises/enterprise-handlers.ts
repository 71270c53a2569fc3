import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { Enterprise, EnterpriseFields } from '../api/enterprises.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { agreementOn, agreementProblems } from './agreement-rules.js';
import { enterpriseStore, type StoredEnterprise } from './enterprise-store.js';

type Names = 'listEnterprises' | 'getEnterprise' | 'createEnterprise' | 'updateEnterprise';

const nameTaken = () => invalid([{ path: 'name', code: 'enterprise.exists' }]);

/** What the journal says of a change; whom to ring there is nobody's business in it. */
const forJournal = ({
  name,
  agreementNumber,
  agreementOn,
  agreementUntil,
  archived,
}: EnterpriseFields) => ({
  name,
  agreementNumber,
  agreementOn,
  agreementUntil,
  archived,
});

function check(fields: EnterpriseFields): void {
  const problems = agreementProblems(fields);
  if (problems.length > 0) throw invalid(problems);
}

async function view(
  deps: ServiceDeps,
  db: Db,
  authority: Authority,
  enterpriseId: string,
): Promise<Enterprise> {
  const found = await enterpriseStore(db).find(authority, enterpriseId);
  if (!found) throw notFound('enterprise');
  return withAgreement(found, todayIn(authority.timeZone, deps.clock));
}

const withAgreement = (stored: StoredEnterprise, today: string): Enterprise => ({
  ...stored,
  agreement: agreementOn(stored, today),
});

async function list(deps: ServiceDeps, { authority, input }: Call<'listEnterprises'>) {
  const { programmeId, page, pageSize } = input;
  const { organisationId } = authority;
  const today = todayIn(authority.timeZone, deps.clock);
  const { rows, total } = await enterpriseStore(deps.db).page(
    { organisationId, programmeId, today },
    input,
  );
  return { rows: rows.map((row) => withAgreement(row, today)), total, page, pageSize };
}

function create(deps: ServiceDeps, { actor, authority, input }: Call<'createEnterprise'>) {
  const { organisationId } = authority;
  const { programmeId: _programme, idempotencyKey, ...fields } = input;
  check(fields);
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'createEnterprise',
    key: idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, key, async () => {
      const entityId = await enterpriseStore(trx).insert(organisationId, fields, deps.clock.now());
      if (entityId === null) throw nameTaken();
      await recordChange(trx, deps.clock, authority, {
        action: 'created',
        entity: 'enterprise',
        entityId,
        after: forJournal(fields),
      });
      return view(deps, trx, authority, entityId);
    }),
  );
}

function update(deps: ServiceDeps, { authority, input }: Call<'updateEnterprise'>) {
  const { organisationId } = authority;
  const { programmeId: _programme, enterpriseId, version, ...fields } = input;
  check(fields);
  return inTransaction(deps.db, async (trx) => {
    const store = enterpriseStore(trx);
    const before = await store.find(authority, enterpriseId);
    if (!before) throw notFound('enterprise');
    const result = await store.update({ organisationId, enterpriseId }, version, fields);
    if (result === 'name_taken') throw nameTaken();
    if (result === 'changed') {
      throw new AppError('changed_meanwhile', 'the enterprise was changed meanwhile');
    }
    await recordChange(trx, deps.clock, authority, {
      action: 'changed',
      entity: 'enterprise',
      entityId: enterpriseId,
      ...changedFields({ ...forJournal(before) }, { ...forJournal(fields) }),
    });
    await store.bumpProgrammes(organisationId);
    return view(deps, trx, authority, enterpriseId);
  });
}

/** The handlers of a college's partner enterprises. */
export function enterpriseHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listEnterprises: (call) => list(deps, call),
    getEnterprise: ({ authority, input }) => view(deps, deps.db, authority, input.enterpriseId),
    createEnterprise: (call) => create(deps, call),
    updateEnterprise: (call) => update(deps, call),
  };
}
