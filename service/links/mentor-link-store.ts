import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import type { Form } from '../api/index.js';
import { searchWords } from '../names/index.js';
import { YEAR_TRIES_AT_MOST } from './link-rules.js';

/** Which mentors are listed, and of whose pairs. */
export interface MentorFilter {
  programmeId: string;
  /** Of a curator; null: all. */
  scopeForms: readonly Form[] | null;
  search?: string | undefined;
  state?: 'open' | 'none' | undefined;
  pairId?: string | undefined;
  now: number;
}

export interface ListedMentor {
  personId: string;
  name: string;
  /** The newest link to their page; null: there was none. */
  linkId: string | null;
}

/** The SQL of mentors without an account and of their links. */
export function mentorLinkStore(db: Db) {
  /** Mentors of a programme, a curator's only those who lead a pair of their forms. */
  function mentors({ programmeId, scopeForms }: Pick<MentorFilter, 'programmeId' | 'scopeForms'>) {
    const query = db('participations as t')
      .where({ 't.programme_id': programmeId, 't.role': 'mentor' })
      .whereNot('t.state', 'withdrawn');
    if (scopeForms !== null) {
      query.whereExists((theirs: Knex.QueryBuilder) =>
        theirs
          .from('pair_members as pm')
          .join('pairs as q', 'q.id', 'pm.pair_id')
          .where({ 'pm.programme_id': programmeId, 'pm.side': 'mentor' })
          .whereRaw('pm.person_id = t.person_id')
          .whereNull('pm.left_on')
          .whereIn('q.form', [...scopeForms])
          .select(db.raw('1')),
      );
    }
    return query;
  }

  const withoutAccount = (filter: MentorFilter) =>
    mentors(filter).whereNotExists((account: Knex.QueryBuilder) =>
      account
        .from('person_accounts as a')
        .whereRaw('a.person_id = t.person_id')
        .select(db.raw('1')),
    );

  const openLink =
    ({ programmeId, now }: MentorFilter) =>
    (links: Knex.QueryBuilder) =>
      links
        .from('personal_links as l')
        .where({ 'l.programme_id': programmeId, 'l.scope': 'mentor' })
        .whereRaw('l.person_id = t.person_id')
        .whereNull('l.revoked_at')
        .where('l.year_tries', '<', YEAR_TRIES_AT_MOST)
        .where('l.expires_at', '>', now)
        .select(db.raw('1'));

  function narrowed(filter: MentorFilter): Knex.QueryBuilder {
    const query = withoutAccount(filter);
    if (filter.pairId !== undefined) {
      query.whereIn('t.person_id', (there: Knex.QueryBuilder) =>
        there
          .from('pair_members')
          .where({ programme_id: filter.programmeId, pair_id: filter.pairId, side: 'mentor' })
          .whereNull('left_on')
          .select('person_id'),
      );
    }
    if (filter.state === 'open') query.whereExists(openLink(filter));
    if (filter.state === 'none') query.whereNotExists(openLink(filter));
    for (const word of searchWords(filter.search ?? '')) {
      query.whereRaw("m.sort_key like ? escape '!'", [likeContains(word)]);
    }
    return query.join('members as m', (member) =>
      member.on('m.programme_id', '=', 't.programme_id').andOn('m.person_id', '=', 't.person_id'),
    );
  }

  const countOf = async (query: Knex.QueryBuilder): Promise<number> => {
    const row = await query.count({ n: '*' }).first();
    return Number(row?.n ?? 0);
  };

  return {
    async page(filter: MentorFilter, page: number, pageSize: number): Promise<ListedMentor[]> {
      const { programmeId } = filter;
      return narrowed(filter)
        .join('people as p', 'p.id', 't.person_id')
        .orderBy('m.sort_key')
        .orderBy('t.person_id')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select({
          personId: 't.person_id',
          name: 'p.name',
          // Ids grow with time: the greatest is the newest.
          linkId: db('personal_links as l')
            .where({ 'l.programme_id': programmeId, 'l.scope': 'mentor' })
            .whereRaw('l.person_id = t.person_id')
            .max('l.id'),
        });
    },

    count: (filter: MentorFilter): Promise<number> => countOf(narrowed(filter)),

    async counts(filter: MentorFilter): Promise<{ mentors: number; open: number }> {
      const of = { ...filter, search: undefined, state: undefined, pairId: undefined };
      const [all, open] = await Promise.all([
        countOf(withoutAccount(of)),
        countOf(withoutAccount(of).whereExists(openLink(of))),
      ]);
      return { mentors: all, open };
    },

    /** Whether somebody is a mentor of the programme, for whom this caller may make a link. */
    async isMentor(
      of: Pick<MentorFilter, 'programmeId' | 'scopeForms'>,
      personId: string,
    ): Promise<boolean> {
      const row = await mentors(of).where('t.person_id', personId).first('t.person_id');
      return row !== undefined;
    },
  };
}
