import type { signals } from '../../api/signals.js';
import type { Inputs, World } from './permission-world.js';

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });

/** Well-formed inputs of the endpoints of signals. */
export const SIGNAL_INPUTS: Pick<Inputs, keyof typeof signals> = {
  listSignals: inProgramme,
  getPairSignals: (w, ids) => ({ ...inProgramme(w), pairId: ids.pair.pairId }),
  // The world's mentee has asked for help, on the day of the tests' clock.
  actOnSignal: (w, ids) => ({
    ...inProgramme(w),
    pairId: ids.pair.pairId,
    code: 'help_asked',
    since: '2026-11-10',
    action: 'wrote',
    note: 'Позвонили',
  }),
  getSignalPrecision: inProgramme,
  recordSignals: inProgramme,
};

/** The tables that they write. */
export const SIGNAL_TABLES = ['signal_episodes', 'signal_actions'] as const;
