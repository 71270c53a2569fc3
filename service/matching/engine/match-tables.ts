import { byCodeUnits } from '../../../shared/compare.js';
import type { Db } from '../../../shared/db/connect.js';
import type { Form } from '../../api/reference.js';
import type { MatchInput } from './types.js';

/** What a coordinator has said of pairs before any run: the reads of `match_relations` and `match_marks`. */
export function matchTables(db: Db, programmeId: string) {
  return {
    /** By id of the mentor; where a relation names no mentee or no group, null. */
    async relations(): Promise<MatchInput['relations']> {
      const rows: {
        kind: MatchInput['relations'][number]['kind'];
        mentorId: string;
        menteeId: string | null;
        groupName: string | null;
      }[] = await db('match_relations').where('programme_id', programmeId).select({
        kind: 'kind',
        mentorId: 'mentor_id',
        menteeId: 'mentee_id',
        groupName: 'group_name',
      });
      return rows
        .map((row) => ({
          ...row,
          // char(36) of the other database may come with its blanks.
          menteeId: row.menteeId?.trim() || null,
          groupName: row.groupName || null,
        }))
        .sort((a, b) =>
          byCodeUnits(
            `${a.mentorId} ${a.kind} ${a.menteeId} ${a.groupName}`,
            `${b.mentorId} ${b.kind} ${b.menteeId} ${b.groupName}`,
          ),
        );
    },

    /** Locks, bans and directive assignments of a form, by id of the mentee. */
    async marks(form: Form): Promise<Pick<MatchInput, 'locks' | 'bans' | 'fixed'>> {
      const rows: {
        kind: 'lock' | 'ban' | 'fixed';
        menteeId: string;
        unitId: string;
        reason: string | null;
      }[] = await db('match_marks')
        .where({ programme_id: programmeId, form })
        .orderBy(['mentee_id', 'unit_id'])
        .select({ kind: 'kind', menteeId: 'mentee_id', unitId: 'unit_id', reason: 'reason' });
      const of = (kind: 'lock' | 'ban') =>
        rows
          .filter((row) => row.kind === kind)
          .map(({ menteeId, unitId }) => [menteeId, unitId] as const);
      const fixed = rows
        .filter(({ kind }) => kind === 'fixed')
        .map(({ menteeId, unitId, reason }) => [menteeId, unitId, reason ?? ''] as const);
      return { locks: of('lock'), bans: of('ban'), fixed };
    },
  };
}
