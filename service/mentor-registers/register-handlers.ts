import { todayIn, toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, type FieldProblem, invalid, notFound } from '../../shared/errors.js';
import type { MentorRegisterHead } from '../api/mentor-registers.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { findSignedProtocol } from '../council/index.js';
import { callerOf, once } from '../db/once.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { visibleMentors } from '../mentors/index.js';
import { meetsSearch, sortKey } from '../names/index.js';
import { type Proposed, readProposal } from './proposal.js';
import { cellsWithin, differenceOf, isProposed } from './register-rules.js';
import { registerStore, type StoredRegister, type StoredRow } from './register-store.js';

type Names =
  | 'listMentorRegisters'
  | 'getMentorRegister'
  | 'proposeMentorRegister'
  | 'chooseForRegister'
  | 'approveMentorRegister';

const meanwhile = () => new AppError('changed_meanwhile', 'the register changed meanwhile');

async function toHead(
  db: Db,
  programmeId: string,
  register: StoredRegister,
  people: ReadonlyMap<string, string[]>,
  before: StoredRegister | undefined,
): Promise<MentorRegisterHead> {
  const now = people.get(register.registerId) ?? [];
  const { added, removed } = differenceOf(
    before ? (people.get(before.registerId) ?? []) : null,
    now,
  );
  const { protocolId, approvedAt, ...rest } = register;
  const protocol =
    protocolId === null ? null : await findSignedProtocol(db, programmeId, protocolId);
  return {
    ...rest,
    protocol: protocol && protocolId !== null ? { protocolId, ...protocol } : null,
    mentors: now.length,
    added: added.length,
    removed: removed.length,
    approvedAt: toIso(approvedAt),
  };
}

async function heads(db: Db, programmeId: string): Promise<MentorRegisterHead[]> {
  const store = registerStore(db);
  const [all, people] = [await store.all(programmeId), await store.peopleOfAll(programmeId)];
  return Promise.all(
    all.map((register, index) => toHead(db, programmeId, register, people, all[index + 1])),
  );
}

async function get(deps: ServiceDeps, { authority, input }: Call<'getMentorRegister'>) {
  const { programmeId } = authority;
  const all = await heads(deps.db, programmeId);
  const index = all.findIndex((one) => one.registerId === input.registerId);
  const head = all[index];
  if (!head) throw notFound('register');
  const store = registerStore(deps.db);
  const rows = await store.rows(programmeId, head.registerId);
  const earlier = all[index + 1];
  const before = earlier ? await store.rows(programmeId, earlier.registerId) : null;
  const wasIn = before?.filter((row) => row.position !== null) ?? null;
  const included = rows.filter((row) => row.position !== null);
  const { added, removed } = differenceOf(
    wasIn?.map(({ personId }) => personId) ?? null,
    included.map(({ personId }) => personId),
  );
  // A curator does the same as the coordinator for the forms given to them, and nothing else.
  const isSeen = await visibleMentors(deps.db, authority);
  const seen = included.filter(({ personId }) => isSeen(personId));
  const reasonOf = (personId: string) =>
    rows.find((row) => row.personId === personId)?.reason ?? null;
  return {
    ...head,
    hidden: included.length - seen.length,
    rows: seen.flatMap(({ personId, position, cells, lacks, reason }) => {
      if (position === null || cells === null) return [];
      const shown = cellsWithin(cells, authority.scopeForms);
      return [{ personId, position, ...shown, lacks, reason, isNew: added.includes(personId) }];
    }),
    gone: (wasIn ?? [])
      .filter(({ personId }) => removed.includes(personId) && isSeen(personId))
      .map(({ personId, name }) => ({ personId, name, reason: reasonOf(personId) })),
    leftOut: rows
      .filter((row) => row.position === null && isSeen(row.personId))
      .map(({ personId, name, lacks, reason }) => ({ personId, name, lacks, reason })),
  };
}

const proposalFor = (deps: ServiceDeps, db: Db, authority: Authority): Promise<Proposed[]> =>
  readProposal(db, authority, todayIn(authority.timeZone, deps.clock));

const isLeaving = ({ inForce, included }: Proposed): boolean => inForce && !included;

/** Whether a mentor meets what a reader narrows the next register to. */
function meets(one: Proposed, { search, which, personId }: Call<'proposeMentorRegister'>['input']) {
  if (personId !== undefined && one.personId !== personId) return false;
  if (which === 'leaving' && !isLeaving(one)) return false;
  if ((which === 'in' && !one.included) || (which === 'out' && one.included)) return false;
  return meetsSearch(search, sortKey(one.name));
}

async function propose(deps: ServiceDeps, { authority, input }: Call<'proposeMentorRegister'>) {
  const { page, pageSize } = input;
  const all = await proposalFor(deps, deps.db, authority);
  const found = all.filter((one) => meets(one, input));
  const includedIds = all.filter(({ included }) => included).map(({ personId }) => personId);
  const [latest] = await registerStore(deps.db).all(authority.programmeId);
  return {
    version: latest?.number ?? 0,
    inForce: latest ? { orderNumber: latest.orderNumber, orderOn: latest.orderOn } : null,
    rows: found
      .slice((page - 1) * pageSize, page * pageSize)
      .map(({ cells, ...row }) => ({ ...row, place: cells.place })),
    total: found.length,
    page,
    pageSize,
    mentors: all.length,
    includedIds,
    included: includedIds.length,
    carried: all.filter(({ carried }) => carried).length,
    leaving: all.filter(isLeaving).length,
  };
}

