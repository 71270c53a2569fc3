import { addDays } from '../../../shared/dates.js';
import {
  type Due,
  type Look,
  narrowedById,
  type People,
  reminderKind,
  type Thing,
} from '../kind.js';

/** A record of the log that a mentee has not confirmed. */
export interface WaitingRecord extends Thing {
  meetingId: string;
  personId: string;
  heldOn: string;
  recordedAt: number;
}

const FIRST_MS = 24 * 3_600_000;
/** Older ones are a signal of the pair, and no longer asked of the mentee. */
const DAYS_BACK = 60;

/** A record that waits for its mentee, from the day after it was made. */
export function recordWaiting(
  { meetingId, personId, heldOn, recordedAt }: WaitingRecord,
  { today, now }: Pick<Look, 'today' | 'now'>,
  { members }: People,
): Due[] {
  if (recordedAt > now - FIRST_MS || heldOn < addDays(today, -DAYS_BACK)) return [];
  if (!members.some((one) => one.side === 'mentee' && one.personId === personId)) return [];
  const facts = { date: heldOn };
  return [{ personId, role: 'mentee', thing: meetingId, place: `meetings/${meetingId}`, facts }];
}

export const recordWaitingKind = reminderKind<WaitingRecord>({
  kind: 'record_waiting',
  schedule: { dailyAt: '06:00' },
  async things(db, { programmeId, today }, ask) {
    const query = db('meeting_attendance as a')
      .join('meetings as m', 'm.id', 'a.meeting_id')
      .where({ 'a.programme_id': programmeId, 'a.confirmation': 'waiting', 'a.came': true })
      .whereNull('m.withdrawn_at')
      .where('a.held_on', '>=', addDays(today, -DAYS_BACK));
    const rows: (Omit<WaitingRecord, 'position'> & { subject: string })[] = await narrowedById(
      query,
      ask,
      'a.id',
    ).select({
      subject: 'a.id',
      pairId: 'a.pair_id',
      meetingId: 'a.meeting_id',
      personId: 'a.person_id',
      heldOn: 'a.held_on',
      recordedAt: 'm.created_at',
    });
    return rows.map((row) => ({
      ...row,
      recordedAt: Number(row.recordedAt),
      position: row.subject,
    }));
  },
  judge: recordWaiting,
});
