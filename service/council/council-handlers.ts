import { todayIn, toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { Protocol, ProtocolFields } from '../api/council.js';
import type { ProtocolState } from '../api/reference.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { namesOf } from '../people/index.js';
import { readProgrammeNames } from '../programmes/index.js';
import { protocolProblems, signingProblems } from './council-rules.js';
import { addMember, listCouncil, updateMember } from './member-handlers.js';
import { memberStore } from './member-store.js';
import { protocolStore, type StoredProtocol } from './protocol-store.js';

type Names =
  | 'listCouncil'
  | 'addCouncilMember'
  | 'updateCouncilMember'
  | 'listProtocols'
  | 'getProtocol'
  | 'createProtocol'
  | 'updateProtocol'
  | 'signProtocol';

const numberTaken = () => invalid([{ path: 'number', code: 'protocol.numberTaken' }]);
const meanwhile = () => new AppError('changed_meanwhile', 'the minutes were changed meanwhile');

const stateOf = ({ signedAt }: StoredProtocol): ProtocolState =>
  signedAt === null ? 'draft' : 'signed';

/**
 * The people of the points, those present, college and programme: as they were when it was signed, else as
 * they are.
 */
async function namesAround(db: Db, programmeId: string, found: StoredProtocol) {
  const { frozen } = found;
  if (frozen?.organisationName !== undefined && frozen.programmeTitle !== undefined) {
    const { organisationName, programmeTitle } = frozen;
    return { ...frozen, organisationName, programmeTitle };
  }
  const head = await readProgrammeNames(db, programmeId);
  if (frozen) return { ...frozen, ...head };
  const members = await memberStore(db).all(programmeId);
  const people = await protocolStore(db).people(programmeId, found.protocolId);
  return {
    present: members
      .filter(({ memberId }) => found.presentIds.includes(memberId))
      .map(({ name, position, role }) => ({ name, position, role })),
    people: found.points.map((_, point) =>
      people.filter((one) => one.point === point).map(({ personId, name }) => ({ personId, name })),
    ),
    signedBy: null,
    ...head,
  };
}

async function view(db: Db, authority: Authority, protocolId: string): Promise<Protocol> {
  const { programmeId } = authority;
  const found = await protocolStore(db).find(programmeId, protocolId);
  if (!found) throw notFound('protocol');
  const around = await namesAround(db, programmeId, found);
  const { present, people, signedBy, organisationName, programmeTitle } = around;
  const { number, heldOn, presentIds, signedAt, version } = found;
  return {
    protocolId,
    number,
    heldOn,
    state: stateOf(found),
    presentIds,
    present,
    points: found.points.map((one, point) => {
      const concerned = people[point] ?? [];
      return { ...one, personIds: concerned.map(({ personId }) => personId), people: concerned };
    }),
    organisationName,
    programmeTitle,
    missing: signedAt === null ? signingProblems(found).map(({ code }) => code) : [],
    signedAt: signedAt === null ? null : toIso(signedAt),
    signedBy: signedBy || null,
    version,
  };
}

async function list(deps: ServiceDeps, { authority, input }: Call<'listProtocols'>) {
  const { page, pageSize } = input;
  const { rows, total } = await protocolStore(deps.db).page(authority.programmeId, input);
  return {
    rows: rows.map((row) => ({
      protocolId: row.protocolId,
      number: row.number,
      heldOn: row.heldOn,
      state: stateOf(row),
      points: row.points.length,
    })),
    total,
    page,
    pageSize,
  };
}

/** Refuses what cannot be of minutes, and people who are not in the programme. */
async function check(trx: Db, authority: Authority, fields: ProtocolFields, today: string) {
  const { programmeId } = authority;
  const members = await memberStore(trx).all(programmeId);
  const terms = new Map(members.map((one) => [one.memberId, one]));
  const problems = protocolProblems(fields, terms, today);
  const asked = [...new Set(fields.points.flatMap(({ personIds }) => personIds))];
  if (asked.length > 0) {
    const known = await memberStore(trx).inProgramme(programmeId, asked);
    const isStranger = (personId: string) => !known.has(personId);
    for (const [index, point] of fields.points.entries()) {
      if (point.personIds.some(isStranger)) {
        problems.push({ path: `points.${index}.personIds`, code: 'value.invalid' });
      }
    }
  }
  if (problems.length > 0) throw invalid(problems);
}

const fieldsOf = ({ number, heldOn, presentIds, points }: ProtocolFields): ProtocolFields => ({
  number,
  heldOn,
  presentIds: [...new Set(presentIds)],
  points,
});

function create(deps: ServiceDeps, { actor, authority, input }: Call<'createProtocol'>) {
  const { organisationId, programmeId } = authority;
  const fields = fieldsOf(input);
  const which = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'createProtocol',
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, which, async () => {
      await check(trx, authority, fields, todayIn(authority.timeZone, deps.clock));
      const by = { personId: authority.personId, at: deps.clock.now() };
      const of = { organisationId, programmeId };
      const entityId = await protocolStore(trx).insert(of, fields, by);
      if (entityId === null) throw numberTaken();
      await recordChange(trx, deps.clock, authority, {
        action: 'protocol_created',
        entity: 'council',
        entityId,
        after: { protocolNumber: fields.number, heldOn: fields.heldOn },
      });
      return view(trx, authority, entityId);
    }),
  );
}

