import type { Db } from '../../../shared/db/connect.js';
import type { Form } from '../../api/reference.js';
import { templateSettings } from '../engine/index.js';
import { relationsStore } from './relations-store.js';
import { settingsStore } from './settings-store.js';

/**
 * What forbids that a mentor works with these mentees, whoever puts them together: a relation that the rules of
 * matching forbid (methodology §3, stage 5), or a ban of the coordinator. Null: nothing. Three statements.
 */
export async function forbiddenTogether(
  db: Db,
  of: { programmeId: string; form: Form },
  mentorId: string,
  menteeIds: readonly string[],
): Promise<'relation' | 'ban' | null> {
  const { programmeId, form } = of;
  const kept = await settingsStore(db).latest(programmeId, form);
  const { notTeachers, notManagers } = kept?.settings ?? templateSettings(form);
  const store = relationsStore(db);
  const kinds = await store.between(programmeId, mentorId, menteeIds);
  const forbids = (kind: string): boolean =>
    kind === 'parent' || (kind === 'teaches' && notTeachers) || (kind === 'manages' && notManagers);
  if (kinds.some(forbids)) return 'relation';
  return (await store.areBanned(programmeId, form, mentorId, menteeIds)) ? 'ban' : null;
}
