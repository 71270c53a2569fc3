/** What other features may read of mentors. */
import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import type { Form } from '../api/reference.js';
import type { Authority } from '../authorise.js';
import { placesOf } from './mentor-rules.js';
import { mentorStore, type StoredMentor } from './mentor-store.js';

export { placesOf } from './mentor-rules.js';
export type { StoredMentor } from './mentor-store.js';

/** How many mentees a mentor can still take now; 0 for who is none. One statement. */
export async function placesLeft(db: Db, programmeId: string, personId: string): Promise<number> {
  const found = await mentorStore(db).find(programmeId, personId);
  return found ? placesOf(found) : 0;
}

/** What a mentor has said of how many they take, and how many they have; null: no mentor. One statement. */
export async function mentorLoad(
  db: Db,
  programmeId: string,
  personId: string,
): Promise<Pick<StoredMentor, 'name' | 'capacity' | 'paused' | 'mentees'> | null> {
  const found = await mentorStore(db).find(programmeId, personId);
  if (!found) return null;
  const { name, capacity, paused, mentees } = found;
  return { name, capacity, paused, mentees };
}

type Reader = Pick<Authority, 'programmeId' | 'scopeForms'>;

/**
 * Whether a curator with forms given sees a mentor: by the forms that the mentor named and those of
 * their pairs; who has neither is seen by all.
 */
const inScope = (scope: readonly Form[], forms: readonly Form[]): boolean =>
  forms.length === 0 || forms.some((form) => scope.includes(form));

/** The mentors of a programme that the caller may see, candidates too, in the order of names. */
export async function readMentors(db: Db, reader: Reader): Promise<StoredMentor[]> {
  const { programmeId, scopeForms } = reader;
  const store = mentorStore(db);
  const all = await store.all(programmeId);
  if (scopeForms === null) return all;
  const paired = await store.pairForms(programmeId);
  return all.filter((one) =>
    inScope(scopeForms, [...one.forms, ...(paired.get(one.personId) ?? [])]),
  );
}

/**
 * Tells which mentors the caller may see: everybody whom the programme concerns as a whole sees all, a
 * curator with forms given those of these forms.
 */
export async function visibleMentors(
  db: Db,
  reader: Reader,
): Promise<(personId: string) => boolean> {
  if (reader.scopeForms === null) return () => true;
  const own = new Set((await readMentors(db, reader)).map(({ personId }) => personId));
  return (personId) => own.has(personId);
}

/** A mentor or a candidate whom the caller may see; `not_found` for anybody else. */
export async function readMentor(db: Db, reader: Reader, personId: string): Promise<StoredMentor> {
  const { programmeId, scopeForms } = reader;
  const store = mentorStore(db);
  const found = await store.find(programmeId, personId);
  if (!found) throw notFound('mentor');
  if (scopeForms === null) return found;
  const paired = await store.pairForms(programmeId, personId);
  const forms = [...found.forms, ...(paired.get(personId) ?? [])];
  if (!inScope(scopeForms, forms)) throw notFound('mentor');
  return found;
}

/** Mentees that mentors of a programme said they take at one time, by person; who said nothing is left out. One statement. */
export const readCapacities = (db: Db, programmeId: string): Promise<Map<string, number>> =>
  mentorStore(db).capacities(programmeId);
