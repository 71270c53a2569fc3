import type { Ids, Inputs, World } from './permission-world.js';

type Names =
  | 'myMonthlyFeedback'
  | 'saveMonthlyFeedback'
  | 'listMonthlyFeedback'
  | 'getMonthlyTrend'
  | 'getPairMonthly';

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const atPair = (w: World, ids: Ids) => ({ ...inProgramme(w), pairId: ids.pair.pairId });

/** Well-formed inputs of monthly feedback: on the clock’s day October may still be answered. */
export const MONTHLY_INPUTS: Pick<Inputs, Names> = {
  myMonthlyFeedback: inProgramme,
  saveMonthlyFeedback: (w, ids) => ({
    ...atPair(w, ids),
    month: '2026-10',
    relation: 4,
    useful: 5,
    version: 0,
  }),
  listMonthlyFeedback: inProgramme,
  getMonthlyTrend: inProgramme,
  getPairMonthly: atPair,
};
