import type { Knex } from 'knex';
import { bulkUpdate } from '../db/bulk.js';
import { foldText, type PersonName, shortName, sortKey } from '../names/index.js';
import { pairSearchText, pairTitle } from './pair-title.js';

interface NamedMember extends PersonName {
  pairId: string;
  side: 'mentor' | 'mentee';
}

const NAME_COLUMNS = {
  name: 'p.name',
  familyName: 'p.family_name',
  givenName: 'p.given_name',
  middleName: 'p.middle_name',
};

/** The title of a pair with what follows from it, as columns. */
export function titleColumns(mentors: readonly PersonName[], mentees: readonly PersonName[]) {
  const title = pairTitle(mentors.map(shortName), mentees.map(shortName));
  return {
    title,
    sort_key: sortKey(title),
    search_text: pairSearchText([...mentors, ...mentees].map((person) => foldText(person.name))),
  };
}

/** The names of people by id, in their order, for the title of a new pair. */
export async function namesForTitle(
  trx: Knex.Transaction,
  personIds: readonly string[],
): Promise<Map<string, PersonName>> {
  const rows: (PersonName & { personId: string })[] = await trx('people as p')
    .whereIn('p.id', [...personIds])
    .orderBy('p.sort_key')
    .orderBy('p.id')
    .select({ personId: 'p.id', ...NAME_COLUMNS });
  return new Map(rows.map(({ personId, ...name }) => [personId, name]));
}

/**
 * Gives the pairs of people whose names have changed their new titles: two statements for each few
 * hundred pairs. The versions of the pairs stay: no form edits a title.
 */
export async function renamePairsOf(
  trx: Knex.Transaction,
  personIds: readonly string[],
): Promise<void> {
  const CHUNK = 500;
  for (let from = 0; from < personIds.length; from += CHUNK) {
    const part = personIds.slice(from, from + CHUNK);
    const members: NamedMember[] = await trx('pair_members as pm')
      .join('people as p', 'p.id', 'pm.person_id')
      .whereIn('pm.pair_id', (theirs: Knex.QueryBuilder) =>
        theirs.from('pair_members').whereIn('person_id', part).select('pair_id'),
      )
      .whereNull('pm.left_on')
      .orderBy('p.sort_key')
      .orderBy('p.id')
      .select({ pairId: 'pm.pair_id', side: 'pm.side', ...NAME_COLUMNS });
    await bulkUpdate(trx, 'pairs', titlesOf(members));
  }
}

function titlesOf(members: readonly NamedMember[]) {
  const pairs = new Map<string, { mentor: PersonName[]; mentee: PersonName[] }>();
  for (const member of members) {
    const pair = pairs.get(member.pairId) ?? { mentor: [], mentee: [] };
    pair[member.side].push(member);
    pairs.set(member.pairId, pair);
  }
  return [...pairs].map(([id, { mentor, mentee }]) => ({ id, ...titleColumns(mentor, mentee) }));
}
