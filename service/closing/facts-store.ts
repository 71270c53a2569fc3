import type { Knex } from 'knex';
import { addDays } from '../../shared/dates.js';
import type { Db } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import type { ClosingLack, PaperKind, ReportState } from '../api/closing-reference.js';
import { CLOSING_AHEAD_DAYS } from '../api/closing-reference.js';
import { CLOSED_PAIR_STATES, type Form, UNFINISHED_PAIR_STATES } from '../api/reference.js';
import { withoutFinalSurvey } from '../surveys/index.js';

/** Somebody who is in a pair now, as far as its closing asks. */
export interface MemberFacts {
  pairId: string;
  personId: string;
  name: string;
  side: 'mentor' | 'mentee';
  groupName: string | null;
  results: string | null;
}

/** What is written of some pairs, by pair or by pair and person. */
export interface WrittenFacts {
  meetingOn: Map<string, string>;
  /** `pairId personId` */
  reflected: Set<string>;
  reports: Map<string, ReportState>;
  cases: Set<string>;
  /** `pairId personId` → the paper that holds */
  papers: Map<string, string>;
  closedOn: Map<string, string>;
}

export interface ClosingFilter {
  programmeId: string;
  /** A curator's forms; null: all. */
  scopeForms: readonly Form[] | null;
  words: readonly string[];
  form?: Form | undefined;
  when?: 'ending' | 'over' | undefined;
  lacks?: ClosingLack | undefined;
  today: string;
}

/** The kind of paper of each side. */
export const PAPER_OF: Readonly<Record<'mentor' | 'mentee', PaperKind>> = {
  mentor: 'thanks',
  mentee: 'certificate',
};

/**
 * Members of the pair for whom something is missing, counted for each pair by its index: a semi-join would be read
 * from the members of all colleges.
 */
const lackingMembers = (
  db: Db,
  programmeId: string,
  missing: (query: Knex.QueryBuilder) => void,
): Knex.QueryBuilder => {
  const query = db('pair_members as pm')
    .where('pm.programme_id', programmeId)
    .whereRaw('pm.pair_id = pairs.id')
    .whereNull('pm.left_on')
    .count('*');
  missing(query);
  return query;
};

const ofPair = (db: Db, table: string): Knex.QueryBuilder =>
  db(table)
    .whereRaw('?? = pairs.id', [`${table}.pair_id`])
    .select(db.raw('1'));

const ofMember = (db: Db, table: string): Knex.QueryBuilder =>
  ofPair(db, table)
    .whereRaw('?? = pairs.programme_id', [`${table}.programme_id`])
    .whereRaw('?? = pm.person_id', [`${table}.person_id`]);

/** Narrows a query on `pairs` to those in which something is not done. */
function lacking(db: Db, query: Knex.QueryBuilder, programmeId: string, lack: ClosingLack): void {
  switch (lack) {
    case 'meeting':
      query
        .whereIn('pairs.state', [...UNFINISHED_PAIR_STATES])
        .whereNotExists(
          ofPair(db, 'meetings')
            .where('meetings.kind', 'closing')
            .whereNull('meetings.withdrawn_at'),
        );
      return;
    case 'survey':
      query.whereRaw('? > 0', [
        lackingMembers(db, programmeId, (who) => withoutFinalSurvey(db, who, programmeId)),
      ]);
      return;
    case 'reflection':
      query.whereRaw('? > 0', [
        lackingMembers(db, programmeId, (who) =>
          who.whereNotExists(ofMember(db, 'pair_reflections')),
        ),
      ]);
      return;
    case 'report':
      query.whereNotExists(
        ofPair(db, 'mentor_reports').whereIn('mentor_reports.state', ['submitted', 'accepted']),
      );
      return;
    case 'decision':
      query.whereExists(ofPair(db, 'mentor_reports').where('mentor_reports.state', 'submitted'));
      return;
    case 'case':
      query.whereNot('pairs.state', 'terminated').whereNotExists(ofPair(db, 'pair_cases'));
      return;
    case 'papers':
      query
        .whereNot('pairs.state', 'terminated')
        .whereRaw('? > 0', [
          lackingMembers(db, programmeId, (who) =>
            who.whereNotExists(
              ofMember(db, 'closing_papers').whereNull('closing_papers.revoked_on'),
            ),
          ),
        ]);
      return;
    case 'results':
      query.whereRaw('? > 0', [
        lackingMembers(db, programmeId, (who) => who.whereNull('pm.results')),
      ]);
      return;
  }
}

