import type { Db } from '../../shared/db/connect.js';
import type { GradeState } from '../api/index.js';
import { accountKey, type KnownPerson, type OurGrade } from './compare-rules.js';

/** The scores of a programme as they should stand in the gradebook. */
export async function readOurGrades(db: Db, programmeId: string): Promise<OurGrade[]> {
  const rows: {
    person_id: string;
    name: string;
    score: number;
    state: GradeState;
    sent_at: number | null;
  }[] = await db('grades as g')
    .join('people as n', 'n.id', 'g.person_id')
    .where('g.programme_id', programmeId)
    .select('g.person_id', 'n.name', 'g.score', 'g.state', 'g.sent_at');
  return rows.map((row) => ({
    personId: row.person_id,
    name: row.name,
    score: Number(row.score),
    state: row.state,
    sentAt: row.sent_at === null ? null : Number(row.sent_at),
  }));
}

/** Everyone of the programme by each of their LMS accounts, also those that were used before. */
export async function readAccounts(db: Db, programmeId: string): Promise<Map<string, KnownPerson>> {
  const rows: { person_id: string; name: string; issuer: string; subject: string }[] = await db(
    'members as m',
  )
    .join('people as n', 'n.id', 'm.person_id')
    .join('person_accounts as a', 'a.person_id', 'm.person_id')
    .where('m.programme_id', programmeId)
    .select('m.person_id', 'n.name', 'a.issuer', 'a.subject');
  return new Map(rows.map((row) => [accountKey(row), { personId: row.person_id, name: row.name }]));
}
