/** A process that claims and reports grades until there are none: `node grade-worker.js URL NAME`. */
import { connectDb } from '../../../shared/db/connect.js';
import { progressHandlers } from '../../progress/progress-handlers.js';
import { withService } from './harness.js';

const [, , url = '', worker = ''] = process.argv;
const db = connectDb(url, { poolSize: 2 });
const { system } = withService(db, [progressHandlers]);
const claimed: string[] = [];
for (;;) {
  const { grades } = await system.listDueGrades({ worker, limit: 5 });
  if (grades.length === 0) break;
  claimed.push(...grades.map((g) => g.gradeId));
  await system.recordGradeResult({
    results: grades.map(({ gradeId, generation }) => ({ gradeId, generation, outcome: 'sent' })),
  });
}
await db.destroy();
process.send?.(claimed);
process.disconnect?.();
