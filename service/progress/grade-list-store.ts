import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import type { Form, GradeState } from '../api/index.js';
import { searchWords } from '../names/index.js';
import { ofForms } from './progress-store.js';

export interface GradeFilter {
  programmeId: string;
  scopeForms: readonly Form[] | null;
  search: string | undefined;
  state: GradeState | undefined;
}

/** A mentee with what is known of the delivery of their score. */
export interface GradeListRow {
  personId: string;
  name: string;
  score: number;
  state: GradeState;
  reason: string | null;
  attempts: number;
  sentAt: number | null;
  nextAttemptAt: number | null;
}

/** A mentee whose progress was never computed yet stands as not graded. */
const STATE = "coalesce(g.state, 'not_graded')";

function mentees(db: Db, filter: GradeFilter): Knex.QueryBuilder {
  const query = db('participations as p')
    .join('members as m', (join) =>
      join.on('m.programme_id', 'p.programme_id').andOn('m.person_id', 'p.person_id'),
    )
    .leftJoin('grades as g', (join) =>
      join.on('g.programme_id', 'p.programme_id').andOn('g.person_id', 'p.person_id'),
    )
    .where({ 'p.programme_id': filter.programmeId, 'p.role': 'mentee' })
    .whereNot('p.state', 'withdrawn');
  ofForms(query, db, filter.programmeId, filter.scopeForms, 'p.person_id');
  for (const word of searchWords(filter.search)) {
    query.whereRaw("m.sort_key like ? escape '!'", [likeContains(word)]);
  }
  return query;
}

/** How many mentees the search finds in each state of delivery. */
export async function countGrades(db: Db, filter: GradeFilter): Promise<Record<string, number>> {
  const rows: { state: string; n: number }[] = await mentees(db, filter)
    .select({ state: db.raw(STATE), n: db.raw('count(*)') })
    .groupByRaw(STATE);
  return Object.fromEntries(rows.map((r) => [r.state, Number(r.n)]));
}

/** One page of mentees in the order of their names. */
export async function listGradeRows(
  db: Db,
  filter: GradeFilter,
  page: { page: number; pageSize: number },
): Promise<GradeListRow[]> {
  const query = mentees(db, filter).join('people as n', 'n.id', 'p.person_id');
  if (filter.state !== undefined) query.whereRaw(`${STATE} = ?`, [filter.state]);
  return query
    .orderBy([{ column: 'm.sort_key' }, { column: 'm.person_id' }])
    .limit(page.pageSize)
    .offset((page.page - 1) * page.pageSize)
    .select({
      personId: 'p.person_id',
      name: 'n.name',
      score: db.raw('coalesce(g.score, 0)'),
      state: db.raw(STATE),
      reason: db.raw("case when g.id is null then 'no_pair' else g.reason end"),
      attempts: db.raw('coalesce(g.attempts, 0)'),
      sentAt: 'g.sent_at',
      nextAttemptAt: db.raw("case when g.state = 'waiting' then g.next_attempt_at end"),
    });
}
