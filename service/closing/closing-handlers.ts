import type { Handlers, ServiceDeps } from '../handler.js';
import { caseHandlers } from './cases.js';
import { paperHandlers } from './papers.js';
import { readingHandlers } from './reading.js';
import { reflectionHandlers } from './reflections.js';
import { reportHandlers } from './reports.js';
import { resultHandlers } from './results.js';
import { wishHandlers } from './wishes.js';

type Names =
  | keyof ReturnType<typeof readingHandlers>
  | keyof ReturnType<typeof reflectionHandlers>
  | keyof ReturnType<typeof wishHandlers>
  | keyof ReturnType<typeof reportHandlers>
  | keyof ReturnType<typeof caseHandlers>
  | keyof ReturnType<typeof paperHandlers>
  | keyof ReturnType<typeof resultHandlers>;

/** The end of a pair: what is done and missing, reflection, report, case, papers, results (methodology §3 stage 7). */
export function closingHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    ...readingHandlers(deps),
    ...reflectionHandlers(deps),
    ...wishHandlers(deps),
    ...reportHandlers(deps),
    ...caseHandlers(deps),
    ...paperHandlers(deps),
    ...resultHandlers(deps),
  };
}
