import type { Db } from '../../../shared/db/connect.js';
import type { Form, PairState, Rhythm } from '../../api/index.js';
import { noFeedbackExpression, rhythmExpression, type Watch } from '../../pairs/index.js';
import type { Figures } from '../period-rules.js';

/** Pairs that are alike in everything that the figures ask about. */
export interface PairFigure {
  state: PairState;
  form: Form;
  rhythm: Rhythm;
  startsOn: string;
  endsOn: string;
  /** The last meeting of pairs that are paused or over; null for others and where there was none. */
  stoppedOn: string | null;
  /** 1: without feedback for longer than the programme asks. */
  noFeedback: number;
  /** 1: on a pause whose last day is past. */
  pauseOver: number;
  pairs: number;
}

/** Pairs by state, form, rhythm and feedback today, and dates. */
export async function pairFigures(db: Db, figures: Figures, watch: Watch): Promise<PairFigure[]> {
  const rhythm = rhythmExpression(watch.settings, watch.today);
  const feedback = noFeedbackExpression(watch.settings, watch.today);
  const inner = db('pairs')
    .where('programme_id', figures.programmeId)
    .select({
      state: 'state',
      form: 'form',
      rhythm: db.raw(rhythm.sql, rhythm.bindings),
      startsOn: 'starts_on',
      endsOn: 'ends_on',
      stoppedOn: db.raw(
        "case when state in ('active', 'draft') then null else last_meeting_on end",
      ),
      noFeedback: db.raw(feedback.sql, feedback.bindings),
      pauseOver: db.raw("case when state = 'paused' and paused_until < ? then 1 else 0 end", [
        watch.today,
      ]),
    });
  if (figures.forms !== null) inner.whereIn('form', figures.forms);
  const columns = [
    'state',
    'form',
    'rhythm',
    'startsOn',
    'endsOn',
    'stoppedOn',
    'noFeedback',
    'pauseOver',
  ];
  const rows: PairFigure[] = await db
    .from(inner.as('f'))
    .groupBy(columns)
    .select(columns)
    .count({ pairs: '*' });
  return rows.map((r) => ({
    ...r,
    noFeedback: Number(r.noFeedback),
    pauseOver: Number(r.pauseOver),
    pairs: Number(r.pairs),
  }));
}
