import type { Db } from '../../shared/db/connect.js';
import { columns } from '../../shared/db/dialect.js';

type Build = (c: ReturnType<typeof columns>) => void;

/** A column that is there already is left: the migration may have been killed half way. */
async function addColumn(db: Db, table: string, name: string, build: Build): Promise<void> {
  if (await db.schema.hasColumn(table, name)) return;
  await db.schema.alterTable(table, (t) => build(columns(db, t)));
}

const CONTEXT_MOMENTS = ['answered_at', 'rests_until', 'retry_asked_at'] as const;
const ITEM_MOMENTS = ['looked_at', 'replaced_at'] as const;

/** Whose the gradebook column is, and through which registration a course was reached last. */
export async function up(db: Db): Promise<void> {
  // When a service of the course answered last; until when its platform rests; when a coordinator
  // asked not to wait for that.
  for (const name of CONTEXT_MOMENTS) {
    await addColumn(db, 'lti_contexts', name, (c) => c.moment(name));
  }
  // `link`: the column of a placed activity; `own`, or null in rows of before: one that we made.
  await addColumn(db, 'lti_line_items', 'origin', (c) => c.ascii('origin', 8));
  for (const name of ITEM_MOMENTS) {
    await addColumn(db, 'lti_line_items', name, (c) => c.moment(name));
  }
  // The column is another one than before: scores that were sent are to be sent again.
  await addColumn(db, 'lti_line_items', 'resend_due', (c) => c.flag('resend_due'));
}

export async function down(db: Db): Promise<void> {
  const drop = async (table: string, names: readonly string[]): Promise<void> => {
    for (const name of names) {
      if (!(await db.schema.hasColumn(table, name))) continue;
      await db.schema.alterTable(table, (t) => t.dropColumn(name));
    }
  };
  await drop('lti_contexts', CONTEXT_MOMENTS);
  await drop('lti_line_items', ['origin', ...ITEM_MOMENTS, 'resend_due']);
}
