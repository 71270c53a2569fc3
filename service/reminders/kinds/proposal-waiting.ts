import { addDays, yearAfter } from '../../../shared/dates.js';
import type { PlannedAnswer } from '../../api/planned-meeting-reference.js';
import { isAwaited } from '../../planned-meetings/planned-rules.js';
import { type Due, type Look, type People, reminderKind } from '../kind.js';
import { type PlannedRow, plannedRows } from './planned-rows.js';

/** A proposed meeting to come, with what was answered. */
export interface Proposal extends Omit<PlannedRow, 'minutes'> {
  answers: ReadonlyMap<string, PlannedAnswer>;
}

/** Whoever looks into the tool answers within a day unasked. */
const FIRST_MS = 24 * 3_600_000;
/** A meeting that is so near is not waited with. */
const NEAR_DAYS = 2;

/**
 * A proposal whose answer is waited for, a day after it was made, or at once when the meeting is near: to those
 * who are to answer. Another day or time is another proposal.
 */
export function proposalWaiting(
  proposal: Proposal,
  { today, now }: Pick<Look, 'today' | 'now'>,
  { members }: People,
): Due[] {
  const { plannedMeetingId, onDate, startsAt, changedAt, answers } = proposal;
  const urgent = onDate <= addDays(today, NEAR_DAYS);
  if (onDate < today || (!urgent && changedAt > now - FIRST_MS)) return [];
  return members
    .filter((one) =>
      isAwaited({ ...proposal, state: 'proposed' }, one, answers.get(one.personId) ?? null),
    )
    .map(({ personId, side }) => ({
      personId,
      role: side,
      thing: `${plannedMeetingId} ${onDate} ${startsAt ?? ''}`,
      place: `calendar/${plannedMeetingId}`,
      facts: { date: onDate, time: startsAt ?? '' },
      urgent,
    }));
}

export const proposalWaitingKind = reminderKind<Proposal>({
  kind: 'proposal_waiting',
  schedule: { everyMinutes: 60 },
  async things(db, { programmeId, today }, ask) {
    const rows = await plannedRows(
      db,
      { programmeId, state: 'proposed', days: [today, yearAfter(today)] },
      ask,
    );
    const said: { id: string; personId: string; answer: PlannedAnswer }[] = await db(
      'planned_meeting_answers',
    )
      .whereIn(
        'planned_meeting_id',
        rows.map((row) => row.plannedMeetingId),
      )
      .select({ id: 'planned_meeting_id', personId: 'person_id', answer: 'answer' });
    return rows.map((row) => ({
      ...row,
      answers: new Map(
        said
          .filter(({ id }) => id === row.plannedMeetingId)
          .map(({ personId, answer }) => [personId, answer]),
      ),
    }));
  },
  judge: proposalWaiting,
});
