import type { InputOf } from '../../service/api/endpoint.js';
import type { Contract } from '../../service/api/index.js';
import type { DueGrade, GradeOutcome } from './grade-delivery.js';

export type GradeResult = InputOf<Contract['recordGradeResult']>['results'][number];

/** As many results as the service takes in one call. */
const AT_ONCE = 100;

/** Takes down what became of scores: together what came while the last report was on its way. */
export interface GradeReports {
  add(grade: DueGrade, outcome: GradeOutcome): void;
  /** Everything that was added has been reported, or given up. */
  settled(): Promise<void>;
}

/**
 * @param send one report
 * @param onLost a report that failed. That is no loss: the claims end by themselves and the scores are
 *   sent again, which does no harm.
 */
export function gradeReports(
  send: (results: GradeResult[]) => Promise<unknown>,
  onLost: (error: unknown, gradeIds: string[]) => void,
): GradeReports {
  let waiting: GradeResult[] = [];
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const results = waiting.slice(0, AT_ONCE);
      waiting = waiting.slice(AT_ONCE);
      await send(results).catch((error: unknown) =>
        onLost(
          error,
          results.map((result) => result.gradeId),
        ),
      );
    }
    running = null;
  }

  return {
    add(grade, outcome) {
      waiting.push({ gradeId: grade.gradeId, generation: grade.generation, ...outcome });
      running ??= run();
    },
    settled: () => running ?? Promise.resolve(),
  };
}
