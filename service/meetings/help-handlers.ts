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
import { type HelpScope, helpStore } from './help-store.js';
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

async function answerHelp(deps: ServiceDeps, { authority, input }: Call<'answerHelp'>) {
  const { helpRequestId, version, answer } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = helpStore(trx);
    const found = await store.find(scopeOf(authority), helpRequestId);
    if (!found) throw notFound('help request');
    const given = { answer, by: authority.personId, now: deps.clock.now() };
    if (!(await store.answer(helpRequestId, version, given))) {
      throw new AppError('changed_meanwhile', 'somebody else has answered', {
        details: { current: found },
      });
    }
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

/** Requests for help: somebody of a pair asks, curators and coordinators answer, the other side never learns of it. */
export function helpHandlers(
  deps: ServiceDeps,
): Pick<Handlers, 'askForHelp' | 'listHelpRequests' | 'answerHelp'> {
  return {
    askForHelp: (call) => askForHelp(deps, call),
    answerHelp: (call) => answerHelp(deps, call),
    listHelpRequests: remembered<'listHelpRequests'>(deps, async ({ authority, input }) => {
      const store = helpStore(deps.db);
      const scope = scopeOf(authority);
      const rows = await store.list(scope, input.state, input);
      return {
        rows: rows.map((row) => ({
          ...row,
          at: toIso(row.at),
          answeredAt: row.answeredAt === null ? null : toIso(row.answeredAt),
        })),
        total: await store.count(scope, input.state),
        page: input.page,
        pageSize: input.pageSize,
      };
    }),
  };
}
