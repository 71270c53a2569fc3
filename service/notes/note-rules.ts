/** Who reads a note. */
import type { Form, Role } from '../api/reference.js';

export interface NoteReader {
  personId: string | null;
  role: Role | 'system';
  /** A curator’s forms; null: all. */
  scopeForms: readonly Form[] | null;
}

/** What a note is about, and who of them must not read it. */
export interface NoteSubject {
  /** The pair’s form; null: it is about a person. */
  form: Form | null;
  /** The person, or all who are or were in the pair. */
  people: readonly string[];
}

const WRITERS: ReadonlySet<string> = new Set(['coordinator', 'curator']);

/**
 * Whether somebody may read and write notes on a subject at all: a coordinator, a curator of the form; never one
 * whom it is about, or who stands in the pair, whatever else they are.
 */
export function mayNote({ personId, role, scopeForms }: NoteReader, of: NoteSubject): boolean {
  if (!WRITERS.has(role) || personId === null || of.people.includes(personId)) return false;
  return of.form === null || scopeForms === null || scopeForms.includes(of.form);
}

/**
 * Whether somebody reads one note: the author their own; the others what the author has shared. When an author has
 * lost their role nobody reads what they kept to themselves, and the shared notes stay with the coordinator and
 * the curators.
 */
export const readsNote = (
  reader: NoteReader,
  of: NoteSubject,
  note: { authorId: string; shared: boolean },
): boolean => mayNote(reader, of) && (note.shared || note.authorId === reader.personId);
