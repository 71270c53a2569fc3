import type { Db } from '../../shared/db/connect.js';
import type { Look } from './kind.js';
import { kindOf } from './kinds/all-kinds.js';
import { nameOf, type StoredReminder } from './reminder-store.js';

/**
 * Which of these reminders still hold: the meeting is still agreed, the person still stands in the pair, nobody
 * has done it meanwhile. Told by the rules that found them; some statements for each kind among them.
 */
export async function stillDue<R extends StoredReminder>(
  db: Db,
  look: Look,
  reminders: readonly R[],
): Promise<R[]> {
  const now = new Set<string>();
  for (const code of new Set(reminders.map(({ kind }) => kind))) {
    const of = reminders.filter(({ kind }) => kind === code);
    const only = {
      subjects: [...new Set(of.map(({ subject }) => subject))],
      people: [...new Set(of.map(({ personId }) => personId))],
    };
    const judged = (await kindOf(code)?.page(db, look, { only })) ?? [];
    for (const { dues } of judged)
      for (const { personId, thing } of dues) now.add(nameOf({ kind: code, personId, thing }));
  }
  return reminders.filter((one) => now.has(nameOf(one)));
}
