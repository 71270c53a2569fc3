import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import type { OutputOf, ParsedInputOf } from '../api/endpoint.js';
import type { Contract, Role } from '../api/index.js';
import {
  PROGRAMME_COLUMNS,
  type ProgrammeRow,
  programmeFrom,
  type StoredProgramme,
} from './programme-store.js';

/** The programme and the caller's name, by one statement; null where one of them is missing. */
export async function readProgrammeAndName(
  db: Db,
  programmeId: string,
  personId: string,
): Promise<{ programme: ProgrammeRow; name: string } | null> {
  const row: (StoredProgramme & { person_name: string }) | undefined = await db('programmes as g')
    .join('organisations as o', 'o.id', 'g.organisation_id')
    .join('people as p', 'p.organisation_id', 'g.organisation_id')
    .where({ 'g.id': programmeId, 'p.id': personId })
    .first(...PROGRAMME_COLUMNS, 'p.name as person_name');
  return row ? { programme: programmeFrom(row), name: row.person_name } : null;
}

/** Somebody by id, or by an account of the LMS. */
type Who = ParsedInputOf<Contract['findMyProgrammes']>;

/** The person of the query, as `a`, with the column `person_id`. */
function personOf(db: Db, who: Who): Knex.QueryBuilder {
  const { organisationId, personId } = who;
  if (personId !== undefined) {
    const one = db('people').where({ id: personId, organisation_id: organisationId });
    return db.from(one.select({ person_id: 'id' }).as('a'));
  }
  return db('person_accounts as a').where({
    'a.organisation_id': organisationId,
    'a.issuer': who.issuer,
    'a.subject': who.subject,
  });
}

/** The programmes in which a person has a role and has not left, newest first: one statement. */
export async function readProgrammesOf(
  db: Db,
  who: Who,
): Promise<OutputOf<Contract['findMyProgrammes']>> {
  const rows: { person_id: string; id: string | null; title: string; role: Role }[] =
    await personOf(db, who)
      .leftJoin('members as m', (join) =>
        join.on('m.person_id', 'a.person_id').andOnVal('m.lms_status', '!=', 'left'),
      )
      .leftJoin('participations as t', (join) =>
        join
          .on('t.programme_id', 'm.programme_id')
          .andOn('t.person_id', 'm.person_id')
          .andOnVal('t.state', '!=', 'withdrawn'),
      )
      .leftJoin('programmes as g', (join) =>
        join.on('g.id', 't.programme_id').andOnNull('g.continued_in'),
      )
      .orderBy([
        { column: 'g.starts_on', order: 'desc' },
        { column: 'g.id', order: 'desc' },
        { column: 't.rank' },
      ])
      .select('a.person_id', 'g.id', 'g.title', 't.role');
  const programmes = new Map<string, { programmeId: string; title: string; roles: Role[] }>();
  for (const { id, title, role } of rows) {
    if (id === null) continue;
    const programme = programmes.get(id) ?? { programmeId: id, title, roles: [] };
    programme.roles.push(role);
    programmes.set(id, programme);
  }
  return { personId: rows[0]?.person_id ?? null, programmes: [...programmes.values()] };
}
