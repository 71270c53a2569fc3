import type { Knex } from 'knex';
import { todayIn, toIso } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { SupportEntry, SupportFields } from '../api/support-log.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { mayUseData } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { sharedStandings } from '../standing/standing.js';
import { type StoredEntry, type StoredVersion, supportStore } from './support-store.js';
import { listWaiting, menteeOf, readWaiting, shown } from './waiting-list.js';
import { entryProblems, type MenteeFacts } from './waiting-rules.js';

type Names =
  | 'listWaitingMentees'
  | 'getSupportLog'
  | 'addSupportEntry'
  | 'correctSupportEntry'
  | 'withdrawSupportEntry';

/**
 * A mentee of whom the caller may read and write: anybody's but their own.
 * @throws `not_found` for anybody else
 */
async function findMentee(
  deps: ServiceDeps,
  authority: Authority,
  personId: string,
): Promise<MenteeFacts> {
  const people = await sharedStandings(deps)(authority);
  const found = people.find((one) => one.personId === personId);
  const mentee = found ? menteeOf(found) : null;
  if (!mentee || personId === authority.personId) throw notFound('participant');
  return mentee;
}

/** They have no mentor: a pair that goes on ends what the log is for. */
const isOpen = ({ state }: MenteeFacts): boolean =>
  !['paired', 'completed', 'withdrawn'].includes(state);

const wordsOf = ({ heldOn, kind, text, nextStep, nextOn }: SupportFields): SupportFields => ({
  heldOn,
  kind,
  text,
  nextStep: nextStep || null,
  nextOn,
});

function view(
  entry: StoredEntry,
  versions: readonly StoredVersion[],
  { personId }: Authority,
): SupportEntry {
  const { entryId, author, authorId, withdrawnAt, createdAt, version } = entry;
  const head = {
    entryId,
    author,
    mine: authorId !== null && authorId === personId,
    writtenAt: toIso(createdAt),
    version,
  };
  if (withdrawnAt !== null) {
    const { heldOn, kind } = entry;
    const nothing = { text: '', nextStep: null, nextOn: null, earlier: [] };
    return { ...head, heldOn, kind, ...nothing, withdrawnAt: toIso(withdrawnAt) };
  }
  return {
    ...head,
    ...wordsOf(entry),
    withdrawnAt: null,
    earlier: versions
      .filter((one) => one.entryId === entryId)
      .map((one) => ({ ...wordsOf(one), replacedAt: toIso(one.replacedAt) })),
  };
}

/** Whether the data of a mentee may be used today: without a consent that holds no word of theirs is shown. */
async function hasConsent(
  db: ServiceDeps['db'],
  deps: ServiceDeps,
  { programmeId, timeZone }: Authority,
  personId: string,
): Promise<boolean> {
  const today = todayIn(timeZone, deps.clock);
  const uses = await mayUseData(db, { programmeId, today }, [personId]);
  return uses.get(personId)?.matching.allowed ?? false;
}

async function getLog(deps: ServiceDeps, { authority, input }: Call<'getSupportLog'>) {
  const { programmeId, personId, page, pageSize } = input;
  const mentee = await findMentee(deps, authority, personId);
  const consent = await hasConsent(deps.db, deps, authority, personId);
  const head = {
    name: mentee.name,
    groupName: mentee.groupName,
    consent,
    open: isOpen(mentee),
    page,
    pageSize,
  };
  if (!consent) return { ...head, rows: [], total: 0, waiting: null };
  const store = supportStore(deps.db);
  const { rows, total } = await store.page({ programmeId, personId }, input);
  const versions = await store.versionsOf(rows.map(({ entryId }) => entryId));
  const waiting = (await readWaiting(deps, authority)).find((one) => one.personId === personId);
  return {
    ...head,
    rows: rows.map((entry) => view(entry, versions, authority)),
    total,
    waiting: waiting ? shown(waiting) : null,
  };
}