function choose(deps: ServiceDeps, { authority, input }: Call<'chooseForRegister'>) {
  const { personId, included } = input;
  const { organisationId, programmeId } = authority;
  return inTransaction(deps.db, async (trx) => {
    const all = await proposalFor(deps, trx, authority);
    const found = all.find((one) => one.personId === personId);
    if (!found) throw notFound('mentor');
    if (included && !found.possible) {
      const problems = [{ path: '', code: 'mentorRegister.noConsent' }];
      throw new AppError('conflict', 'no consent', { problems });
    }
    const asProposed = included === isProposed(found.lacks);
    const reason = input.reason ?? '';
    if (!asProposed && reason === '') throw invalid([{ path: 'reason', code: 'required' }]);
    const store = registerStore(trx);
    // What was chosen for the register in force would come back, were nothing written down.
    const before = (await store.choicesInForce(programmeId)).has(personId);
    await store.choose(
      { organisationId, programmeId, personId },
      asProposed && !before ? null : { included, reason: asProposed ? '' : reason },
      { personId: authority.personId, at: deps.clock.now() },
    );
    await recordChange(trx, deps.clock, authority, {
      action: included ? 'register.included' : 'register.left_out',
      entity: 'participant',
      entityId: personId,
      after: { reason: asProposed ? null : reason },
    });
    return { personId, included };
  });
}

/** The rows as they are frozen: those who are in with their columns, then who was left out. */
function rowsOf(all: readonly Proposed[]): StoredRow[] {
  const row = ({ personId, name, lacks, reason }: Proposed) => ({ personId, name, lacks, reason });
  return [
    ...all
      .filter(({ included }) => included)
      .map((one, index) => ({ ...row(one), position: index + 1, cells: one.cells })),
    ...all
      .filter(({ included }) => !included)
      .map((one) => ({ ...row(one), position: null, cells: null })),
  ];
}

async function check(
  trx: Db,
  { authority, input }: Call<'approveMentorRegister'>,
  today: string,
): Promise<void> {
  const problems: FieldProblem[] = [];
  if (input.orderOn > today) problems.push({ path: 'orderOn', code: 'date.future' });
  if (input.personIds.length === 0) problems.push({ path: '', code: 'mentorRegister.empty' });
  if (input.protocolId !== null) {
    const signed = await findSignedProtocol(trx, authority.programmeId, input.protocolId);
    if (!signed) problems.push({ path: 'protocolId', code: 'mentorRegister.protocol' });
    // An order cannot rest on minutes of a sitting that was still to come.
    else if (input.orderOn < signed.heldOn)
      problems.push({
        path: 'orderOn',
        code: 'mentorRegister.beforeProtocol',
        params: { from: signed.heldOn },
      });
  } else if (!input.basis) {
    problems.push({ path: 'basis', code: 'mentorRegister.basis' });
  }
  const [latest] = await registerStore(trx).all(authority.programmeId);
  if (latest && input.orderOn < latest.orderOn)
    problems.push({
      path: 'orderOn',
      code: 'mentorRegister.beforeLatest',
      params: { from: latest.orderOn },
    });
  if (problems.length > 0) throw invalid(problems);
}

/** What is approved is what was on the page: meanwhile somebody may have withdrawn a consent. */
function checkSeen(all: readonly Proposed[], personIds: readonly string[]): void {
  const seen = new Set(personIds);
  const mentors = new Set(all.map(({ personId }) => personId));
  if (personIds.some((id) => !mentors.has(id))) {
    throw invalid([{ path: 'personIds', code: 'mentorRegister.changed' }]);
  }
  const included = all.filter((one) => one.included);
  const same = included.length === seen.size && included.every((one) => seen.has(one.personId));
  if (!same) throw meanwhile();
}

function approve(deps: ServiceDeps, call: Call<'approveMentorRegister'>) {
  const { actor, authority, input } = call;
  const { organisationId, programmeId } = authority;
  const which = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'approveMentorRegister',
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, which, async () => {
      await check(trx, call, todayIn(authority.timeZone, deps.clock));
      const all = await proposalFor(deps, trx, authority);
      checkSeen(all, input.personIds);
      const store = registerStore(trx);
      const [latest] = await store.all(programmeId);
      // Two who approve one after the other: the second has not seen the first's register.
      if ((latest?.number ?? 0) !== input.version) throw meanwhile();
      const number = input.version + 1;
      const { orderNumber, orderOn, protocolId } = input;
      const basis = input.basis || null;
      const approvedAt = deps.clock.now();
      const registerId = await store.insert(
        { organisationId, programmeId },
        { number, orderNumber, orderOn, basis, protocolId, approvedAt },
        rowsOf(all),
        authority.personId,
      );
      if (registerId === null) throw meanwhile();
      await store.clearChoices(programmeId);
      await recordChange(trx, deps.clock, authority, {
        action: 'approved',
        entity: 'mentor_register',
        entityId: registerId,
        after: { orderNumber, orderDate: orderOn, mentors: new Set(input.personIds).size },
      });
      return { registerId };
    }),
  );
}

/** The handlers of the registers of mentors that orders approve. */
export function mentorRegisterHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listMentorRegisters: async ({ authority }) => ({
      rows: await heads(deps.db, authority.programmeId),
    }),
    getMentorRegister: (call) => get(deps, call),
    proposeMentorRegister: remembered<'proposeMentorRegister'>(deps, (call) => propose(deps, call)),
    chooseForRegister: (call) => choose(deps, call),
    approveMentorRegister: (call) => approve(deps, call),
  };
}
