import { startProblem } from '../start-problem.js';
import { connectDb } from './connect.js';
import { migrateDown, migrateUp, pendingMigrations } from './migrate.js';

const USAGE = 'npm run migrate -- [up|down|status]   (DATABASE_URL says which database)';

async function main(): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error(`DATABASE_URL is required. ${USAGE}`);
  const command = process.argv[2] ?? 'up';
  const db = connectDb(url);
  try {
    if (command === 'up') {
      const done = await migrateUp(db, url);
      process.stdout.write(done.length === 0 ? 'Up to date.\n' : `${done.join('\n')}\nDone.\n`);
    } else if (command === 'down') {
      await migrateDown(db, url);
      process.stdout.write('Everything was taken back.\n');
    } else if (command === 'status') {
      const pending = await pendingMigrations(db);
      process.stdout.write(
        pending.length === 0 ? 'Up to date.\n' : `Missing:\n${pending.join('\n')}\n`,
      );
    } else throw new Error(USAGE);
  } finally {
    await db.destroy();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${startProblem(error)}\n`);
  process.exit(1);
});
