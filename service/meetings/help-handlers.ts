import type { Knex } from 'knex';
import { toIso } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { Form } from '../api/index.js';
import { recordChange } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readPairForMember } from '../pairs/index.js';
import { maySet, typicalHours } from './help-rules.js';
import {
  type HelpFound,
  type HelpMessage,
  type HelpRow,
  type HelpScope,
  helpStore,
} from './help-store.js';
import { meetingStore } from './meeting-store.js';

const ASKERS: ReadonlySet<string> = new Set(['mentee', 'mentor']);

const scopeOf = (authority: Authority): HelpScope => ({
  programmeId: authority.programmeId,
  forms: authority.scopeForms,
  // A key that acts as a mentee or mentor is nobody's: it finds nothing.
  personId: ASKERS.has(authority.role) ? (authority.personId ?? '') : null,
});

/**
 * Opens a request to the curator and writes into the journal that there is one, never what it says: heads read
 * the journal, and the text is between the asker and the curator.
 * @returns its id
 */
export async function openHelpRequest(
  trx: Knex.Transaction,
  deps: Pick<ServiceDeps, 'clock'>,
  authority: Authority,
  of: { pair: { pairId: string; form: Form }; meetingId: string | null; text: string },
): Promise<string> {
  const id = newId();
  await helpStore(trx).insert({
    id,
    organisationId: authority.organisationId,
    programmeId: authority.programmeId,
    pairId: of.pair.pairId,
    pairForm: of.pair.form,
    meetingId: of.meetingId,
    personId: ownId(authority),
    text: of.text,
    now: deps.clock.now(),
  });
  await recordChange(trx, deps.clock, authority, {
    action: 'help.ask',
    entity: 'help_request',
    entityId: id,
    after: { state: 'open' },
  });
  return id;
}

/** Keeps what somebody of a pair asks the curator; the other side of the pair learns nothing of it. */
async function askForHelp(deps: ServiceDeps, { actor, authority, input }: Call<'askForHelp'>) {
  return inTransaction(deps.db, async (trx) => {
    const pair = await readPairForMember(trx, authority, input.pairId);
    if (authority.personId === null) throw notFound('pair');
    if (input.meetingId !== null) {
      const meeting = await meetingStore(trx).find(authority.programmeId, input.meetingId);
      if (meeting?.pairId !== pair.pairId)
        throw invalid([{ path: 'meetingId', code: 'value.invalid' }]);
    }
    const key = {
      organisationId: authority.organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `askForHelp ${pair.pairId}`,
      key: input.idempotencyKey,
      input,
    };
    return once(trx, deps.clock, key, async () => {
      const { meetingId, text } = input;
      return {
        helpRequestId: await openHelpRequest(trx, deps, authority, { pair, meetingId, text }),
      };
    });
  });
}

/** A request that the caller may see. @throws `not_found` for all others */
async function readHelp(
  trx: Knex.Transaction,
  authority: Authority,
  helpRequestId: string,
): Promise<HelpFound> {
  const found = await helpStore(trx).find(scopeOf(authority), helpRequestId);
  if (!found) throw notFound('help request');
  return found;
}

/** @param words what was met instead: shown beside what was typed */
const changed = ({ state, answer, version }: HelpFound, words: string) =>
  new AppError('changed_meanwhile', words, { details: { current: { state, answer, version } } });

async function answerHelp(deps: ServiceDeps, { authority, input }: Call<'answerHelp'>) {
  const { helpRequestId, version, answer } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = helpStore(trx);
    const found = await readHelp(trx, authority, helpRequestId);
    const now = deps.clock.now();
    const by = authority.personId;
    if (!(await store.answer(helpRequestId, version, { answer, by, now })))
      throw changed(found, 'somebody else has answered');
    await store.addMessage(found, { helpRequestId, at: now, byStaff: true, text: answer, by });
    await recordChange(trx, deps.clock, authority, {
      action: 'help.answer',
      entity: 'help_request',
      entityId: helpRequestId,
      before: { state: found.state },
      after: { state: 'answered' },
    });
    return { helpRequestId };
  });
}

