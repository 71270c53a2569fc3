/** What other features may ask of the mentors' school. */
import type { Db } from '../../shared/db/connect.js';
import { sheetStore } from './sheet-store.js';
import { asksTraining, meetsRule } from './training-rules.js';
import { readTrainingFacts } from './training-store.js';

/** Who of a programme is trained. */
export interface Training {
  /** The programme asks mentors to be trained. */
  asked: boolean;
  /** Nobody is in the pool before. */
  poolNeedsTraining: boolean;
  trained: ReadonlySet<string>;
}

/** Reads who is trained, by rule or certificate: two statements at most, whatever the people. */
export async function readTraining(
  db: Db,
  programmeId: string,
  personId?: string,
): Promise<Training> {
  const { certified, poolNeedsTraining, ...rule } = await readTrainingFacts(
    db,
    programmeId,
    personId,
  );
  const asked = asksTraining(rule);
  const attended = asked ? await sheetStore(db).attended(programmeId, personId) : new Map();
  const met = [...attended].filter(([, been]) => meetsRule(rule, been));
  return {
    asked,
    poolNeedsTraining: asked && poolNeedsTraining,
    trained: new Set([...certified, ...met.map(([id]) => id)]),
  };
}
