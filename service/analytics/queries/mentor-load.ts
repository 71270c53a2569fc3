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

interface Membership {
  pairId: string;
  isOpen: boolean;
  /** Mentees of the pair. */
  mentees: number;
  personId: string;
  name: string;
  sortKey: string;
}

/** Who is a mentor in which pair; drafts are not counted. */
async function mentorsOfPairs(db: Db, figures: Figures): Promise<Membership[]> {
  const mentees = db('pair_members')
    .where({ programme_id: figures.programmeId, side: 'mentee' })
    .whereNull('left_on')
    .groupBy('pair_id')
    .select('pair_id')
    .count({ mentees: '*' });
  const query = db('pair_members as m')
    .leftJoin(mentees.as('c'), 'c.pair_id', 'm.pair_id')
    .join('pairs as p', 'p.id', 'm.pair_id')
    .join('people as n', 'n.id', 'm.person_id')
    .where({ 'm.programme_id': figures.programmeId, 'm.side': 'mentor' })
    // Says nothing new, but keeps a planner from reading the pairs of all programmes.
    .where('p.programme_id', figures.programmeId)
    .whereNull('m.left_on')
    .whereNot('p.state', 'draft');
  if (figures.forms !== null) query.whereIn('p.form', figures.forms);
  const rows = await query.select({
    pairId: 'm.pair_id',
    state: 'p.state',
    mentees: 'c.mentees',
    personId: 'm.person_id',
    name: 'n.name',
    sortKey: 'n.sort_key',
  });
  return rows.map(({ state, mentees: n, ...row }) => ({
    ...row,
    isOpen: state === 'active',
    mentees: Number(n ?? 0),
  }));
}

interface Held {
  meetings: number;
  minutes: number;
}

async function meetingsOfPairs(db: Db, figures: Figures): Promise<Map<string, Held>> {
  const rows = await meetingsOfPeriod(db, figures)
    .groupBy('pair_id')
    .select({ pairId: 'pair_id' })
    .count({ meetings: '*' })
    .sum({ minutes: 'minutes' });
  return new Map(
    rows.map((row: Record<string, unknown>) => [
      String(row['pairId']),
      { meetings: Number(row['meetings']), minutes: Number(row['minutes']) },
    ]),
  );
}

type Counted = Omit<MentorLoad, 'total'> & { sortKey: string };

const byLoad = (a: Counted, b: Counted): number =>
  b.pairs - a.pairs ||
  b.meetings - a.meetings ||
  b.minutes - a.minutes ||
  (a.sortKey < b.sortKey ? -1 : Number(a.sortKey > b.sortKey)) ||
  (a.personId < b.personId ? -1 : 1);

/**
 * The mentors with the most open pairs, then meetings. Two plain reads whose sums are put together
 * here: joined in one statement, a planner looks up the meetings of each pair one by one as soon as
 * other colleges have many.
 */
export async function mentorLoad(db: Db, figures: Figures, limit: number): Promise<MentorLoad[]> {
  const [members, held] = await Promise.all([
    mentorsOfPairs(db, figures),
    meetingsOfPairs(db, figures),
  ]);
  const mentors = new Map<string, Counted>();
  for (const { pairId, isOpen, mentees, personId, name, sortKey } of members) {
    const none = { pairs: 0, mentees: 0, meetings: 0, minutes: 0 };
    const mentor = mentors.get(personId) ?? { personId, name, sortKey, ...none };
    mentors.set(personId, mentor);
    if (isOpen) {
      mentor.pairs += 1;
      mentor.mentees += mentees;
    }
    mentor.meetings += held.get(pairId)?.meetings ?? 0;
    mentor.minutes += held.get(pairId)?.minutes ?? 0;
  }
  return [...mentors.values()]
    .sort(byLoad)
    .slice(0, limit)
    .map(({ sortKey: _key, ...mentor }) => ({ ...mentor, total: mentors.size }));
}
