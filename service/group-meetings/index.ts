/** What other features may ask of group meetings. */
import type { Db } from '../../shared/db/connect.js';
import { groupMeetingStore, type StoredGroupMeeting } from './group-meeting-store.js';

/**
 * The group meetings of some days that were not cancelled, by one statement.
 * @param personId only those to which somebody is invited; null: all of the programme
 */
export const readGroupMeetings = (
  db: Db,
  programmeId: string,
  days: { from: string; to: string },
  personId: string | null,
): Promise<StoredGroupMeeting[]> => groupMeetingStore(db).between(programmeId, days, personId);
