import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';

export type ContinuationAnswer = 'new' | 'continued';

/** What is decided of a programme so far. */
export interface Continuation {
  answer: ContinuationAnswer | null;
  predecessorId: string | null;
  continuedIn: string | null;
  setUp: boolean;
}

/** A programme that another one may continue. */
export interface ContinuationOption {
  programmeId: string;
  title: string;
  startsOn: string;
  endsOn: string;
}

const OPTIONS_AT_MOST = 20;

/** The SQL of programmes that continue others; on a transaction: `continuationStore(trx)`. */
export function continuationStore(db: Db | Knex.Transaction) {
  return {
    async find(programmeId: string): Promise<Continuation | null> {
      const row:
        | {
            continuation: ContinuationAnswer | null;
            predecessor_id: string | null;
            continued_in: string | null;
            set_up: number | boolean;
          }
        | undefined = await db('programmes')
        .where('id', programmeId)
        .first('continuation', 'predecessor_id', 'continued_in', 'set_up');
      if (!row) return null;
      return {
        answer: row.continuation,
        predecessorId: row.predecessor_id,
        continuedIn: row.continued_in,
        setUp: Boolean(row.set_up),
      };
    },

    /**
     * Other programmes of the organisation, set up and not continued elsewhere, in which this person is
     * coordinator, also where they are in its course no more. Who was taken the role is not.
     */
    async options(
      organisationId: string,
      personId: string,
      apartFrom: string,
      only?: string,
    ): Promise<ContinuationOption[]> {
      const query = db('participations as t')
        .join('programmes as g', 'g.id', 't.programme_id')
        .where({
          't.person_id': personId,
          't.role': 'coordinator',
          'g.organisation_id': organisationId,
          'g.set_up': true,
        })
        .whereNot('t.state', 'withdrawn')
        .whereNot('g.id', apartFrom)
        .whereNull('g.continued_in')
        .orderBy([
          { column: 'g.starts_on', order: 'desc' },
          { column: 'g.id', order: 'desc' },
        ])
        .limit(OPTIONS_AT_MOST);
      if (only !== undefined) query.where('g.id', only);
      return query.select({
        programmeId: 'g.id',
        title: 'g.title',
        startsOn: 'g.starts_on',
        endsOn: 'g.ends_on',
      });
    },

    /** The keys of the courses of several programmes, by programme. */
    async courseKeys(programmeIds: readonly string[]): Promise<Map<string, string[]>> {
      const rows: { programme_id: string; course_key: string }[] = await db('programme_courses')
        .whereIn('programme_id', [...programmeIds])
        .orderBy('id')
        .select('programme_id', 'course_key');
      const keys = new Map<string, string[]>();
      for (const { programme_id, course_key } of rows) {
        keys.set(programme_id, [...(keys.get(programme_id) ?? []), course_key]);
      }
      return keys;
    },

    /** True for the one who decides first, and before the programme is set up. */
    async decide(
      programmeId: string,
      decision: { answer: ContinuationAnswer; predecessorId: string | null },
    ): Promise<boolean> {
      const { answer, predecessorId } = decision;
      const met = await db('programmes')
        .where({ id: programmeId, set_up: false })
        .whereNull('continuation')
        .update({
          continuation: answer,
          predecessor_id: predecessorId,
          continued_in: answer === 'continued' ? predecessorId : null,
        });
      return met === 1;
    },

    async hasPairs(programmeId: string): Promise<boolean> {
      return (await db('pairs').where('programme_id', programmeId).first('id')) !== undefined;
    },

    /** Gives the courses of a programme to another one. */
    async moveCourses(from: string, to: string): Promise<void> {
      await db('programme_courses').where('programme_id', from).update({ programme_id: to });
    },
  };
}
