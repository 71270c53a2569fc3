/** What other features may read of the selection of mentors. */
import type { Db } from '../../shared/db/connect.js';
import type { InterviewOutcome, ParticipationState, SelectionState } from '../api/reference.js';
import { readApproved } from '../mentor-registers/index.js';
import { criteriaStore } from './criteria-store.js';
import { interviewStore } from './interview-store.js';
import { pointsOf, selectionOf, summaryOf } from './selection-rules.js';

export { lacksOf } from './selection-rules.js';

/** How the selection of one mentor stands. */
export interface Selection {
  interview: { heldOn: string; outcome: InterviewOutcome } | null;
  criteria: ReturnType<typeof summaryOf>;
  approved: boolean;
}

const NOTHING: Selection = { interview: null, criteria: null, approved: false };

/** How the selection of each mentor of a programme stands: three statements, whatever the rows. */
export async function readSelection(
  db: Db,
  programmeId: string,
): Promise<(personId: string) => Selection> {
  const [interviews, sheets, approved] = await Promise.all([
    interviewStore(db).latest(programmeId),
    criteriaStore(db).allSheets(programmeId),
    readApproved(db, programmeId),
  ]);
  const points = new Map<string, { sum: number; most: number }[]>();
  for (const { personId, items, scores } of sheets) {
    points.set(personId, [...(points.get(personId) ?? []), pointsOf(items, scores)]);
  }
  return (personId) => ({
    ...NOTHING,
    interview: interviews.get(personId) ?? null,
    criteria: summaryOf(points.get(personId) ?? []),
    approved: approved.has(personId),
  });
}

/** How far a mentor's selection is, as a word. */
export const stateOfSelection = (
  held: ParticipationState,
  { approved, interview, criteria }: Selection,
): SelectionState =>
  selectionOf({
    held,
    approved,
    outcome: interview?.outcome ?? null,
    sheets: criteria?.sheets ?? 0,
  });
