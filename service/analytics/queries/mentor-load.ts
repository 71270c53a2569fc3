import type { Db } from '../../../shared/db/connect.js';
import type { Figures } from '../period-rules.js';
import { meetingsOfPeriod } from './meetings-by-week.js';

export interface MentorLoad {
  personId: string;
  name: string;
  /** Open pairs, and the mentees in them. */
  pairs: number;
  mentees: number;
  /** Meetings and minutes of the period in all of their pairs. */
  meetings: number;
  minutes: number;
  /** Mentors in all. */
  total: number;
}

/** The mentors with the most open pairs, then meetings. */
export async function mentorLoad(db: Db, figures: Figures, limit: number): Promise<MentorLoad[]> {
  const mentees = db('pair_members')
    .where({ programme_id: figures.programmeId, side: 'mentee' })
    .whereNull('left_on')
    .groupBy('pair_id')
    .select('pair_id')
    .count({ mentees: '*' });
  const meetings = meetingsOfPeriod(db, figures)
    .groupBy('pair_id')
    .select('pair_id')
    .count({ meetings: '*' })
    .sum({ minutes: 'minutes' });
  const ofOpen = (what: string) =>
    db.raw(`sum(case when p.state = 'active' then ${what} else 0 end)`);
  const query = db('pair_members as m')
    .join('pairs as p', 'p.id', 'm.pair_id')
    .join('people as n', 'n.id', 'm.person_id')
    .leftJoin(mentees.as('c'), 'c.pair_id', 'm.pair_id')
    .leftJoin(meetings.as('t'), 't.pair_id', 'm.pair_id')
    .where({ 'm.programme_id': figures.programmeId, 'm.side': 'mentor' })
    // Says nothing new, but keeps a planner from reading the pairs of all programmes.
    .where('p.programme_id', figures.programmeId)
    .whereNull('m.left_on')
    .whereNot('p.state', 'draft');
  if (figures.forms !== null) query.whereIn('p.form', figures.forms);
  const rows: MentorLoad[] = await query
    .groupBy('m.person_id', 'n.name', 'n.sort_key')
    .select({
      personId: 'm.person_id',
      name: 'n.name',
      pairs: ofOpen('1'),
      mentees: ofOpen('coalesce(c.mentees, 0)'),
      meetings: db.raw('sum(coalesce(t.meetings, 0))'),
      minutes: db.raw('sum(coalesce(t.minutes, 0))'),
      total: db.raw('count(*) over ()'),
    })
    .orderBy([
      { column: 'pairs', order: 'desc' },
      { column: 'meetings', order: 'desc' },
      { column: 'minutes', order: 'desc' },
      { column: 'n.sort_key' },
      { column: 'm.person_id' },
    ])
    .limit(limit);
  return rows.map((r) => ({
    ...r,
    pairs: Number(r.pairs),
    mentees: Number(r.mentees),
    meetings: Number(r.meetings),
    minutes: Number(r.minutes),
    total: Number(r.total),
  }));
}
