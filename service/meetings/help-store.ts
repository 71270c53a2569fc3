import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { Form, HelpState } from '../api/index.js';

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
  state: HelpState;
  answer: string | null;
  answeredAt: number | null;
  firstAnsweredAt: number | null;
  waitingSince: number | null;
  version: number;
}

/** Something said in a request after its first words. */
export interface HelpMessage {
  helpRequestId: string;
  at: number;
  byStaff: boolean;
  text: string;
}

/** A request as it is found to be written in. */
export interface HelpFound {
  organisationId: string;
  programmeId: string;
  personId: string;
  state: HelpState;
  answer: string | null;
  answeredAt: number | null;
  firstAnsweredAt: number | null;
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
        waiting_since: help.now,
        created_at: help.now,
      });
    },

    async find(scope: HelpScope, helpRequestId: string) {
      const row: HelpFound | undefined = await visible(db, scope)
        .where('h.id', helpRequestId)
        .first({
          organisationId: 'h.organisation_id',
          programmeId: 'h.programme_id',
          personId: 'h.person_id',
          state: 'h.state',
          answer: 'h.answer',
          answeredAt: 'h.answered_at',
          firstAnsweredAt: 'h.first_answered_at',
          version: 'h.version',
        });
      return row;
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
          first_answered_at: db.raw('coalesce(first_answered_at, answered_at, ?)', [given.now]),
          waiting_since: null,
          version: version + 1,
        });
      return met === 1;
    },

    /** Sets a state over the version that the caller saw; `waitingSince`: a word of who asked opens it again. */
    async setState(
      helpRequestId: string,
      version: number,
      state: HelpState,
      waitingSince: number | null | undefined,
    ): Promise<boolean> {
      const met = await db('help_requests')
        .where({ id: helpRequestId, version })
        .update({
          state,
          version: version + 1,
          ...(waitingSince === undefined ? {} : { waiting_since: waitingSince }),
        });
      return met === 1;
    },

    async addMessage(
      help: Pick<HelpFound, 'organisationId' | 'programmeId'>,
      said: HelpMessage & { by: string | null },
    ): Promise<void> {
      await db('help_messages').insert({
        id: newId(),
        organisation_id: help.organisationId,
        programme_id: help.programmeId,
        help_request_id: said.helpRequestId,
        author_id: said.by,
        by_staff: said.byStaff,
        text: said.text,
        created_at: said.at,
      });
    },

    /** What was said in these requests, the earliest first: one statement. */
    async messagesOf(programmeId: string, ids: readonly string[]): Promise<HelpMessage[]> {
      if (ids.length === 0) return [];
      const rows: HelpMessage[] = await db('help_messages')
        .where('programme_id', programmeId)
        .whereIn('help_request_id', [...ids])
        .orderBy('id')
        .select({
          helpRequestId: 'help_request_id',
          at: 'created_at',
          byStaff: 'by_staff',
          text: 'text',
        });
      return rows.map((row) => ({ ...row, at: Number(row.at), byStaff: Boolean(row.byStaff) }));
    },

    /** When the latest answered requests were asked and first answered, of the caller's scope. */
    async answerTimes(scope: HelpScope): Promise<{ asked: number; answered: number }[]> {
      const LATEST = 200;
      const rows: { asked: number; answered: number }[] = await visible(db, scope)
        .whereNotNull('h.answered_at')
        .orderBy('h.id', 'desc')
        .limit(LATEST)
        .select({
          asked: 'h.created_at',
          answered: db.raw('coalesce(h.first_answered_at, h.answered_at)'),
        });
      return rows.map(({ asked, answered }) => ({
        asked: Number(asked),
        answered: Number(answered),
      }));
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
          firstAnsweredAt: 'h.first_answered_at',
          waitingSince: 'h.waiting_since',
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
