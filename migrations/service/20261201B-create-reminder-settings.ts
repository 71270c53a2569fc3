import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** When letters of a programme may leave; no row: as usual. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'reminder_settings', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    /** `hh:mm` as the clock on the wall shows it in the organisation's zone. */
    c.ascii('quiet_from', 5).notNullable();
    c.ascii('quiet_to', 5).notNullable();
    /** Letters leave on Saturdays and Sundays too. */
    c.flag('weekends').notNullable();
    /** 1 Monday … 7 Sunday */
    c.count('digest_day').notNullable();
    c.count('digest_hour').notNullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('changed_at').notNullable();
    t.unique(['programme_id'], { indexName: 'reminder_settings_once' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('reminder_settings');
}
