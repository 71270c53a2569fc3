import type { Knex } from 'knex';
import { byCodeUnits } from '../../shared/compare.js';
import { type Db, dialectOf } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import type { ParsedInputOf } from '../api/endpoint.js';
import type { Contract, Form } from '../api/index.js';
import type { MeetingRow } from '../api/meetings.js';
import { searchWords } from '../names/index.js';

/** Which meetings the caller may see. */
export interface MeetingScope {
  programmeId: string;
  /** A curator's forms; null: all. */
  forms: readonly Form[] | null;
  /** A mentor's or mentee's own pairs only; null: all. */
  own: { personId: string; side: 'mentor' | 'mentee' } | null;
}

export type MeetingFilter = Omit<ParsedInputOf<Contract['listMeetings']>, 'programmeId'>;
/** What narrows the log, without the order and the page. */
export type MeetingNarrowing = Omit<MeetingFilter, 'sort' | 'page' | 'pageSize'>;

/** The pairs in which a person is or was, on one side or on either. */
const pairsOf = (db: Db, programmeId: string, personId: string, side?: string) =>
  db('pair_members')
    .where({
      programme_id: programmeId,
      person_id: personId,
      ...(side === undefined ? {} : { side }),
    })
    .select('pair_id');

/** The meetings of a person's pairs; of a pair that they have left, those until that day. */
function onlyOf(
  query: Knex.QueryBuilder,
  db: Db,
  programmeId: string,
  personId: string,
  side?: string,
): void {
  query.whereIn('m.pair_id', pairsOf(db, programmeId, personId, side));
  query.whereNotExists((left) => {
    left
      .select(db.raw('1'))
      .from('pair_members as gone')
      .whereRaw('gone.pair_id = m.pair_id')
      .where('gone.person_id', personId)
      .whereRaw('gone.left_on < m.held_on');
  });
}

/**
 * Spellings by which SQLite finds a word in Russian text: its LIKE knows no case beyond ASCII. MySQL
 * compares by collation and needs one.
 */
function spellings(db: Db, text: string): string[] {
  if (dialectOf(db) === 'mysql') return [text];
  const lower = text.toLowerCase();
  const capital = lower.charAt(0).toUpperCase() + lower.slice(1);
  return [...new Set([text, lower, capital, text.toUpperCase()])];
}

/** Finds the text in what was done or agreed, or its words in the names of the pair's members. */
function addSearch(query: Knex.QueryBuilder, db: Db, programmeId: string, search: string): void {
  const words = searchWords(search);
  query.where((any) => {
    for (const spelling of spellings(db, search)) {
      const pattern = likeContains(spelling);
      any.orWhereRaw("m.done like ? escape '!'", [pattern]);
      any.orWhereRaw("m.agreed like ? escape '!'", [pattern]);
    }
    if (words.length === 0) return;
    const named = db('pairs as s').where('s.programme_id', programmeId).select('s.id');
    for (const word of words)
      named.whereRaw("s.search_text like ? escape '!'", [likeContains(word)]);
    any.orWhereIn('m.pair_id', named);
  });
}

/** Meetings with an answer of this kind; for a mentee, with their own. */
function addConfirmation(
  query: Knex.QueryBuilder,
  db: Db,
  scope: MeetingScope,
  confirmation: string,
): void {
  query.whereExists((sub) => {
    sub
      .select(db.raw('1'))
      .from('meeting_attendance as t')
      .whereRaw('t.meeting_id = m.id')
      .where('t.confirmation', confirmation);
    if (confirmation === 'waiting') sub.where('t.came', true);
    if (scope.own?.side === 'mentee') sub.where('t.person_id', scope.own.personId);
  });
}

