import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Registers of mentors as approved by an order (methodology §3, stage 4). A row never changes: the next order
 * approves the next register.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'mentor_registers', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.count('number').notNullable();
    c.words('order_number', 100).notNullable();
    c.date('order_on').notNullable();
    c.words('basis', 500).nullable();
    c.id('protocol_id').nullable();
    c.moment('approved_at').notNullable();
    c.id('approved_by').nullable();
    t.unique(['programme_id', 'number'], { indexName: 'mentor_registers_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('mentor_registers');
}