/** A further word of who asked: the request waits again, since now. */
async function writeToHelp(deps: ServiceDeps, { actor, authority, input }: Call<'writeToHelp'>) {
  const { helpRequestId, version, text } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = helpStore(trx);
    const found = await readHelp(trx, authority, helpRequestId);
    const key = {
      organisationId: authority.organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `writeToHelp ${helpRequestId}`,
      key: input.idempotencyKey,
      input,
    };
    return once(trx, deps.clock, key, async () => {
      const now = deps.clock.now();
      // Who waits already waits since their first word.
      const since = found.state === 'open' || found.state === 'in_work' ? undefined : now;
      const state = found.state === 'in_work' ? 'in_work' : 'open';
      if (!(await store.setState(helpRequestId, version, state, since)))
        throw changed(found, 'the request was answered meanwhile');
      const said = { helpRequestId, at: now, byStaff: false, text, by: authority.personId };
      await store.addMessage(found, said);
      await recordChange(trx, deps.clock, authority, {
        action: 'help.write',
        entity: 'help_request',
        entityId: helpRequestId,
        before: { state: found.state },
        after: { state },
      });
      return { helpRequestId };
    });
  });
}

async function setHelpState(deps: ServiceDeps, { authority, input }: Call<'setHelpState'>) {
  const { helpRequestId, version, state } = input;
  const by = ASKERS.has(authority.role) ? 'asker' : 'staff';
  return inTransaction(deps.db, async (trx) => {
    const found = await readHelp(trx, authority, helpRequestId);
    if (!maySet(found.state, state, by)) throw invalid([{ path: 'state', code: 'help.state' }]);
    const since = state === 'closed' ? null : undefined;
    if (!(await helpStore(trx).setState(helpRequestId, version, state, since)))
      throw changed(found, 'the request was changed meanwhile');
    await recordChange(trx, deps.clock, authority, {
      action: 'help.state',
      entity: 'help_request',
      entityId: helpRequestId,
      before: { state: found.state },
      after: { state },
    });
    return { helpRequestId };
  });
}

const isoOrNull = (moment: number | null): string | null =>
  moment === null ? null : toIso(Number(moment));

async function listHelp(deps: ServiceDeps, { authority, input }: Call<'listHelpRequests'>) {
  const store = helpStore(deps.db);
  const scope = scopeOf(authority);
  const rows = await store.list(scope, input.state, input);
  const ids = rows.map(({ helpRequestId }) => helpRequestId);
  const messages = await store.messagesOf(authority.programmeId, ids);
  return {
    rows: rows.map(({ firstAnsweredAt, ...row }) => {
      const answered = firstAnsweredAt ?? row.answeredAt;
      const said = messages.filter((one) => one.helpRequestId === row.helpRequestId);
      return {
        ...row,
        at: toIso(Number(row.at)),
        answeredAt: isoOrNull(row.answeredAt),
        waitingSince: isoOrNull(row.waitingSince),
        answeredIn: answered === null ? null : Number(answered) - Number(row.at),
        messages: withFirstAnswer(row, said).map(({ at, byStaff, text }) => ({
          at: toIso(at),
          byStaff,
          text,
        })),
      };
    }),
    total: await store.count(scope, input.state),
    page: input.page,
    pageSize: input.pageSize,
    typicalHours: scope.personId === null ? typicalHours(await store.answerTimes(scope)) : null,
  };
}

/** An answer that was given before there were threads stands in the request alone. */
function withFirstAnswer(
  { helpRequestId, answer, answeredAt }: Pick<HelpRow, 'helpRequestId' | 'answer' | 'answeredAt'>,
  said: readonly HelpMessage[],
): readonly HelpMessage[] {
  if (answer === null || answeredAt === null || said.some(({ byStaff }) => byStaff)) return said;
  return [{ helpRequestId, at: Number(answeredAt), byStaff: true, text: answer }, ...said];
}

/** Requests for help: somebody of a pair asks, curators and coordinators answer, the other side never learns of it. */
export function helpHandlers(
  deps: ServiceDeps,
): Pick<
  Handlers,
  'askForHelp' | 'listHelpRequests' | 'answerHelp' | 'writeToHelp' | 'setHelpState'
> {
  return {
    askForHelp: (call) => askForHelp(deps, call),
    answerHelp: (call) => answerHelp(deps, call),
    writeToHelp: (call) => writeToHelp(deps, call),
    setHelpState: (call) => setHelpState(deps, call),
    listHelpRequests: remembered<'listHelpRequests'>(deps, (call) => listHelp(deps, call)),
  };
}