/** The meetings (as `m`) that the scope and the filter leave; `from`: where they are taken from. */
export function matchingMeetings(
  db: Db,
  scope: MeetingScope,
  filter: MeetingNarrowing,
  from: Knex.QueryBuilder = db('meetings as m'),
): Knex.QueryBuilder {
  const { programmeId, own } = scope;
  const query = from.where('m.programme_id', programmeId);
  if (filter.state === 'withdrawn') query.whereNotNull('m.withdrawn_at');
  else query.whereNull('m.withdrawn_at');
  if (scope.forms !== null) query.whereIn('m.pair_form', scope.forms);
  if (own !== null) onlyOf(query, db, programmeId, own.personId, own.side);
  if (filter.pairId !== undefined) query.where('m.pair_id', filter.pairId);
  if (filter.personId !== undefined) onlyOf(query, db, programmeId, filter.personId);
  if (filter.form !== undefined) query.where('m.pair_form', filter.form);
  if (filter.kind !== undefined) query.where('m.kind', filter.kind);
  if (filter.format !== undefined) query.where('m.format', filter.format);
  if (filter.topic !== undefined) query.where('m.topic', filter.topic);
  if (filter.from !== undefined) query.where('m.held_on', '>=', filter.from);
  if (filter.to !== undefined) query.where('m.held_on', '<=', filter.to);
  if (filter.confirmation !== undefined) addConfirmation(query, db, scope, filter.confirmation);
  if (filter.search) addSearch(query, db, programmeId, filter.search);
  return query;
}

/**
 * The log of a whole programme in the order of its index. MariaDB, left alone, takes the index of the
 * figures, which holds all columns too, and sorts the college's whole year for one page.
 */
function inOrderOfDays(db: Db, scope: MeetingScope, filter: MeetingNarrowing): Knex.QueryBuilder {
  const isNarrow =
    scope.own !== null || filter.pairId !== undefined || filter.personId !== undefined;
  if (dialectOf(db) !== 'mysql' || isNarrow || filter.state === 'withdrawn')
    return db('meetings as m');
  return db.from(db.raw('meetings as m force index (meetings_by_standing)'));
}

type ListedRow = Omit<MeetingRow, 'withdrawn'> & { withdrawnAt: number | null };

/**
 * One page of the log, by one statement; newest first, or oldest first. The page's ids come first, of
 * the index alone where no filter asks for more: the rows before a late page are not read.
 */
export async function listMeetingRows(
  db: Db,
  scope: MeetingScope,
  filter: MeetingFilter,
): Promise<MeetingRow[]> {
  const order = filter.sort === 'heldOn' ? 'asc' : 'desc';
  const page = matchingMeetings(db, scope, filter, inOrderOfDays(db, scope, filter))
    .orderBy('m.held_on', order)
    .orderBy('m.id', order)
    .limit(filter.pageSize)
    .offset((filter.page - 1) * filter.pageSize)
    .select('m.id')
    .as('shown');
  const rows: ListedRow[] = await db
    .from(page)
    .join('meetings as m', 'm.id', 'shown.id')
    .join('pairs as p', 'p.id', 'm.pair_id')
    .select({
      meetingId: 'm.id',
      pairId: 'm.pair_id',
      pairTitle: 'p.title',
      heldOn: 'm.held_on',
      kind: 'm.kind',
      minutes: 'm.minutes',
      format: 'm.format',
      topic: 'm.topic',
      done: db.raw('substr(m.done, 1, 200)'),
      came: 'm.came',
      invited: 'm.invited',
      confirmed: 'm.confirmed',
      disputed: 'm.disputed',
      version: 'm.version',
      withdrawnAt: 'm.withdrawn_at',
    });
  const sign = order === 'asc' ? 1 : -1;
  return rows
    .sort(
      (a, b) => sign * (byCodeUnits(a.heldOn, b.heldOn) || byCodeUnits(a.meetingId, b.meetingId)),
    )
    .map(({ withdrawnAt, ...row }) => ({ ...row, withdrawn: withdrawnAt !== null }));
}

/** How many meetings the filter finds. */
export async function countMeetings(
  db: Db,
  scope: MeetingScope,
  filter: MeetingFilter,
): Promise<number> {
  const [row] = await matchingMeetings(db, scope, filter).count({ n: '*' });
  return Number(row?.['n'] ?? 0);
}
