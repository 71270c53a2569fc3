import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import {
  type AnswerState,
  type Form,
  type PairState,
  type SurveyRole,
  WAVE_AMONG,
  type WaveAmong,
} from '../api/reference.js';
import {
  type Audience,
  answeredIn,
  asked,
  missingFrom,
  onList,
  type PeopleFilter,
  submitted,
} from './audience-queries.js';
import type { AskedFacts } from './wave-rules.js';

export interface WavePerson {
  personId: string;
  name: string;
  groupName: string | null;
  hasAccount: boolean;
  answerState: AnswerState;
}

/**
 * Of a wave: those who have handed in, those who are missing, the missing without an account, and the
 * sheets of nobody that were entered.
 */
export interface WaveCounts {
  answered: number;
  missing: number;
  missingGuests: number;
  onPaper: number;
}

/** Which people of a wave are listed. */
export interface PeopleList {
  state: 'missing' | 'submitted';
  /** With an account in the course, or without one; undefined: both. */
  account?: 'yes' | 'no' | undefined;
  /** Folded words of a search. */
  words: readonly string[];
}

/** The wave in which somebody is ranked. */
type Ranking = Pick<Audience, 'programmeId' | 'list'>;

/** A count under a name. */
interface Figure {
  name: string;
  what: string;
  n: number;
  guests: number;
}

const GUESTS = "sum(case when m.lms_status = 'active' then 0 else 1 end)";

/** Narrows a list of people to those whose name has all these words. */
function found(query: Knex.QueryBuilder, words: readonly string[]): Knex.QueryBuilder {
  for (const word of words) query.whereRaw("m.sort_key like ? escape '!'", [likeContains(word)]);
  return query;
}

