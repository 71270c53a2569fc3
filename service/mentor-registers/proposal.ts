import type { Db } from '../../shared/db/connect.js';
import type { MentorCells } from '../api/mentor-registers.js';
import type { SelectionGap } from '../api/reference.js';
import type { Authority } from '../authorise.js';
import { readMentors } from '../mentors/index.js';
import { readMentorCells } from '../registers/index.js';
import { readTraining } from '../school/index.js';
import { lacksOf, readSelection } from '../selection/index.js';
import { countingChoice, isIncluded, isPossible } from './register-rules.js';
import { registerStore } from './register-store.js';

/** A mentor as the next register would have them. */
export interface Proposed {
  personId: string;
  name: string;
  lacks: SelectionGap[];
  included: boolean;
  chosen: boolean;
  carried: boolean;
  possible: boolean;
  reason: string | null;
  inForce: boolean;
  cells: MentorCells;
}

/**
 * All mentors of a programme as the next register would have them, in the order of names. A mentee without
 * a consent stands in nobody's row.
 * @param reader a curator sees those of their forms; the whole is for whoever approves
 */
export async function readProposal(db: Db, reader: Authority, today: string): Promise<Proposed[]> {
  const { programmeId, timeZone } = reader;
  const [mentors, official, selection, training, choices, before, inForce] = await Promise.all([
    readMentors(db, reader),
    readMentorCells(db, { programmeId, timeZone, today }),
    readSelection(db, programmeId),
    readTraining(db, programmeId),
    registerStore(db).choices(programmeId),
    registerStore(db).choicesInForce(programmeId),
    registerStore(db).inForce(programmeId),
  ]);
  return mentors.flatMap(({ personId, name }) => {
    const cells = official.cells.get(personId);
    if (!cells) return [];
    const { interview, criteria } = selection(personId);
    const lacks = lacksOf({
      consented: official.mayBeUsed(personId),
      outcome: interview?.outcome ?? null,
      sheets: criteria?.sheets ?? 0,
      schooled: training.asked ? training.trained.has(personId) : null,
    });
    const choice = countingChoice(lacks, choices.get(personId), before.get(personId));
    return {
      personId,
      name,
      lacks,
      included: isIncluded(lacks, choice?.included ?? null),
      chosen: choice !== null && !choice.carried,
      carried: choice?.carried ?? false,
      possible: isPossible(lacks),
      reason: choice?.reason ?? null,
      inForce: inForce.has(personId),
      cells,
    };
  });
}