function update(deps: ServiceDeps, { authority, input }: Call<'updateProtocol'>) {
  const { protocolId, version } = input;
  const fields = fieldsOf(input);
  return inTransaction(deps.db, async (trx) => {
    const store = protocolStore(trx);
    const before = await store.find(authority.programmeId, protocolId);
    if (!before) throw notFound('protocol');
    if (before.signedAt !== null) throw signedAlready();
    await check(trx, authority, fields, todayIn(authority.timeZone, deps.clock));
    const result = await store.update(authority, protocolId, version, fields);
    if (result === 'number_taken') throw numberTaken();
    if (result === 'changed') throw meanwhile();
    await recordChange(trx, deps.clock, authority, {
      action: 'protocol_changed',
      entity: 'council',
      entityId: protocolId,
      before: { points: before.points.length, heldOn: before.heldOn },
      after: {
        protocolNumber: fields.number,
        points: fields.points.length,
        heldOn: fields.heldOn,
      },
    });
    return view(trx, authority, protocolId);
  });
}

function signedAlready(): AppError {
  const problems = [{ path: '', code: 'protocol.signed' }];
  return new AppError('conflict', 'the minutes are signed', { problems });
}

function sign(deps: ServiceDeps, { authority, input }: Call<'signProtocol'>) {
  const { protocolId, version } = input;
  const { programmeId, personId } = authority;
  return inTransaction(deps.db, async (trx) => {
    const store = protocolStore(trx);
    const found = await store.find(programmeId, protocolId);
    if (!found) throw notFound('protocol');
    if (found.signedAt !== null) throw signedAlready();
    const problems = signingProblems(found);
    if (problems.length > 0) throw invalid(problems);
    const around = await namesAround(trx, programmeId, found);
    const names = personId === null ? new Map<string, string>() : await namesOf(trx, [personId]);
    const frozen = { ...around, signedBy: names.get(personId ?? '') ?? '' };
    const by = { personId, at: deps.clock.now() };
    if (!(await store.sign(programmeId, protocolId, version, frozen, by))) throw meanwhile();
    await recordChange(trx, deps.clock, authority, {
      action: 'protocol_signed',
      entity: 'council',
      entityId: protocolId,
      after: { protocolNumber: found.number, heldOn: found.heldOn },
    });
    return view(trx, authority, protocolId);
  });
}

/** The handlers of the mentors' council: its members and minutes. */
export function councilHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listCouncil: (call) => listCouncil(deps, call),
    addCouncilMember: (call) => addMember(deps, call),
    updateCouncilMember: (call) => updateMember(deps, call),
    listProtocols: (call) => list(deps, call),
    getProtocol: ({ authority, input }) => view(deps.db, authority, input.protocolId),
    createProtocol: (call) => create(deps, call),
    updateProtocol: (call) => update(deps, call),
    signProtocol: (call) => sign(deps, call),
  };
}
