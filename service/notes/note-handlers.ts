import type { Knex } from 'knex';
import { todayIn, toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { StaffNote } from '../api/notes.js';
import { recordChange } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { mayNote, type NoteSubject, readsNote } from './note-rules.js';
import { type About, noteStore, type StoredNote } from './note-store.js';

type Names = 'listNotes' | 'addNote' | 'changeNote' | 'withdrawNote';

interface Named {
  pairId?: string | null | undefined;
  personId?: string | null | undefined;
}

/** @throws `invalid` unless a pair or a person is named, and not both */
function aboutOf({ pairId, personId }: Named): About {
  if (pairId && !personId) return { pairId };
  if (personId && !pairId) return { personId };
  throw invalid([{ path: 'pairId', code: 'value.invalid' }]);
}

/** @throws `not_found` for what is not in the programme, and for whom the caller may note nothing of */
async function readSubject(db: Db, authority: Authority, about: About): Promise<NoteSubject> {
  const store = noteStore(db);
  const { programmeId } = authority;
  if ('personId' in about) {
    const { personId } = about;
    const subject = { form: null, people: [personId] };
    if (!(await store.isMember(programmeId, personId)) || !mayNote(authority, subject))
      throw notFound('participant');
    return subject;
  }
  const form = await store.formOf(programmeId, about.pairId);
  if (form === null) throw notFound('pair');
  const subject = { form, people: await store.peopleOf(programmeId, about.pairId) };
  if (!mayNote(authority, subject)) throw notFound('pair');
  return subject;
}

/** Whether somebody whom the notes are about took their consent back: nothing of them is shown or written then. */
async function isFrozen(
  db: Db,
  deps: ServiceDeps,
  { programmeId, timeZone }: Authority,
  { people }: NoteSubject,
): Promise<boolean> {
  const today = todayIn(timeZone, deps.clock);
  return (await withdrawnAmong(db, { programmeId, today }, people)).size > 0;
}

const view = (note: StoredNote, { personId }: Authority): StaffNote => ({
  noteId: note.noteId,
  text: note.text,
  shared: note.shared,
  author: { personId: note.authorId, name: note.author },
  mine: note.authorId === personId,
  at: toIso(note.createdAt),
  changedAt: note.version > 1 ? toIso(note.updatedAt) : null,
  version: note.version,
});

async function list(
  deps: ServiceDeps,
  { authority, input }: Call<'listNotes'>,
): Promise<OutputOf<Contract['listNotes']>> {
  const about = aboutOf(input);
  const subject = await readSubject(deps.db, authority, about);
  if (await isFrozen(deps.db, deps, authority, subject)) return { rows: [], frozen: true };
  const notes = await noteStore(deps.db).list(authority.programmeId, about);
  return {
    rows: notes
      .filter((note) => readsNote(authority, subject, note))
      .map((note) => view(note, authority)),
    frozen: false,
  };
}

/** The journal is read by people who may not read notes: it says that there was one, not of whom and what. */
const record = (
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  action: 'written' | 'changed' | 'withdrawn',
  entityId: string,
) =>
  recordChange(trx, deps.clock, authority, {
    action: `note.${action}`,
    entity: 'staff_note',
    entityId,
  });

const frozen = () => invalid([{ path: '', code: 'note.frozen' }]);
const changed = () => new AppError('changed_meanwhile', 'the note was changed meanwhile');

function add(deps: ServiceDeps, { actor, authority, input }: Call<'addNote'>) {
  const { organisationId, programmeId } = authority;
  const authorId = ownId(authority);
  const about = aboutOf(input);
  const { text, shared } = input;
  return inTransaction(deps.db, async (trx) => {
    const subject = await readSubject(trx, authority, about);
    const actorId = callerOf(actor, authority);
    const key = { organisationId, actorId, endpoint: 'addNote', key: input.idempotencyKey, input };
    return once(trx, deps.clock, key, async () => {
      if (await isFrozen(trx, deps, authority, subject)) throw frozen();
      const of = { authorId, text, shared, now: deps.clock.now() };
      const noteId = await noteStore(trx).insert({ organisationId, programmeId }, about, of);
      await record(trx, deps, authority, 'written', noteId);
      return { noteId };
    });
  });
}

/** A note of the caller’s own. @throws `not_found` for one of others, who may be told of nothing */
async function readOwn(trx: Knex.Transaction, authority: Authority, noteId: string) {
  const note = await noteStore(trx).find(authority.programmeId, noteId);
  if (!note || note.authorId !== authority.personId) throw notFound('note');
  const subject = await readSubject(trx, authority, aboutOf(note));
  return { note, subject };
}

function change(deps: ServiceDeps, { authority, input }: Call<'changeNote'>) {
  const { noteId, version, text, shared } = input;
  return inTransaction(deps.db, async (trx) => {
    const { subject } = await readOwn(trx, authority, noteId);
    if (await isFrozen(trx, deps, authority, subject)) throw frozen();
    const of = { text, shared, now: deps.clock.now() };
    if (!(await noteStore(trx).change(noteId, version, of))) throw changed();
    await record(trx, deps, authority, 'changed', noteId);
    return { noteId, version: version + 1 };
  });
}

function withdraw(deps: ServiceDeps, { authority, input }: Call<'withdrawNote'>) {
  const { noteId, version } = input;
  return inTransaction(deps.db, async (trx) => {
    await readOwn(trx, authority, noteId);
    const now = deps.clock.now();
    // What was taken away is gone: nobody is to read it, so nothing of it is kept.
    const of = { text: '', shared: false, now, withdrawnAt: now };
    if (!(await noteStore(trx).change(noteId, version, of))) throw changed();
    await record(trx, deps, authority, 'withdrawn', noteId);
    return { noteId };
  });
}

/** Private notes of curators and coordinators on pairs and people. */
export const noteHandlers = (deps: ServiceDeps): Pick<Handlers, Names> => ({
  listNotes: remembered<'listNotes'>(deps, (call) => list(deps, call)),
  addNote: (call) => add(deps, call),
  changeNote: (call) => change(deps, call),
  withdrawNote: (call) => withdraw(deps, call),
});
