import type { Db } from '../../../shared/db/connect.js';
import { inputStore } from './input-store.js';
import { gatherAnswers } from './said.js';

/**
 * Whether a mentor or one of these mentees has said in confidence that they would not work with the other
 * (methodology §6.11). For the coordinator alone: whoever else is told of it learns who said what. One statement.
 */
export async function isUnwanted(
  db: Db,
  programmeId: string,
  mentorId: string,
  menteeIds: readonly string[],
): Promise<boolean> {
  const answersOf = gatherAnswers(
    await inputStore(db, programmeId).answers([mentorId, ...menteeIds]),
  );
  const unwanted = (role: 'mentee' | 'mentor', personId: string): readonly string[] =>
    answersOf(role, personId)?.ballot?.unwanted ?? [];
  const byMentor = unwanted('mentor', mentorId);
  return menteeIds.some(
    (menteeId) => byMentor.includes(menteeId) || unwanted('mentee', menteeId).includes(mentorId),
  );
}
