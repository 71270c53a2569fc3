import type { Knex } from 'knex';
import type { Db } from '../../../shared/db/connect.js';
import { withdrawnMeetings } from '../../db/withdrawn.js';
import type { Figures } from '../period-rules.js';

export interface Counters {
  mentors: number;
  mentees: number;
  /** Mentees who are in an open pair now. */
  menteesInPairs: number;
  openHelpRequests: number;
  /** Answers of mentees that are still to come to meetings that they attended. */
  waitingConfirmations: number;
  /** Objections of mentees that nobody has settled. */
  disputesTotal: number;
}

type Side = 'mentor' | 'mentee';

/** People who hold the role; within forms, those who are on that side of a pair of these forms. */
function peopleOf(db: Db, figures: Figures, side: Side): Knex.QueryBuilder {
  if (figures.forms !== null) return membersOf(db, figures, side);
  return db('participations')
    .where({ programme_id: figures.programmeId, role: side })
    .whereNot('state', 'withdrawn')
    .count('*');
}

function membersOf(db: Db, figures: Figures, side: Side): Knex.QueryBuilder {
  const query = db('pair_members as m')
    .join('pairs as p', 'p.id', 'm.pair_id')
    .where({ 'm.programme_id': figures.programmeId, 'm.side': side })
    .where('p.programme_id', figures.programmeId)
    .whereNull('m.left_on')
    .countDistinct('m.person_id');
  return figures.forms === null ? query : query.whereIn('p.form', figures.forms);
}

/** Mentees' answers of a kind to records that stand. */
function answers(db: Db, figures: Figures, kind: Record<string, unknown>): Knex.QueryBuilder {
  const query = db('meeting_attendance as a')
    .where({ 'a.programme_id': figures.programmeId, ...kind })
    .whereNotIn('a.meeting_id', withdrawnMeetings(db, figures.programmeId))
    .count('*');
  if (figures.forms === null) return query;
  return query
    .join('pairs as p', 'p.id', 'a.pair_id')
    .where('p.programme_id', figures.programmeId)
    .whereIn('p.form', figures.forms);
}

function openHelp(db: Db, figures: Figures): Knex.QueryBuilder {
  const query = db('help_requests')
    .where({ programme_id: figures.programmeId, state: 'open' })
    .count('*');
  return figures.forms === null ? query : query.whereIn('pair_form', figures.forms);
}

/** The single numbers of Обзор as they stand now, whatever the period: one statement. */
export async function counters(db: Db, figures: Figures): Promise<Counters> {
  const [row] = await db.select({
    mentors: peopleOf(db, figures, 'mentor'),
    mentees: peopleOf(db, figures, 'mentee'),
    menteesInPairs: membersOf(db, figures, 'mentee').where('p.state', 'active'),
    openHelpRequests: openHelp(db, figures),
    waitingConfirmations: answers(db, figures, { 'a.confirmation': 'waiting', 'a.came': true }),
    disputesTotal: answers(db, figures, { 'a.confirmation': 'disputed' }),
  });
  return Object.fromEntries(
    Object.entries(row).map(([k, v]) => [k, Number(v)]),
  ) as unknown as Counters;
}
