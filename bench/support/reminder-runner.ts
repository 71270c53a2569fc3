// Goes on with every run of reminders that is due, as the tool's job does, and says what it took. Killed by the bench.
import { createMentoring } from '../../service/index.js';
import { connectDb } from '../../shared/db/connect.js';
import { createLogger } from '../../shared/logger.js';

const [url = '', begun = ''] = process.argv.slice(2);
const started = Date.now();
const clock = { now: () => Number(begun) + (Date.now() - started) };
const db = connectDb(url);
const { api } = createMentoring({ db, clock, logger: createLogger('silent') });
const system = api.as({ kind: 'system', name: 'bench' });
const mib = () => Math.round(process.memoryUsage().rss / 2 ** 20);

let written = 0;
let calls = 0;
let peak = 0;
let early = 0;
for (let first = true; ; ) {
  const done = await system.planNextReminders({ mail: true, first });
  // New programmes get their runs a hundred at a time.
  first = calls < 20;
  written += done.written;
  calls += 1;
  peak = Math.max(peak, mib());
  if (calls === 100) early = mib();
  if (!done.worked && !first) break;
}
process.stdout.write(
  `${JSON.stringify({ written, calls, peak, early, seconds: (Date.now() - started) / 1000 })}\n`,
);
await db.destroy();
