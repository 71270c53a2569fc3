import type { Knex } from 'knex';
import { mondayOf } from '../../../shared/dates.js';
import { type Db, dialectOf } from '../../../shared/db/connect.js';
import type { Form, Topic } from '../../api/index.js';
import type { Figures } from '../period-rules.js';

export interface MeetingFigure {
  /** Monday. */
  week: string;
  form: Form;
  topic: Topic | null;
  meetings: number;
  minutes: number;
}

/**
 * The meetings of the period. Everything that it reads is in one index, which is named: by old or rough
 * statistics MySQL at times takes a shorter one and reads the rows one by one, ten times as slow.
 */
export function meetingsOfPeriod(db: Db, figures: Figures): Knex.QueryBuilder {
  const by = dialectOf(db) === 'mysql' ? 'force index (??)' : 'indexed by ??';
  const query = db
    .from(db.raw(`meetings ${by}`, ['meetings_figures_standing']))
    .where('programme_id', figures.programmeId)
    .whereNull('withdrawn_at')
    .whereBetween('week', [mondayOf(figures.from), mondayOf(figures.to)])
    .whereBetween('held_on', [figures.from, figures.to]);
  if (figures.forms !== null) query.whereIn('pair_form', figures.forms);
  return query;
}

/** Meetings and minutes by week, form and topic. */
export async function meetingsByWeek(db: Db, figures: Figures): Promise<MeetingFigure[]> {
  const rows: MeetingFigure[] = await meetingsOfPeriod(db, figures)
    .groupBy('week', 'pair_form', 'topic')
    .select({ week: 'week', form: 'pair_form', topic: 'topic' })
    .count({ meetings: '*' })
    .sum({ minutes: 'minutes' });
  return rows.map((r) => ({ ...r, meetings: Number(r.meetings), minutes: Number(r.minutes) }));
}
