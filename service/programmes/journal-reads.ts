import type { Knex } from 'knex';
import { toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Change } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import type { Call } from '../handler.js';
import { type PairWithPeople, pairRowsByIds } from '../pairs/index.js';

type Journal = OutputOf<Contract['listJournal']>;
type About = Journal['rows'][number]['about'];
type Fields = Record<string, unknown> | null;

interface JournalRow {
  id: string;
  at: number | string;
  actor_name: string | null;
  actor_role: string;
  action: string;
  entity: string;
  entity_id: string;
  before: unknown;
  after: unknown;
  meeting_id: string | null;
  held_on: string | null;
  pair_id: string | null;
  person_id: string | null;
  person_name: string | null;
}

const changeFrom = (value: unknown): Fields =>
  value === null ? null : fromJson<Record<string, unknown>>(value);

/** The columns of a page's rows with what they are about; `j` are the rows, each of one programme. */
function withSubjects(db: Db, page: Knex.QueryBuilder): Knex.QueryBuilder {
  const subject = (table: string, entity: string) => (join: Knex.JoinClause) =>
    join
      .on(`${table}.id`, 'j.entity_id')
      .andOn(`${table}.programme_id`, 'j.programme_id')
      .andOnVal('j.entity', entity);
  return db
    .from(page.as('j'))
    .leftJoin('people as p', 'p.id', 'j.actor_id')
    .leftJoin('meetings as m', subject('m', 'meeting'))
    .leftJoin('help_requests as h', subject('h', 'help_request'))
    .leftJoin('members as b', (join) =>
      join
        .on('b.person_id', 'j.entity_id')
        .andOn('b.programme_id', 'j.programme_id')
        .andOnVal('j.entity', 'participant'),
    )
    .leftJoin('people as s', 's.id', db.raw('coalesce(b.person_id, h.person_id)'))
    .orderBy('j.id', 'desc')
    .select('j.id', 'j.at', 'p.name as actor_name', 'j.actor_role', 'j.action', 'j.entity')
    .select('j.entity_id', 'j.before', 'j.after')
    .select('m.id as meeting_id', 'm.held_on', 's.id as person_id', 's.name as person_name')
    .select(db.raw('coalesce(m.pair_id, h.pair_id) as pair_id'));
}

/** The pair that a row is about; of a meeting that is gone, the one that its record named. */
function pairIdOf(row: JournalRow, before: Fields, after: Fields): string | null {
  if (row.entity === 'pair') return row.entity_id;
  const named = row.pair_id ?? after?.['pairId'] ?? before?.['pairId'];
  return typeof named === 'string' ? named : null;
}

function aboutOf(row: JournalRow, pair: PairWithPeople | undefined, noted: unknown): About {
  const { pairId, title, shortNames } = pair ?? {};
  return {
    pair: pairId && title && shortNames ? { pairId, title, shortNames } : null,
    meetingId: row.meeting_id,
    heldOn: row.held_on ?? (typeof noted === 'string' ? noted : null),
    person:
      row.person_id === null || row.person_name === null
        ? null
        : { personId: row.person_id, name: row.person_name },
  };
}

/** What of an interview with a candidate stands in the journal for everybody who reads it. */
const OF_INTERVIEW: ReadonlySet<string> = new Set(['heldOn', 'interviewOutcome']);

/**
 * The fields of an entry as this reader may see them: what a candidate said in an interview is for the
 * coordinator, and not where it is about themself.
 */
function readable(row: JournalRow, fields: Fields, reader: Reader): Fields {
  if (fields === null || !row.action.startsWith('interview.')) return fields;
  if (reader.role === 'coordinator' && reader.personId !== row.entity_id) return fields;
  const told = Object.entries(fields).filter(([name]) => OF_INTERVIEW.has(name));
  return Object.fromEntries(told);
}

type Reader = Pick<Authority, 'role' | 'personId'>;

/** What coordinators alone read: from what was forbidden in a matching one could tell who does not want whom. */
const OF_MATCHING: readonly Change['entity'][] = ['match_run', 'match_settings'];

/**
 * A page of the journal, newest first, each row with what it is about: four statements at most. Who
 * is no person has no name.
 */
export async function readJournal(
  db: Db,
  input: Call<'listJournal'>['input'],
  reader: Reader,
): Promise<OutputOf<Contract['listJournal']>> {
  const { programmeId, page, pageSize } = input;
  const filtered = () => {
    const query = db('journal').where('programme_id', programmeId);
    if (input.entity !== undefined) query.where('entity', input.entity);
    if (input.entityId !== undefined) query.where('entity_id', input.entityId);
    if (reader.role !== 'coordinator') query.whereNotIn('entity', [...OF_MATCHING]);
    return query;
  };
  const ofPage = filtered()
    .orderBy('id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize);
  const found: JournalRow[] = await withSubjects(db, ofPage);
  const [count] = (await filtered().count({ n: '*' })) as { n: number | string }[];
  const rows = found.map((row) => {
    const before = readable(row, changeFrom(row.before), reader);
    const after = readable(row, changeFrom(row.after), reader);
    return { row, before, after, pairId: pairIdOf(row, before, after) };
  });
  const pairIds = new Set(rows.flatMap(({ pairId }) => pairId ?? []));
  const pairs = await pairRowsByIds(db, programmeId, [...pairIds]);
  return {
    rows: rows.map(({ row, before, after, pairId }) => ({
      journalId: row.id,
      at: toIso(Number(row.at)),
      actorName: row.actor_name ?? '',
      actorRole: row.actor_role,
      action: row.action,
      entity: row.entity,
      entityId: row.entity_id,
      about: aboutOf(row, pairs.get(pairId ?? ''), after?.['heldOn'] ?? before?.['heldOn']),
      before,
      after,
    })),
    total: Number(count?.n ?? 0),
    page,
    pageSize,
  };
}
