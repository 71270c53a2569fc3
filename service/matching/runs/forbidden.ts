import type { Db } from '../../../shared/db/connect.js';
import type { Form, MatchRelation } from '../../api/reference.js';
import { readEverRepresented } from '../../consents/index.js';
import { templateSettings } from '../engine/index.js';
import { nameKey } from '../engine/words.js';
import { relationsStore } from './relations-store.js';
import { settingsStore } from './settings-store.js';

/** What keeps a mentor from somebody: how they stand to each other, or the coordinator's ban. */
export type Forbidding = MatchRelation | 'ban';

/** Whether a mentor bears the name of who represents one of these mentees, as the engine takes it. */
async function isRepresentative(
  db: Db,
  programmeId: string,
  mentorId: string,
  menteeIds: readonly string[],
): Promise<boolean> {
  const { mentor, named } = await relationsStore(db).namesFor(mentorId, menteeIds);
  const ever = await readEverRepresented(db, programmeId);
  const all = [...named, ...menteeIds.flatMap((one) => ever.get(one) ?? [])];
  const key = nameKey(mentor);
  return key !== '' && all.some((name) => nameKey(name) === key);
}

/**
 * Everything that forbids that a mentor works with these mentees, whoever puts them together: relations that
 * the rules of matching forbid (methodology §3, stage 5), and a ban of the coordinator. Seven statements.
 */
export async function forbidding(
  db: Db,
  of: { programmeId: string; form: Form },
  mentorId: string,
  menteeIds: readonly string[],
): Promise<Forbidding[]> {
  const { programmeId, form } = of;
  const kept = await settingsStore(db).latest(programmeId, form);
  const { notTeachers, notManagers } = kept?.settings ?? templateSettings(form);
  const store = relationsStore(db);
  const kinds = new Set<Forbidding>(await store.between(programmeId, mentorId, menteeIds));
  if (!notTeachers) kinds.delete('teaches');
  if (!notManagers) kinds.delete('manages');
  if (await isRepresentative(db, programmeId, mentorId, menteeIds)) kinds.add('parent');
  if (await store.areBanned(programmeId, form, mentorId, menteeIds)) kinds.add('ban');
  return (['parent', 'teaches', 'manages', 'ban'] as const).filter((one) => kinds.has(one));
}

/** The same in a word, for changes of pairs that nothing passes over; null: nothing forbids them. */
export async function forbiddenTogether(
  ...args: Parameters<typeof forbidding>
): Promise<'relation' | 'ban' | null> {
  const [first] = await forbidding(...args);
  if (first === undefined) return null;
  return first === 'ban' ? 'ban' : 'relation';
}
