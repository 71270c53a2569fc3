import type { Db } from '../../shared/db/connect.js';

/** Whether typed text waited for the person when the session began: home pages then name it. */
export async function up(db: Db): Promise<void> {
  if (await db.schema.hasColumn('lti_sessions', 'drafts_waiting')) return;
  await db.schema.alterTable('lti_sessions', (t) => {
    t.boolean('drafts_waiting').notNullable().defaultTo(false);
  });
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasColumn('lti_sessions', 'drafts_waiting'))) return;
  await db.schema.alterTable('lti_sessions', (t) => {
    t.dropColumn('drafts_waiting');
  });
}
