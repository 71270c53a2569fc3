import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import type { AnswerState, Form, SurveyRole } from '../api/reference.js';
import type { AskedFacts } from './wave-rules.js';

/** Whom a wave asks; the same is said of one person by asks() in wave-rules.ts. */
export interface Audience {
  waveId: string;
  programmeId: string;
  role: SurveyRole;
  form: Form | null;
  groups: readonly string[] | null;
}

export interface WavePerson {
  personId: string;
  name: string;
  groupName: string | null;
  answerState: AnswerState;
}

/** People on a side of a pair that is more than a draft. */
function inPairs(db: Db, programmeId: string, side: string, form?: Form): Knex.QueryBuilder {
  const query = db('pair_members as pm')
    .join('pairs as q', 'q.id', 'pm.pair_id')
    .where({ 'pm.programme_id': programmeId, 'pm.side': side })
    .whereNull('pm.left_on')
    .whereNot('q.state', 'draft');
  if (form !== undefined) query.where('q.form', form);
  return query;
}

/** Narrows a query on `members` as `m` to people of a form or a group. */
export function narrowed(
  query: Knex.QueryBuilder,
  db: Db,
  { programmeId, role, form, groups }: Omit<Audience, 'waveId'>,
): Knex.QueryBuilder {
  if (form !== null)
    query.whereIn('m.person_id', inPairs(db, programmeId, role, form).select('pm.person_id'));
  if (groups !== null) query.whereIn('m.group_name', [...groups]);
  return query;
}

/** Those whom a wave asks and who have not handed in; `r` is the receipt of a draft, if there is one. */
export function missingFrom(db: Db, audience: Audience): Knex.QueryBuilder {
  const { programmeId, waveId, role } = audience;
  const query = db('participations as t')
    .join('members as m', (join) =>
      join.on('m.programme_id', 't.programme_id').andOn('m.person_id', 't.person_id'),
    )
    .leftJoin('survey_receipts as r', (join) =>
      join.on('r.person_id', 't.person_id').andOnVal('r.wave_id', waveId),
    )
    .where({ 't.programme_id': programmeId, 't.role': role })
    .whereNot('t.state', 'withdrawn')
    .where((open) => open.whereNull('r.state').orWhere('r.state', 'draft'));
  return narrowed(query, db, audience);
}

function submitted(db: Db, audience: Audience): Knex.QueryBuilder {
  const { programmeId, waveId } = audience;
  const query = db('survey_receipts as r')
    .join('members as m', (join) =>
      join.on('m.programme_id', 'r.programme_id').andOn('m.person_id', 'r.person_id'),
    )
    .where({ 'r.programme_id': programmeId, 'r.wave_id': waveId, 'r.state': 'submitted' });
  return query;
}

/** Narrows a list of people to those whose name has all these words. */
function found(query: Knex.QueryBuilder, words: readonly string[]): Knex.QueryBuilder {
  for (const word of words) query.whereRaw("m.sort_key like ? escape '!'", [likeContains(word)]);
  return query;
}

/** The SQL of whom waves ask and who has answered. */
export function audienceStore(db: Db) {
  const listed = (audience: Audience, state: 'missing' | 'submitted') =>
    state === 'missing' ? missingFrom(db, audience) : submitted(db, audience);

  return {
    /** How many have handed in and how many are missing, of a page's waves: one statement. */
    async counts(
      audiences: readonly Audience[],
    ): Promise<Map<string, { answered: number; missing: number }>> {
      const [first, ...others] = audiences.flatMap((audience) => [
        submitted(db, audience).select(
          db.raw('? as wave_id', [audience.waveId]),
          db.raw("'answered' as what"),
          db.raw('count(*) as n'),
        ),
        missingFrom(db, audience).select(
          db.raw('? as wave_id', [audience.waveId]),
          db.raw("'missing' as what"),
          db.raw('count(*) as n'),
        ),
      ]);
      if (!first) return new Map();
      const rows = (await first.unionAll(others)) as {
        wave_id: string;
        what: 'answered' | 'missing';
        n: number | string;
      }[];
      const counts = new Map(audiences.map(({ waveId }) => [waveId, { answered: 0, missing: 0 }]));
      for (const { wave_id, what, n } of rows) {
        const one = counts.get(wave_id);
        if (one) one[what] = Number(n);
      }
      return counts;
    },

    /** One page of names, in their order. @param words folded words of a search */
    async people(
      audience: Audience,
      state: 'missing' | 'submitted',
      words: readonly string[],
      { page, pageSize }: { page: number; pageSize: number },
    ): Promise<WavePerson[]> {
      return found(listed(audience, state), words)
        .join('people as p', 'p.id', 'm.person_id')
        .orderBy('m.sort_key')
        .orderBy('m.person_id')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select({
          personId: 'm.person_id',
          name: 'p.name',
          groupName: 'm.group_name',
          answerState: db.raw("coalesce(r.state, 'none')"),
        });
    },

    /** How many names there are. */
    async countPeople(
      audience: Audience,
      state: 'missing' | 'submitted',
      words: readonly string[],
    ): Promise<number> {
      const [row] = (await found(listed(audience, state), words).count({ n: '*' })) as {
        n: number | string;
      }[];
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
      const member = await db('members')
        .where({ programme_id: programmeId, person_id: personId })
        .first('group_name');
      const forms: { form: Form }[] = await inPairs(db, programmeId, role)
        .where('pm.person_id', personId)
        .distinct('q.form as form')
        .orderBy('form');
      return { forms: forms.map(({ form }) => form), group: member?.group_name ?? null };
    },

    /** How far somebody is with each wave. */
    async receiptsOf(programmeId: string, personId: string): Promise<Map<string, AnswerState>> {
      const rows: { wave_id: string; state: AnswerState }[] = await db('survey_receipts')
        .where({ programme_id: programmeId, person_id: personId })
        .select('wave_id', 'state');
      return new Map(rows.map(({ wave_id, state }) => [wave_id, state]));
    },

    /** Which of these people hold a role now. */
    async holdersAmong(
      programmeId: string,
      role: SurveyRole,
      personIds: readonly string[],
    ): Promise<Set<string>> {
      const rows: { person_id: string }[] = await db('participations')
        .where({ programme_id: programmeId, role })
        .whereNot('state', 'withdrawn')
        .whereIn('person_id', [...personIds])
        .select('person_id');
      return new Set(rows.map((row) => row.person_id));
    },

    /** Those who hold a role now, in the order of names. */
    async holders(
      programmeId: string,
      role: SurveyRole,
      atMost: number,
    ): Promise<{ personId: string; name: string }[]> {
      return db('participations as t')
        .join('members as m', (join) =>
          join.on('m.programme_id', 't.programme_id').andOn('m.person_id', 't.person_id'),
        )
        .join('people as p', 'p.id', 't.person_id')
        .where({ 't.programme_id': programmeId, 't.role': role })
        .whereNot('t.state', 'withdrawn')
        .orderBy('m.sort_key')
        .orderBy('m.person_id')
        .limit(atMost)
        .select({ personId: 't.person_id', name: 'p.name' });
    },
  };
}
