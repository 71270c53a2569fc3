import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, likeContains } from '../../shared/db/dialect.js';
import { type Form, OPEN_PAIR_STATES, type ParticipationState, type Role } from '../api/index.js';
import type { Participant } from '../api/people.js';
import type { Call } from '../handler.js';
import { searchWords } from '../names/index.js';

type Filter = Call<'listParticipants'>['input'];

interface Row {
  personId: string;
  name: string;
  email: string | null;
  groupName: string | null;
  scopeForms: unknown;
  lmsStatus: Participant['lmsStatus'];
  version: number;
}

/** A role of a person, or the number of their open pairs. */
interface RoleOrPairs {
  person_id: string;
  role: Role | null;
  state: ParticipationState;
  by_hand: number | boolean;
  pairs: number | string;
}

/** The SQL that reads the people of a programme. */
export function participantStore(db: Db) {
  /** The open pairs of the programme with their people. */
  const openPairs = (programmeId: string, side?: 'mentor' | 'mentee') => {
    const query = db('pair_members as pm')
      .join('pairs as q', 'q.id', 'pm.pair_id')
      .where({ 'pm.programme_id': programmeId, 'q.programme_id': programmeId })
      .whereNull('pm.left_on')
      .whereIn('q.state', [...OPEN_PAIR_STATES]);
    return side === undefined ? query : query.where('pm.side', side);
  };

  const holders = (programmeId: string, roles: readonly Role[]) =>
    db('participations as t')
      .where('t.programme_id', programmeId)
      .whereIn('t.role', [...roles])
      .whereNot('t.state', 'withdrawn')
      .select('t.person_id');

  function applyFilter(query: Knex.QueryBuilder, filter: Filter): void {
    query.where('m.programme_id', filter.programmeId);
    if (filter.lmsStatus !== undefined) query.where('m.lms_status', filter.lmsStatus);
    if (filter.role !== undefined)
      query.whereIn('m.person_id', holders(filter.programmeId, [filter.role]));
    if (filter.pairing !== undefined) applyPairing(query, filter);
    if (filter.search !== undefined && filter.search !== '') applySearch(query, filter.search);
  }

  /** Paired or not concerns mentors and mentees; with one of these roles chosen, their side only. */
  function applyPairing(query: Knex.QueryBuilder, filter: Filter): void {
    const side = filter.role === 'mentor' || filter.role === 'mentee' ? filter.role : undefined;
    const paired = openPairs(filter.programmeId, side).select('pm.person_id');
    if (filter.pairing === 'paired') query.whereIn('m.person_id', paired);
    else {
      query
        .whereIn('m.person_id', holders(filter.programmeId, ['mentor', 'mentee']))
        .whereNotIn('m.person_id', paired);
    }
  }

  /** Each word stands in the name, or the whole in the e-mail. */
  function applySearch(query: Knex.QueryBuilder, search: string): void {
    const words = searchWords(search);
    query.where((any) => {
      any.whereRaw("p.email like ? escape '!'", [likeContains(search)]);
      if (words.length > 0) {
        any.orWhere((name) => {
          for (const word of words) {
            name.whereRaw("m.sort_key like ? escape '!'", [likeContains(word)]);
          }
        });
      }
    });
  }

  const members = () => db('members as m').join('people as p', 'p.id', 'm.person_id');

  const select = (query: Knex.QueryBuilder) =>
    query.select({
      personId: 'm.person_id',
      name: 'p.name',
      email: 'p.email',
      groupName: 'm.group_name',
      scopeForms: 'm.scope_forms',
      lmsStatus: 'm.lms_status',
      version: 'm.version',
    });

  /** Roles and open pairs of people, by one statement. */
  function rolesAndPairs(programmeId: string, personIds: string[]): Promise<RoleOrPairs[]> {
    const pairs = openPairs(programmeId)
      .whereIn('pm.person_id', personIds)
      .groupBy('pm.person_id')
      .select('pm.person_id', db.raw('null, null, null, 0, count(*)'));
    return db('participations')
      .where('programme_id', programmeId)
      .whereIn('person_id', personIds)
      .whereNot('state', 'withdrawn')
      .select('person_id', 'role', 'state', 'by_hand', 'rank', db.raw('0 as pairs'))
      .unionAll([pairs])
      .orderBy('rank');
  }

  async function withRoles(programmeId: string, rows: Row[]): Promise<Participant[]> {
    if (rows.length === 0) return [];
    const people = new Map<string, Participant>(
      rows.map((row) => [
        row.personId,
        {
          ...row,
          scopeForms: row.scopeForms === null ? null : fromJson<Form[]>(row.scopeForms),
          roles: [],
          activePairs: 0,
        },
      ]),
    );
    for (const one of await rolesAndPairs(programmeId, [...people.keys()])) {
      const person = people.get(one.person_id);
      if (!person) continue;
      if (one.role === null) person.activePairs = Number(one.pairs);
      else person.roles.push({ role: one.role, state: one.state, byHand: Boolean(one.by_hand) });
    }
    return [...people.values()];
  }

  return {
    /** A page of people in the order of names: two statements. */
    async page(filter: Filter): Promise<Participant[]> {
      const direction = filter.sort === 'name' ? 'asc' : 'desc';
      const query = members()
        .orderBy('m.sort_key', direction)
        .orderBy('m.person_id', direction)
        .limit(filter.pageSize)
        .offset((filter.page - 1) * filter.pageSize);
      applyFilter(query, filter);
      return withRoles(filter.programmeId, await select(query));
    },

    async count(filter: Filter): Promise<number> {
      // The e-mail alone is the person's; without a search the members are counted by themselves.
      const query = (filter.search ? members() : db('members as m')).count({ n: '*' });
      applyFilter(query, filter);
      const [row] = (await query) as { n: number | string }[];
      return Number(row?.n ?? 0);
    },

    /** How many people hold each role in the programme. */
    async countsByRole(programmeId: string): Promise<Record<string, number>> {
      const rows = (await db('participations')
        .where('programme_id', programmeId)
        .whereNot('state', 'withdrawn')
        .groupBy('role')
        .select('role')
        .count({ n: '*' })) as { role: string; n: number | string }[];
      return Object.fromEntries(rows.map((row) => [row.role, Number(row.n)]));
    },

    /** One person of the programme: two statements. */
    async find(programmeId: string, personId: string): Promise<Participant | null> {
      const query = members().where({ 'm.programme_id': programmeId, 'm.person_id': personId });
      const [found] = await withRoles(programmeId, await select(query));
      return found ?? null;
    },
  };
}
