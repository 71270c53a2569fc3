import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * The ledger of consents (152-ФЗ art. 9). Rows are added, never changed: one for each consent given,
 * with what it was given to, and one for each withdrawal.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'consents', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    /** own, parent, publication */
    c.ascii('kind', 16).notNullable();
    /** given, withdrawn */
    c.ascii('act', 16).notNullable();
    /** The day on the paper, or the day of the act in the organisation's zone. */
    c.date('effective_on').notNullable();
    /** Last day of the term; null for a withdrawal. */
    c.date('valid_until').nullable();
    /** tool, link, paper */
    c.ascii('way', 16).notNullable();
    /** Whose act it was: person, representative, college */
    c.ascii('by_whom', 16).notNullable();
    c.words('representative_name', 600).nullable();
    /** On what ground they act: parent, adoptive_parent, guardian, trustee */
    c.ascii('representative_ground', 16).nullable();
    c.words('ground_document', 500).nullable();
    c.long('purpose').nullable();
    c.json('data').nullable();
    c.json('actions').nullable();
    c.ascii('text_version', 32).nullable();
    /** The words that were consented to; null: they stand on the paper original. */
    c.long('full_text').nullable();
    /** Number of the paper original, and where it is kept. */
    c.words('original_number', 100).nullable();
    c.words('original_note', 500).nullable();
    c.words('reason', 1000).nullable();
    /** What else shows that it was given: hash of the text, link, moment of the code. */
    c.json('proof').nullable();
    /** Who gave it in the tool, or wrote the paper down; null: by a link. */
    c.id('actor_id').nullable();
    c.moment('created_at').notNullable();
    // All that the rules ask of a programme's ledger is read from the index alone, without the texts.
    t.index(
      [
        'programme_id',
        'person_id',
        'kind',
        'act',
        'by_whom',
        'effective_on',
        'valid_until',
        'created_at',
      ],
      'consents_in_force',
    );
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('consents');
}
