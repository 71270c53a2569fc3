import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { BuiltPair, BuiltPerson } from './builders.js';
import type { Ids, Inputs, World } from './permission-world.js';

type Names = 'listNotes' | 'addNote' | 'changeNote' | 'withdrawNote';

/** What a world has of notes. */
export interface NoteIds {
  noteId: string;
}

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const atNote = (w: World, ids: Ids) => ({ ...inProgramme(w), noteId: ids.noteId, version: 1 });
const atPair = (w: World, ids: Ids) => ({ ...inProgramme(w), pairId: ids.pair.pairId });

/** Well-formed inputs of the endpoints of notes. */
export const NOTE_INPUTS: Pick<Inputs, Names> = {
  listNotes: atPair,
  addNote: (w, ids) => ({ ...atPair(w, ids), text: 'Позвонить в среду' }),
  changeNote: (w, ids) => ({ ...atNote(w, ids), text: 'Позвонить в пятницу' }),
  withdrawNote: atNote,
};

/** A shared note of the coordinator on the pair. */
export async function buildNote(
  db: Db,
  { organisationId, programmeId, pairId }: BuiltPair,
  author: Pick<BuiltPerson, 'personId'>,
): Promise<NoteIds> {
  const noteId = newId();
  await db('staff_notes').insert({
    id: noteId,
    organisation_id: organisationId,
    programme_id: programmeId,
    pair_id: pairId,
    author_id: author.personId,
    text: 'Заметка',
    shared: true,
    created_at: 0,
    updated_at: 0,
  });
  return { noteId };
}
