import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Letters that remind people of a wave: what is to be sent, and how it fared. At most one a person, wave
 * and day. Refers to people (`person_id`).
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'wave_reminders', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('wave_id').notNullable();
    c.id('person_id').notNullable();
    /** The college's day. */
    c.date('on_date').notNullable();
    /** waiting, sending, sent, refused, unreachable, unclear, no_address, not_needed */
    c.ascii('state', 16).notNullable();
    c.moment('not_before').notNullable();
    c.count('tries').notNullable().defaultTo(0);
    /** Who sends it (the name of one claim), until when. */
    c.ascii('claimed_by', 36).nullable();
    c.moment('claimed_until').nullable();
    /** The personal link that the letter brings, of who has no account. */
    c.id('link_id').nullable();
    c.moment('done_at').nullable();
    c.moment('created_at').notNullable();
    t.unique(['wave_id', 'person_id', 'on_date'], { indexName: 'wave_reminders_key' });
    t.index(['programme_id', 'wave_id', 'on_date', 'state'], 'wave_reminders_of_wave');
    t.index(['state', 'not_before', 'id'], 'wave_reminders_due');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('wave_reminders');
}
