import type { Db } from '../../shared/db/connect.js';
import type { Form } from '../api/reference.js';
import type { SignalCode } from '../api/signal-reference.js';
import type { EpisodeFigure } from './precision-rules.js';

/** What counts as having acted; putting off and dismissing do not. */
const ACTED = ['wrote', 'talk', 'paused', 'rematch'] as const;

/** The episodes of a period by rule and by what came of them: one statement. */
export async function episodeFigures(
  db: Db,
  of: { programmeId: string; forms: readonly Form[] | null; from: string; to: string },
): Promise<EpisodeFigure[]> {
  const marks = ACTED.map(() => '?').join(', ');
  const each = db('signal_episodes as e')
    .leftJoin('signal_actions as a', (join) =>
      join
        .on('a.pair_id', 'e.pair_id')
        .andOn('a.code', 'e.code')
        .andOn('a.since', 'e.since')
        .andOnVal('a.undone', false),
    )
    .where('e.programme_id', of.programmeId)
    .whereBetween('e.opened_on', [of.from, of.to])
    .groupBy('e.id', 'e.code', 'e.ended_how')
    .select(
      'e.code',
      'e.ended_how',
      db.raw(`max(case when a.action in (${marks}) then 1 else 0 end) as acted`, [...ACTED]),
      db.raw("max(case when a.action = 'false_alarm' then 1 else 0 end) as dismissed"),
    );
  if (of.forms !== null) each.whereIn('e.pair_form', [...of.forms]);
  const rows: {
    code: SignalCode;
    ended_how: EpisodeFigure['ended'];
    acted: number | string;
    dismissed: number | string;
    n: number | string;
  }[] = await db
    .from(each.as('f'))
    .groupBy('code', 'ended_how', 'acted', 'dismissed')
    .select('code', 'ended_how', 'acted', 'dismissed')
    .count({ n: '*' });
  return rows.map((row) => ({
    code: row.code,
    acted: Number(row.acted) === 1,
    falseAlarm: Number(row.dismissed) === 1,
    ended: row.ended_how,
    episodes: Number(row.n),
  }));
}
