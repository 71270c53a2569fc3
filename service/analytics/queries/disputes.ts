import type { Db } from '../../../shared/db/connect.js';
import type { Figures } from '../period-rules.js';

/** A mentee's objection to a record that still stands as it was. */
export interface Dispute {
  meetingId: string;
  heldOn: string;
  pairTitle: string;
  personName: string;
  /** In the mentee's words; '': without any. */
  objection: string;
}

type Row = Omit<Dispute, 'objection'> & { objection: string | null };

/** The objections that nobody has settled, whatever the period, the newest first. */
export async function openDisputes(db: Db, figures: Figures, limit: number): Promise<Dispute[]> {
  const { programmeId, forms } = figures;
  const query = db('meeting_attendance as a')
    .join('meetings as m', 'm.id', 'a.meeting_id')
    .join('pairs as p', 'p.id', 'a.pair_id')
    .join('people as n', 'n.id', 'a.person_id')
    .where({ 'a.programme_id': programmeId, 'a.confirmation': 'disputed' })
    .whereNull('m.withdrawn_at');
  if (forms !== null) query.whereIn('m.pair_form', forms);
  const rows: Row[] = await query
    .orderBy('a.responded_at', 'desc')
    .orderBy('a.id', 'desc')
    .limit(limit)
    .select({
      meetingId: 'm.id',
      heldOn: 'm.held_on',
      pairTitle: 'p.title',
      personName: 'n.name',
      objection: 'a.objection',
    });
  return rows.map((row) => ({ ...row, objection: row.objection ?? '' }));
}