/** The SQL of what the closing of pairs is told from. */
export function factsStore(db: Db) {
  function filtered(filter: ClosingFilter): Knex.QueryBuilder {
    const { programmeId, when, today } = filter;
    const query = db('pairs').where('pairs.programme_id', programmeId);
    const over = [...CLOSED_PAIR_STATES];
    const going = UNFINISHED_PAIR_STATES.filter((state) => state !== 'draft');
    const soon = addDays(today, CLOSING_AHEAD_DAYS);
    if (when === 'over') query.whereIn('pairs.state', over);
    else if (when === 'ending')
      query.whereIn('pairs.state', going).where('pairs.ends_on', '<=', soon);
    else
      query.where((any: Knex.QueryBuilder) =>
        any
          .whereIn('pairs.state', over)
          .orWhere((ends: Knex.QueryBuilder) =>
            ends.whereIn('pairs.state', going).where('pairs.ends_on', '<=', soon),
          ),
      );
    if (filter.scopeForms !== null) query.whereIn('pairs.form', [...filter.scopeForms]);
    if (filter.form !== undefined) query.where('pairs.form', filter.form);
    for (const word of filter.words)
      query.whereRaw("pairs.search_text like ? escape '!'", [likeContains(word)]);
    if (filter.lacks !== undefined) lacking(db, query, programmeId, filter.lacks);
    return query;
  }

  return {
    /** The ids of a page: those that end or have ended last first. */
    page: (filter: ClosingFilter, limit: number, offset: number): Promise<string[]> =>
      filtered(filter)
        .orderByRaw('coalesce(pairs.closed_on, pairs.ends_on) desc')
        .orderBy('pairs.id')
        .limit(limit)
        .offset(offset)
        .pluck('pairs.id'),

    async count(filter: ClosingFilter): Promise<number> {
      const [row] = (await filtered(filter).count({ n: '*' })) as { n: number | string }[];
      return Number(row?.n ?? 0);
    },

    /** The ids of all pairs that papers can be issued to: completed, or in their last month. */
    async forPapers(programmeId: string, today: string, limit: number): Promise<string[]> {
      const filter = { programmeId, scopeForms: null, words: [], today };
      return filtered({ ...filter, lacks: 'papers' })
        .orderBy(['pairs.sort_key', 'pairs.id'])
        .limit(limit)
        .pluck('pairs.id');
    },

    /** Who is in these pairs, mentors first, in the order of names. */
    members(programmeId: string, pairIds: readonly string[]): Promise<MemberFacts[]> {
      return db('pair_members as pm')
        .join('people as p', 'p.id', 'pm.person_id')
        .leftJoin('members as m', (join) =>
          join.on('m.programme_id', 'pm.programme_id').andOn('m.person_id', 'pm.person_id'),
        )
        .where('pm.programme_id', programmeId)
        .whereIn('pm.pair_id', [...pairIds])
        .whereNull('pm.left_on')
        .orderBy([{ column: 'pm.side', order: 'desc' }, 'p.sort_key', 'p.id'])
        .select({
          pairId: 'pm.pair_id',
          personId: 'pm.person_id',
          name: 'p.name',
          side: 'pm.side',
          groupName: 'm.group_name',
          results: 'pm.results',
        });
    },

    /** What is written of these pairs: six statements. */
    async written(programmeId: string, pairIds: readonly string[]): Promise<WrittenFacts> {
      const ids = [...pairIds];
      const of = (table: string) =>
        db(table).where('programme_id', programmeId).whereIn('pair_id', ids);
      const [meetings, reflections, reports, cases, papers, pairs] = await Promise.all([
        db('meetings')
          .whereIn('pair_id', ids)
          .where('kind', 'closing')
          .whereNull('withdrawn_at')
          .groupBy('pair_id')
          .select('pair_id', db.raw('max(held_on) as held_on')),
        of('pair_reflections').select('pair_id', 'person_id'),
        of('mentor_reports').select('pair_id', 'state'),
        of('pair_cases').select('pair_id'),
        of('closing_papers').whereNull('revoked_on').select('id', 'pair_id', 'person_id'),
        db('pairs').whereIn('id', ids).whereNotNull('closed_on').select('id', 'closed_on'),
      ]);
      const pairOf = (row: { pair_id: string; person_id: string }) =>
        `${row.pair_id} ${row.person_id}`;
      return {
        meetingOn: new Map(
          (meetings as { pair_id: string; held_on: string }[]).map((row) => [
            row.pair_id,
            row.held_on,
          ]),
        ),
        reflected: new Set(reflections.map(pairOf)),
        reports: new Map(reports.map((row) => [row.pair_id, row.state])),
        cases: new Set(cases.map((row) => row.pair_id)),
        papers: new Map(papers.map((row) => [pairOf(row), row.id])),
        closedOn: new Map(pairs.map((row) => [row.id, row.closed_on])),
      };
    },
  };
}
