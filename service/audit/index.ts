import type { Knex } from 'knex';
import type { Clock } from '../../shared/clock.js';
import { toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { Authority } from '../authorise.js';
import { bulkInsert } from '../db/bulk.js';

/** One change for the journal. `before` and `after` hold the fields that changed, never secrets. */
export interface Change {
  action: string;
  entity:
    | 'programme'
    | 'participant'
    | 'pair'
    | 'meeting'
    | 'plan'
    | 'help_request'
    | 'grade'
    | 'roster'
    | 'questionnaire'
    | 'survey_wave'
    | 'enterprise'
    | 'register'
    | 'mentor_criteria'
    | 'council'
    | 'mentor_register'
    | 'school_session'
    | 'school_material'
    | 'school_certificate'
    | 'school_rule'
    | 'match_run'
    | 'match_settings'
    | 'group_meeting'
    | 'planned_meeting'
    | 'calendar_feed'
    | 'support_entry'
    | 'staff_note'
    | 'reminder_settings';
  entityId: string;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

type Who = Pick<Authority, 'organisationId' | 'programmeId' | 'personId' | 'role' | 'byLink'>;

const rowOf = (clock: Clock, who: Who, change: Change) => {
  const after = who.byLink ? { ...change.after, byLink: true } : change.after;
  return {
    id: newId(),
    organisation_id: who.organisationId,
    programme_id: who.programmeId,
    at: clock.now(),
    actor_id: who.personId,
    actor_role: who.role,
    action: change.action,
    entity: change.entity,
    entity_id: change.entityId,
    before: change.before ? toJson(change.before) : null,
    after: after ? toJson(after) : null,
  };
};

/**
 * Writes a change into the journal and moves the programme's revision on, in the caller's
 * transaction. Every write of the domain ends with it: what is read under an equal revision is equal.
 */
export async function recordChange(
  trx: Knex.Transaction,
  clock: Clock,
  who: Who,
  change: Change,
): Promise<void> {
  await trx('journal').insert(rowOf(clock, who, change));
  await bumpRevision(trx, who.programmeId);
}

/** The same for many changes made at once, each with its row: a few statements for hundreds. */
export async function recordChanges(
  trx: Knex.Transaction,
  clock: Clock,
  who: Who,
  changes: readonly Change[],
): Promise<void> {
  await bulkInsert(
    trx,
    'journal',
    changes.map((change) => rowOf(clock, who, change)),
  );
  await bumpRevision(trx, who.programmeId);
}

/** Moves the programme's revision on by one statement; last in a transaction, since it locks the row. */
export async function bumpRevision(trx: Knex.Transaction, programmeId: string): Promise<void> {
  await trx('programmes').where('id', programmeId).increment('revision', 1);
}
