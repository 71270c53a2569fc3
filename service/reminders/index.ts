/** What other features that write letters ask of reminders. */
import type { Db } from '../../shared/db/connect.js';
import type { RemindKind } from '../api/remind-reference.js';
import { settingStore } from './setting-store.js';
import { isWanted } from './way-rules.js';

export { makeMailToken } from './mail-tokens.js';
export { hashOfAddress, isRefused, markRefused } from './refused-addresses.js';

/** Whether somebody still wants to read of a kind in letters. */
export async function wantsLetters(
  db: Db,
  { programmeId, personId }: { programmeId: string; personId: string },
  kind: RemindKind,
): Promise<boolean> {
  const { choices } = await settingStore(db).choices(programmeId, personId);
  return isWanted(kind, choices);
}
