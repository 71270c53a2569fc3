import type { Db } from '../../shared/db/connect.js';
import { columns } from '../../shared/db/dialect.js';

const NAMES = ['other_url', 'other_label'] as const;

/** Of several graded activities of a course: one to whose column no scores go, so that a page can say so. */
export async function up(db: Db): Promise<void> {
  for (const name of NAMES) {
    if (await db.schema.hasColumn('lti_line_items', name)) continue;
    await db.schema.alterTable('lti_line_items', (t) => {
      const c = columns(db, t);
      if (name === 'other_url') c.exact(name, 2000).nullable();
      else c.words(name, 300).nullable();
    });
  }
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('lti_line_items'))) return;
  for (const name of NAMES) {
    if (!(await db.schema.hasColumn('lti_line_items', name))) continue;
    await db.schema.alterTable('lti_line_items', (t) => t.dropColumn(name));
  }
}
