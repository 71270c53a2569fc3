import type { Knex } from 'knex';
import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { Form } from '../../api/reference.js';

/** What stands from run to run: a pair that is to be, or is not to be. */
export interface Mark {
  menteeId: string;
  unitId: string;
  /** `fixed`: held fast against a rule by a directive. */
  kind: 'lock' | 'ban' | 'fixed';
  reason: string | null;
  by: string | null;
}

/** The SQL of locks and bans. */
export function marksStore(db: Db) {
  const marks = (programmeId: string, form: Form) =>
    db('match_marks as k')
      .leftJoin('people as p', 'p.id', 'k.created_by')
      .where({ 'k.programme_id': programmeId, 'k.form': form });
  const COLUMNS = {
    menteeId: 'k.mentee_id',
    unitId: 'k.unit_id',
    kind: 'k.kind',
    reason: 'k.reason',
    by: 'p.name',
  };

  return {
    all: (programmeId: string, form: Form): Promise<Mark[]> =>
      marks(programmeId, form).orderBy(['k.mentee_id', 'k.unit_id']).select(COLUMNS),

    ofMentee: (programmeId: string, form: Form, menteeId: string): Promise<Mark[]> =>
      marks(programmeId, form).where('k.mentee_id', menteeId).orderBy('k.unit_id').select(COLUMNS),

    /** Of a mentee all marks are taken away, and these put in their place. */
    async replace(
      of: {
        organisationId: string;
        programmeId: string;
        form: Form;
        by: string | null;
        now: number;
      },
      menteeId: string,
      next: readonly Omit<Mark, 'by' | 'menteeId'>[],
    ): Promise<void> {
      await db('match_marks')
        .where({ programme_id: of.programmeId, form: of.form, mentee_id: menteeId })
        .delete();
      if (next.length === 0) return;
      await db('match_marks').insert(
        next.map((mark) => ({
          id: newId(),
          organisation_id: of.organisationId,
          programme_id: of.programmeId,
          form: of.form,
          kind: mark.kind,
          mentee_id: menteeId,
          unit_id: mark.unitId,
          reason: mark.reason,
          created_by: of.by,
          created_at: of.now,
        })),
      );
    },

    /** Locks have done their work when their pairs are made. */
    async dropLocks(programmeId: string, form: Form, menteeIds: readonly string[]): Promise<void> {
      const CHUNK = 500;
      for (let from = 0; from < menteeIds.length; from += CHUNK) {
        await (db as Knex)('match_marks')
          .where({ programme_id: programmeId, form })
          .whereIn('kind', ['lock', 'fixed'])
          .whereIn('mentee_id', menteeIds.slice(from, from + CHUNK))
          .delete();
      }
    },
  };
}
