import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import type { SchoolRule, SchoolRuleFields } from '../api/school.js';

/** What a programme asks of which nothing was said. */
const NOTHING: SchoolRule = { sessions: null, minutes: null, poolNeedsTraining: false, version: 0 };

/** The SQL of what a programme asks of its mentors. */
export function ruleStore(db: Db) {
  return {
    async find(programmeId: string): Promise<SchoolRule> {
      const row = await db('school_rules').where('programme_id', programmeId).first({
        sessions: 'sessions',
        minutes: 'minutes',
        poolNeedsTraining: 'pool_needs_training',
        version: 'version',
      });
      return row ? { ...row, poolNeedsTraining: Boolean(row.poolNeedsTraining) } : NOTHING;
    },

    /** Writes over the version that the caller saw (0: none yet); false: there is a newer one. */
    async write(
      of: { organisationId: string; programmeId: string },
      version: number,
      { sessions, minutes, poolNeedsTraining }: SchoolRuleFields,
      now: number,
    ): Promise<boolean> {
      const columns = { sessions, minutes, pool_needs_training: poolNeedsTraining };
      if (version > 0) {
        const met = await db('school_rules')
          .where({ programme_id: of.programmeId, version })
          .update({ ...columns, version: version + 1 });
        return met === 1;
      }
      try {
        await db('school_rules').insert({
          programme_id: of.programmeId,
          organisation_id: of.organisationId,
          ...columns,
          created_at: now,
        });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
  };
}
