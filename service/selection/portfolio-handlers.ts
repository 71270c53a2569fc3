import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { PortfolioEntry, PortfolioFields } from '../api/portfolio.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import { attachFile, detachFile, keepFile, openFile } from '../files/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readMentor } from '../mentors/index.js';
import { bumpProgrammesOf } from '../people/index.js';
import { portfolioStore, type StoredEntry } from './portfolio-store.js';

type Names =
  | 'listPortfolio'
  | 'addPortfolioEntry'
  | 'updatePortfolioEntry'
  | 'removePortfolioEntry'
  | 'keepPortfolioFile'
  | 'getPortfolioFile';

const PURPOSE = 'portfolio';

function toEntry({ fileType, fileSize, programmeId: _of, ...row }: StoredEntry): PortfolioEntry {
  const file = fileType === null || fileSize === null ? null : { type: fileType, size: fileSize };
  return { ...row, file };
}

/** The mentor whose portfolio is asked for; a mentor finds nobody but themself. */
async function ownerOf(db: Db, authority: Authority, personId: string) {
  if (authority.role === 'mentor' && authority.personId !== personId) throw notFound('mentor');
  return readMentor(db, authority, personId);
}

const fieldsOf = (input: PortfolioFields): PortfolioFields => ({
  kind: input.kind,
  title: input.title,
  happenedOn: input.happenedOn,
  description: input.description || null,
  link: input.link || null,
  fileId: input.fileId,
  shown: input.shown,
});

async function read(db: Db, authority: Authority, personId: string, entryId: string) {
  const found = await portfolioStore(db).find(authority.organisationId, personId, entryId);
  if (!found) throw notFound('entry');
  return found;
}

/** Ties the document to the entry; `invalid` where it was not kept for this mentor. */
async function attach(
  trx: Knex.Transaction,
  authority: Authority,
  personId: string,
  fileId: string | null,
  now: number,
): Promise<void> {
  if (fileId === null) return;
  const which = { fileId, programmeId: authority.programmeId, personId, purpose: PURPOSE } as const;
  if (!(await attachFile(trx, which, now))) {
    throw invalid([{ path: 'file', code: 'file.gone' }]);
  }
}

async function letGo(trx: Knex.Transaction, personId: string, entry: StoredEntry): Promise<void> {
  const { fileId, programmeId } = entry;
  if (fileId !== null) await detachFile(trx, { fileId, programmeId, personId, purpose: PURPOSE });
}

/** The journal says that there is a change and of what kind of entry; the words are the mentor's. */
async function note(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  what: { action: string; personId: string; kind: string },
): Promise<void> {
  await recordChange(trx, deps.clock, authority, {
    action: `portfolio.${what.action}`,
    entity: 'participant',
    entityId: what.personId,
    after: { portfolioKind: what.kind },
  });
  await bumpProgrammesOf(trx, [what.personId]);
}

function add(deps: ServiceDeps, { actor, authority, input }: Call<'addPortfolioEntry'>) {
  const { organisationId, programmeId } = authority;
  const { personId } = input;
  const fields = fieldsOf(input);
  const which = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'addPortfolioEntry',
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, which, async () => {
      await ownerOf(trx, authority, personId);
      const by = { personId: authority.personId, at: deps.clock.now() };
      await attach(trx, authority, personId, fields.fileId, by.at);
      const of = { organisationId, programmeId, personId };
      const entryId = await portfolioStore(trx).insert(of, fields, by);
      await note(trx, deps, authority, { action: 'added', personId, kind: fields.kind });
      return toEntry(await read(trx, authority, personId, entryId));
    }),
  );
}

const meanwhile = () => new AppError('changed_meanwhile', 'the entry was changed meanwhile');

function update(deps: ServiceDeps, { authority, input }: Call<'updatePortfolioEntry'>) {
  const { personId, entryId, version } = input;
  const fields = fieldsOf(input);
  return inTransaction(deps.db, async (trx) => {
    await ownerOf(trx, authority, personId);
    const before = await read(trx, authority, personId, entryId);
    const sameFile = before.fileId === fields.fileId;
    if (!sameFile) {
      await attach(trx, authority, personId, fields.fileId, deps.clock.now());
      await letGo(trx, personId, before);
    }
    // The document stays in the programme in which it was kept.
    const programmeId = sameFile ? before.programmeId : authority.programmeId;
    const of = { organisationId: authority.organisationId, programmeId, personId };
    if (!(await portfolioStore(trx).update(of, entryId, version, fields))) throw meanwhile();
    await note(trx, deps, authority, { action: 'changed', personId, kind: fields.kind });
    return toEntry(await read(trx, authority, personId, entryId));
  });
}

function remove(deps: ServiceDeps, { authority, input }: Call<'removePortfolioEntry'>) {
  const { personId, entryId, version } = input;
  return inTransaction(deps.db, async (trx) => {
    await ownerOf(trx, authority, personId);
    const before = await read(trx, authority, personId, entryId);
    if (!(await portfolioStore(trx).remove({ ...authority, personId }, entryId, version))) {
      throw meanwhile();
    }
    await letGo(trx, personId, before);
    await note(trx, deps, authority, { action: 'removed', personId, kind: before.kind });
    return { ok: true as const };
  });
}

async function keep(deps: ServiceDeps, { authority, input, bytes }: Call<'keepPortfolioFile'>) {
  const { programmeId, personId } = input;
  await ownerOf(deps.db, authority, personId);
  const { organisationId, personId: createdBy } = authority;
  const keeping = { organisationId, programmeId, personId, purpose: PURPOSE, createdBy } as const;
  const { fileId, type, size } = await keepFile(deps, keeping, bytes);
  return { fileId, type, size };
}

async function open(deps: ServiceDeps, { authority, input }: Call<'getPortfolioFile'>) {
  const { personId, entryId } = input;
  await ownerOf(deps.db, authority, personId);
  const { fileId, programmeId, title } = await read(deps.db, authority, personId, entryId);
  if (fileId === null) throw notFound('file');
  const which = { fileId, programmeId, personId, purpose: PURPOSE } as const;
  const { file, bytes } = await openFile(deps, which);
  return { type: file.type, size: file.size, title, bytes };
}

/** The handlers of mentors' portfolios. */
export function portfolioHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listPortfolio: async ({ authority, input }) => {
      const { name } = await ownerOf(deps.db, authority, input.personId);
      const rows = await portfolioStore(deps.db).all(authority.organisationId, input.personId);
      return { name, rows: rows.map(toEntry) };
    },
    addPortfolioEntry: (call) => add(deps, call),
    updatePortfolioEntry: (call) => update(deps, call),
    removePortfolioEntry: (call) => remove(deps, call),
    keepPortfolioFile: (call) => keep(deps, call),
    getPortfolioFile: (call) => open(deps, call),
  };
}
