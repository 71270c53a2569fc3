import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import type { Form } from '../api/index.js';

/** Which requests for help the caller may see. Mentors may see none: nothing asks this for them. */
export interface HelpScope {
  programmeId: string;
  /** A curator's forms; null: all. */
  forms: readonly Form[] | null;
  /** A mentee's own only; null: all. */
  personId: string | null;
}

export interface HelpRow {
  helpRequestId: string;
  at: number;
  personId: string;
  personName: string;
  pairId: string;
  pairTitle: string;
  text: string;
  state: 'open' | 'answered';
  answer: string | null;
  answeredAt: number | null;
  version: number;
}

export interface NewHelp {
  id: string;
  organisationId: string;
  programmeId: string;
  pairId: string;
  pairForm: Form;
  meetingId: string | null;
  personId: string;
  text: string;
  now: number;
}

function visible(db: Db, scope: HelpScope): Knex.QueryBuilder {
  const query = db('help_requests as h').where('h.programme_id', scope.programmeId);
  if (scope.forms !== null) query.whereIn('h.pair_form', scope.forms);
  if (scope.personId !== null) query.where('h.person_id', scope.personId);
  return query;
}

/** The SQL of requests for help; on a transaction: `helpStore(trx)`. */
export function helpStore(db: Db) {
  return {
    async insert(help: NewHelp): Promise<void> {
      await db('help_requests').insert({
        id: help.id,
        organisation_id: help.organisationId,
        programme_id: help.programmeId,
        pair_id: help.pairId,
        pair_form: help.pairForm,
        meeting_id: help.meetingId,
        person_id: help.personId,
        text: help.text,
        state: 'open',
        created_at: help.now,
      });
    },

    async find(scope: HelpScope, helpRequestId: string) {
      return visible(db, scope).where('h.id', helpRequestId).first({
        state: 'h.state',
        answer: 'h.answer',
        version: 'h.version',
      });
    },

    /** Answers over the version that the caller saw; false: there is a newer one. */
    async answer(
      helpRequestId: string,
      version: number,
      given: { answer: string; by: string | null; now: number },
    ): Promise<boolean> {
      const met = await db('help_requests')
        .where({ id: helpRequestId, version })
        .update({
          state: 'answered',
          answer: given.answer,
          answered_by: given.by,
          answered_at: given.now,
          version: version + 1,
        });
      return met === 1;
    },

    /** One page, newest first. */
    async list(
      scope: HelpScope,
      state: string | undefined,
      page: { page: number; pageSize: number },
    ): Promise<HelpRow[]> {
      const query = visible(db, scope)
        .join('people as n', 'n.id', 'h.person_id')
        .join('pairs as p', 'p.id', 'h.pair_id');
      if (state !== undefined) query.where('h.state', state);
      return query
        .orderBy('h.id', 'desc')
        .limit(page.pageSize)
        .offset((page.page - 1) * page.pageSize)
        .select({
          helpRequestId: 'h.id',
          at: 'h.created_at',
          personId: 'h.person_id',
          personName: 'n.name',
          pairId: 'h.pair_id',
          pairTitle: 'p.title',
          text: 'h.text',
          state: 'h.state',
          answer: 'h.answer',
          answeredAt: 'h.answered_at',
          version: 'h.version',
        });
    },

    async count(scope: HelpScope, state: string | undefined): Promise<number> {
      const query = visible(db, scope);
      if (state !== undefined) query.where('h.state', state);
      const [row] = await query.count({ n: '*' });
      return Number(row?.['n'] ?? 0);
    },
  };
}