/** The SQL of whom waves ask and who has answered. */
export function audienceStore(db: Db) {
  function listed(audience: Audience, { state, account, words }: PeopleList): Knex.QueryBuilder {
    const query = state === 'missing' ? missingFrom(db, audience) : submitted(db, audience);
    if (account === 'yes') query.where('m.lms_status', 'active');
    if (account === 'no') query.whereNot('m.lms_status', 'active');
    return found(query, words);
  }

  const figure = (
    query: Knex.QueryBuilder,
    name: string,
    what: string,
    guests = GUESTS,
  ): Knex.QueryBuilder =>
    query.select(
      db.raw('? as name', [name]),
      db.raw('? as what', [what]),
      db.raw('count(*) as n'),
      db.raw(`${guests} as guests`),
    );

  /** Sheets that name nobody and were entered. */
  const nobodys = ({ programmeId, waveId }: Audience): Knex.QueryBuilder =>
    db('survey_sheets as s')
      .where({ 's.programme_id': programmeId, 's.wave_id': waveId, 's.state': 'entered' })
      .whereNull('s.person_id');

  async function figuresOf(queries: Knex.QueryBuilder[]): Promise<Figure[]> {
    const [first, ...others] = queries;
    if (!first) return [];
    const rows: Figure[] = await first.unionAll(others);
    return rows.map((row) => ({ ...row, n: Number(row.n), guests: Number(row.guests ?? 0) }));
  }

  return {
    /**
     * How many have handed in and how many are missing, of a page's waves: one statement.
     * @param filter leaves out of the missing who is not of it
     */
    async counts(
      audiences: readonly Audience[],
      filter: PeopleFilter = {},
    ): Promise<Map<string, WaveCounts>> {
      const figures = await figuresOf(
        audiences.flatMap((one) => [
          figure(submitted(db, one), one.waveId, 'answered'),
          figure(missingFrom(db, one, filter), one.waveId, 'missing'),
          figure(nobodys(one), one.waveId, 'onPaper', '0'),
        ]),
      );
      const none: WaveCounts = { answered: 0, missing: 0, missingGuests: 0, onPaper: 0 };
      const counts = new Map(audiences.map(({ waveId }) => [waveId, { ...none }]));
      for (const { name, what, n, guests } of figures) {
        const also = what === 'missing' ? { missingGuests: guests } : {};
        counts.set(name, { ...(counts.get(name) ?? none), [what]: n, ...also });
      }
      return counts;
    },

    /** How many each choice of whom to ask would ask: one statement. */
    async choices(
      of: Omit<Audience, 'waveId' | 'among' | 'guests'>,
    ): Promise<{ among: WaveAmong; online: number; guests: number }[]> {
      const figures = await figuresOf(
        WAVE_AMONG.map((among) =>
          figure(asked(db, { ...of, among, guests: true }), among, 'asked'),
        ),
      );
      return WAVE_AMONG.map((among) => {
        const { n = 0, guests = 0 } = figures.find(({ name }) => name === among) ?? {};
        return { among, online: n - guests, guests };
      });
    },

    /** How many of these people would be asked. */
    async countAmong(
      of: Omit<Audience, 'waveId' | 'without'>,
      personIds: readonly string[],
    ): Promise<number> {
      if (personIds.length === 0) return 0;
      const [row] = (await asked(db, of)
        .whereIn('t.person_id', [...personIds])
        .count({ n: '*' })) as { n: number | string }[];
      return Number(row?.n ?? 0);
    },

    /**
     * How many a wave asks who have answered each of the others, who have not, and how many of those
     * who have answered it asks no more: one statement.
     */
    async compared(
      audience: Audience,
      others: readonly { waveId: string }[],
    ): Promise<Map<string, { both: number; came: number; gone: number }>> {
      const figures = await figuresOf(
        others.flatMap(({ waveId }) => {
          const answered = answeredIn(db, audience.programmeId, waveId);
          const goneFrom = submitted(db, { ...audience, waveId });
          return [
            figure(asked(db, audience).whereIn('t.person_id', answered), waveId, 'both'),
            figure(asked(db, audience).whereNotIn('t.person_id', answered), waveId, 'came'),
            figure(
              goneFrom.whereNotIn('r.person_id', asked(db, audience).select('t.person_id')),
              waveId,
              'gone',
            ),
          ];
        }),
      );
      const none = { both: 0, came: 0, gone: 0 };
      const found = new Map(others.map(({ waveId }) => [waveId, { ...none }]));
      for (const { name, what, n } of figures)
        found.set(name, { ...(found.get(name) ?? none), [what]: n });
      return found;
    },

    /** Whether two waves ask somebody both, or one asks who has answered the other. */
    async askSomeSame(audience: Audience, other: Audience): Promise<boolean> {
      const row = await asked(db, audience)
        .where((same) =>
          same
            .whereIn('t.person_id', asked(db, other).select('t.person_id'))
            .orWhereIn('t.person_id', answeredIn(db, other.programmeId, other.waveId)),
        )
        .first(db.raw('1 as found'));
      return row !== undefined;
    },

    /** One page of names, in their order. */
    async people(
      audience: Audience,
      list: PeopleList,
      { page, pageSize }: { page: number; pageSize: number },
    ): Promise<WavePerson[]> {
      const rows: (Omit<WavePerson, 'hasAccount'> & { lmsStatus: string })[] = await listed(
        audience,
        list,
      )
        .join('people as p', 'p.id', 'm.person_id')
        .orderBy('m.sort_key')
        .orderBy('m.person_id')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select({
          personId: 'm.person_id',
          name: 'p.name',
          groupName: 'm.group_name',
          lmsStatus: 'm.lms_status',
          answerState: db.raw("coalesce(r.state, 'none')"),
        });
      return rows.map(({ lmsStatus, ...row }) => ({ ...row, hasAccount: lmsStatus === 'active' }));
    },

    /** How many names there are. */
    async countPeople(audience: Audience, list: PeopleList): Promise<number> {
      const [row] = (await listed(audience, list).count({ n: '*' })) as { n: number | string }[];
      return Number(row?.n ?? 0);
    },

    /** The groups of the programme's people, in order. */
    async groups(programmeId: string, atMost: number): Promise<string[]> {
      const rows: { group_name: string }[] = await db('members')
        .where('programme_id', programmeId)
        .whereNotNull('group_name')
        .distinct('group_name')
        .orderBy('group_name')
        .limit(atMost);
      return rows.map((row) => row.group_name).filter((name) => name !== '');
    },

    /** What decides which waves ask this person: two statements. */
    async factsOf(programmeId: string, personId: string, role: SurveyRole): Promise<AskedFacts> {
      const member = await db('members as m')
        .leftJoin('participations as t', (join) =>
          join
            .on('t.programme_id', 'm.programme_id')
            .andOn('t.person_id', 'm.person_id')
            .andOnVal('t.role', role),
        )
        .where({ 'm.programme_id': programmeId, 'm.person_id': personId })
        .first('m.group_name', 'm.lms_status', 't.decision');
      const pairs: { form: Form; state: PairState }[] = await db('pair_members as pm')
        .join('pairs as q', 'q.id', 'pm.pair_id')
        .where({ 'pm.programme_id': programmeId, 'pm.person_id': personId, 'pm.side': role })
        .whereNull('pm.left_on')
        .select('q.form', 'q.state');
      return {
        pairs,
        waiting: member?.decision === 'waiting',
        group: member?.group_name ?? null,
        hasAccount: member?.lms_status === 'active',
      };
    },

    /** How far somebody is with each wave. */
    async receiptsOf(programmeId: string, personId: string): Promise<Map<string, AnswerState>> {
      const rows: { wave_id: string; state: AnswerState }[] = await db('survey_receipts')
        .where({ programme_id: programmeId, person_id: personId })
        .select('wave_id', 'state');
      return new Map(rows.map(({ wave_id, state }) => [wave_id, state]));
    },

    /** How far somebody is with one wave, and by which pass of a link they saved last; null: nothing. */
    async receiptOf(
      waveId: string,
      personId: string,
    ): Promise<{ state: AnswerState; passHash: string | null } | null> {
      const row = await db('survey_receipts')
        .where({ wave_id: waveId, person_id: personId })
        .first({ state: 'state', passHash: 'pass_hash' });
      return row ?? null;
    },

    /** The waves on whose lists somebody stands as one who is asked. */
    async listsOf(programmeId: string, personId: string): Promise<Set<string>> {
      const rows: { wave_id: string }[] = await db('survey_wave_people')
        .where({ programme_id: programmeId, person_id: personId, part: 'asked' })
        .select('wave_id');
      return new Set(rows.map((row) => row.wave_id));
    },

    /** Which of these people can be ranked: who hold a role now, of a wave with a list those on it. */
    async holdersAmong(
      { programmeId, list }: Ranking,
      role: SurveyRole,
      personIds: readonly string[],
    ): Promise<Map<string, string>> {
      const query = db('participations as t')
        .join('people as p', 'p.id', 't.person_id')
        .where({ 't.programme_id': programmeId, 't.role': role })
        .whereNot('t.state', 'withdrawn')
        .whereIn('t.person_id', [...personIds]);
      if (list) query.whereIn('t.person_id', onList(db, list, 'offered'));
      const rows: { personId: string; name: string }[] = await query.select({
        personId: 't.person_id',
        name: 'p.name',
      });
      return new Map(rows.map(({ personId, name }) => [personId, name]));
    },

    /** The same without looking for some, in the order of names. */
    async holders(
      { programmeId, list }: Ranking,
      role: SurveyRole,
      atMost: number,
    ): Promise<{ personId: string; name: string }[]> {
      const query = db('participations as t')
        .join('members as m', (join) =>
          join.on('m.programme_id', 't.programme_id').andOn('m.person_id', 't.person_id'),
        )
        .join('people as p', 'p.id', 't.person_id')
        .where({ 't.programme_id': programmeId, 't.role': role })
        .whereNot('t.state', 'withdrawn');
      if (list) query.whereIn('t.person_id', onList(db, list, 'offered'));
      return query
        .orderBy('m.sort_key')
        .orderBy('m.person_id')
        .limit(atMost)
        .select({ personId: 't.person_id', name: 'p.name' });
    },
  };
}
