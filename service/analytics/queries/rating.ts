import type { Db } from '../../../shared/db/connect.js';
import { withdrawnMeetings } from '../../db/withdrawn.js';
import type { Figures } from '../period-rules.js';

export interface RatingSum {
  answers: number;
  sum: number;
  /** Different people who rated. */
  people: number;
}

/** The ratings that mentees gave to meetings of the period. */
export async function ratingSum(db: Db, figures: Figures): Promise<RatingSum> {
  const query = db('meeting_attendance as a')
    .where({ 'a.programme_id': figures.programmeId, 'a.confirmation': 'confirmed', 'a.came': true })
    .whereNotNull('a.rating')
    .whereNotIn('a.meeting_id', withdrawnMeetings(db, figures.programmeId))
    .whereBetween('a.held_on', [figures.from, figures.to]);
  if (figures.forms !== null) {
    query
      .join('pairs as p', 'p.id', 'a.pair_id')
      .where('p.programme_id', figures.programmeId)
      .whereIn('p.form', figures.forms);
  }
  const [row] = await query
    .count({ answers: '*' })
    .sum({ sum: 'a.rating' })
    .countDistinct({ people: 'a.person_id' });
  return {
    answers: Number(row?.['answers'] ?? 0),
    sum: Number(row?.['sum'] ?? 0),
    people: Number(row?.['people'] ?? 0),
  };
}
