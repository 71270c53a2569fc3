import { inTransaction } from '../../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../../shared/errors.js';
import { newId } from '../../../shared/ids.js';
import { recordChange } from '../../audit/index.js';
import type { Call, Handlers, ServiceDeps } from '../../handler.js';
import { holdersOf } from '../../people/index.js';
import { relationsStore } from './relations-store.js';

type Names = 'listMatchRelations' | 'addMatchRelation' | 'removeMatchRelation';

async function add(deps: ServiceDeps, { authority, input }: Call<'addMatchRelation'>) {
  const { organisationId, programmeId, personId: by } = authority;
  const { kind, mentorId, menteeId } = input;
  const groupName = input.groupName || null;
  // A whole group has a teacher; a parent or manager is somebody's.
  if (menteeId === null && (groupName === null || kind !== 'teaches')) {
    throw invalid([{ path: 'menteeId', code: 'match.relationOfNobody' }]);
  }
  return inTransaction(deps.db, async (trx) => {
    const mentors = await holdersOf(trx, programmeId, 'mentor', [mentorId]);
    if (!mentors.has(mentorId)) throw invalid([{ path: 'mentorId', code: 'pair.notMentor' }]);
    if (menteeId !== null) {
      const mentees = await holdersOf(trx, programmeId, 'mentee', [menteeId]);
      if (!mentees.has(menteeId)) throw invalid([{ path: 'menteeId', code: 'pair.notMentee' }]);
      if (menteeId === mentorId) throw invalid([{ path: 'menteeId', code: 'pair.bothSides' }]);
    }
    const store = relationsStore(trx);
    const relationId = newId();
    const relation = { relationId, kind, mentorId, menteeId, groupName };
    const of = { organisationId, programmeId, by, now: deps.clock.now() };
    if (!(await store.add(of, relation))) {
      const problems = [{ path: 'mentorId', code: 'match.relationThere' }];
      throw new AppError('conflict', 'the relation is there already', { problems });
    }
    await recordChange(trx, deps.clock, authority, {
      action: 'match_relation.added',
      entity: 'match_settings',
      entityId: relationId,
      after: { kind, mentorId, menteeId, groupName },
    });
    const made = await store.find(programmeId, relationId);
    if (!made) throw notFound('relation');
    return made;
  });
}

/** Who is whose parent, teacher or manager. */
export function relationHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    async listMatchRelations({ authority, input }) {
      const { page, pageSize } = input;
      const found = await relationsStore(deps.db).page(authority.programmeId, input);
      return { ...found, page, pageSize };
    },

    addMatchRelation: (call) => add(deps, call),

    async removeMatchRelation({ authority, input: { relationId } }) {
      await inTransaction(deps.db, async (trx) => {
        const gone = await relationsStore(trx).remove(authority.programmeId, relationId);
        if (!gone) throw notFound('relation');
        await recordChange(trx, deps.clock, authority, {
          action: 'match_relation.removed',
          entity: 'match_settings',
          entityId: relationId,
        });
      });
      return { ok: true };
    },
  };
}
