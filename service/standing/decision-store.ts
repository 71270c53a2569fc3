import type { Knex } from 'knex';
import { newId } from '../../shared/ids.js';
import type { Decision, ParticipationState, Role, StandingDecision } from '../api/reference.js';
import { bulkInsert } from '../db/bulk.js';

interface Where {
  programmeId: string;
  personId: string;
}

/** What a decision says beside its kind. */
export interface Said {
  reason: string;
  supported: boolean;
  by: string | null;
  at: number;
}

const NOTHING_DECIDED = { decision: null, decision_reason: null, supported: false };

const KIND: Readonly<Partial<Record<Decision, StandingDecision>>> = {
  decline: 'declined',
  withdraw: 'withdrawn',
  wait: 'waiting',
};

/** What a decision makes of a participation's row. */
function columnsOf(trx: Knex, decision: Decision, said: Said) {
  const noted = { decided_at: said.at, decided_by: said.by };
  if (decision === 'admit') return { state: 'admitted', by_hand: true, ...noted };
  if (decision === 'resume') return { ...NOTHING_DECIDED, ...noted };
  if (decision === 'restore') {
    return { state: trx.raw("coalesce(state_before, 'candidate')"), ...NOTHING_DECIDED, ...noted };
  }
  const decided = {
    decision: KIND[decision] ?? null,
    decision_reason: said.reason,
    supported: decision === 'wait' && said.supported,
    ...noted,
  };
  if (decision === 'wait') return decided;
  // MySQL sets columns in the order of the statement: what was is kept first.
  return { state_before: trx.ref('state'), state: 'withdrawn', ...decided };
}

/** The writes of decisions; on a transaction. */
export function decisionStore(trx: Knex.Transaction) {
  return {
    /** Claims the person as the caller saw them; false: they were changed meanwhile. */
    async claim({ programmeId, personId }: Where, version: number): Promise<boolean> {
      const met = await trx('members')
        .where({ programme_id: programmeId, person_id: personId, version })
        .update({ version: version + 1, roles_by_hand: true });
      return met === 1;
    },

    async decide(where: Where, role: Role, decision: Decision, said: Said): Promise<void> {
      await trx('participations')
        .where({ programme_id: where.programmeId, person_id: where.personId, role })
        .update(columnsOf(trx, decision, said));
    },

    /** Who holds no role is a visitor: they see that they are known, and nothing of the programme. */
    async makeVisitor(where: Where, organisationId: string, rank: number, now: number) {
      const key = { programme_id: where.programmeId, person_id: where.personId };
      const visitor = { ...key, role: 'visitor' };
      if ((await trx('participations').where(visitor).update({ state: 'admitted' })) > 0) return;
      const row = { id: newId(), organisation_id: organisationId, ...visitor, rank };
      await trx('participations').insert({ ...row, state: 'admitted', created_at: now });
    },

    async dropVisitor(programmeId: string, personIds: readonly string[]): Promise<void> {
      await trx('participations')
        .where({ programme_id: programmeId, role: 'visitor' })
        .whereIn('person_id', [...personIds])
        .update({ state: 'withdrawn' });
    },

    /** Admits the candidates among these people. */
    async admitMany(programmeId: string, personIds: readonly string[], said: Said): Promise<void> {
      await trx('participations')
        .where({ programme_id: programmeId, state: 'candidate' })
        .whereIn('role', ['mentor', 'mentee'])
        .whereIn('person_id', [...personIds])
        .update({ state: 'admitted', by_hand: true, decided_at: said.at, decided_by: said.by });
    },

    /** Gives a role to people who do not hold it; of some a row stands there from before. */
    async giveRoleToMany(
      place: { organisationId: string; programmeId: string },
      role: Role,
      rank: number,
      people: { known: readonly string[]; fresh: readonly string[] },
      said: Said,
    ): Promise<void> {
      const { organisationId, programmeId } = place;
      const noted = { by_hand: true, decided_at: said.at, decided_by: said.by };
      const state: ParticipationState = 'admitted';
      await trx('participations')
        .where({ programme_id: programmeId, role })
        .whereIn('person_id', [...people.known])
        .update({ state, ...noted, ...NOTHING_DECIDED });
      const base = { organisation_id: organisationId, programme_id: programmeId, role, rank };
      await bulkInsert(
        trx,
        'participations',
        people.fresh.map((personId) => ({
          id: newId(),
          ...base,
          person_id: personId,
          state,
          ...noted,
          created_at: said.at,
        })),
      );
    },

    /** Writes the group of people down. */
    async setGroup(programmeId: string, personIds: readonly string[], groupName: string | null) {
      await trx('members')
        .where('programme_id', programmeId)
        .whereIn('person_id', [...personIds])
        .update({ group_name: groupName });
    },

    /** Marks people as changed by hand, for whoever has them open in a form. */
    async touch(programmeId: string, personIds: readonly string[]): Promise<void> {
      await trx('members')
        .where('programme_id', programmeId)
        .whereIn('person_id', [...personIds])
        .update({ version: trx.raw('version + 1'), roles_by_hand: true });
    },
  };
}