/** @throws `invalid` with every problem of the fields, at its field */
async function check(
  deps: ServiceDeps,
  trx: Knex.Transaction,
  authority: Authority,
  of: { personId: string; fields: SupportFields },
): Promise<void> {
  const year = await readProgrammeSettings(trx, authority.programmeId);
  const today = todayIn(authority.timeZone, deps.clock);
  const problems = entryProblems(of.fields, { year, today });
  if (problems.length > 0) throw invalid(problems);
  if (!(await hasConsent(trx, deps, authority, of.personId)))
    throw invalid([{ path: '', code: 'support.noConsent' }]);
}

/** An entry is somebody's own: a key of the API, which is nobody, writes none. */
function authorOf({ personId }: Authority): string {
  if (personId === null) throw new AppError('forbidden', 'an entry is written by a person');
  return personId;
}

async function add(deps: ServiceDeps, { actor, authority, input }: Call<'addSupportEntry'>) {
  const { organisationId, programmeId } = authority;
  const { personId } = input;
  const authorId = authorOf(authority);
  const mentee = await findMentee(deps, authority, personId);
  const fields = wordsOf(input);
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `addSupportEntry ${programmeId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, key, async () => {
      if (!isOpen(mentee)) throw invalid([{ path: '', code: 'support.hasMentor' }]);
      await check(deps, trx, authority, { personId, fields });
      const of = { personId, authorId };
      const entryId = await supportStore(trx).insert(authority, of, fields, deps.clock.now());
      await note(trx, deps, authority, 'created', entryId);
      return { entryId };
    }),
  );
}

/** What the journal says is read by people who may not read the log: no word of it, and not of whom. */
const note = (
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  action: 'created' | 'changed' | 'withdrawn',
  entityId: string,
) => recordChange(trx, deps.clock, authority, { action, entity: 'support_entry', entityId });

/**
 * An entry of the caller's own, as it may still be changed.
 * @throws `not_found` for one of nobody here or about the caller, `conflict` for somebody else's,
 *   `changed_meanwhile` over an older version
 */
async function readOwn(
  trx: Knex.Transaction,
  authority: Authority,
  { entryId, version }: { entryId: string; version: number },
): Promise<StoredEntry> {
  const entry = await supportStore(trx).find(authority.programmeId, entryId);
  if (!entry || entry.personId === authority.personId) throw notFound('entry');
  if (entry.authorId === null || entry.authorId !== authority.personId) {
    const problems = [{ path: '', code: 'support.notMine' }];
    throw new AppError('conflict', 'the entry is somebody else’s', { problems });
  }
  if (entry.version !== version || entry.withdrawnAt !== null) throw conflict();
  return entry;
}

const conflict = () => new AppError('changed_meanwhile', 'the entry was changed meanwhile');

function correct(deps: ServiceDeps, { authority, input }: Call<'correctSupportEntry'>) {
  const fields = wordsOf(input);
  return inTransaction(deps.db, async (trx) => {
    const before = await readOwn(trx, authority, input);
    const { entryId, personId } = before;
    await check(deps, trx, authority, { personId, fields });
    if (JSON.stringify(wordsOf(before)) === JSON.stringify(fields)) return { entryId, personId };
    if (!(await supportStore(trx).correct(authority, before, fields, deps.clock.now())))
      throw conflict();
    await note(trx, deps, authority, 'changed', entryId);
    return { entryId, personId };
  });
}

function withdraw(deps: ServiceDeps, { authority, input }: Call<'withdrawSupportEntry'>) {
  return inTransaction(deps.db, async (trx) => {
    const before = await readOwn(trx, authority, input);
    const { entryId, personId } = before;
    if (!(await supportStore(trx).withdraw(authority, before, deps.clock.now()))) throw conflict();
    await note(trx, deps, authority, 'withdrawn', entryId);
    return { entryId, personId };
  });
}

/** The handlers of the waiting list and of the support log (methodology §3 stage 5: «без пары»). */
export function supportHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listWaitingMentees: remembered<'listWaitingMentees'>(deps, (call) => listWaiting(deps, call)),
    getSupportLog: remembered<'getSupportLog'>(deps, (call) => getLog(deps, call)),
    addSupportEntry: (call) => add(deps, call),
    correctSupportEntry: (call) => correct(deps, call),
    withdrawSupportEntry: (call) => withdraw(deps, call),
  };
}
