import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import { CLOSED_PAIR_STATES, type Form } from '../api/reference.js';

/** A mentor as the school knows them. */
export interface SchoolMentor {
  personId: string;
  name: string;
  sortKey: string;
  groupName: string | null;
  /** Of their open pairs, and those that they say of themselves. */
  forms: Form[];
}

/**
 * The mentors of a programme, candidates too, in the order of names, or one of them; two statements.
 * Who stands in no pair and said nothing is of no form.
 */
export async function readMentors(
  db: Db,
  programmeId: string,
  personId?: string,
): Promise<SchoolMentor[]> {
  const only = personId === undefined ? {} : { 't.person_id': personId };
  const rows: (Omit<SchoolMentor, 'forms'> & { said: unknown })[] = await db('participations as t')
    .join('members as m', (join) =>
      join.on('m.programme_id', 't.programme_id').andOn('m.person_id', 't.person_id'),
    )
    .join('people as p', 'p.id', 't.person_id')
    .leftJoin('mentor_profiles as o', 'o.person_id', 't.person_id')
    .where({ 't.programme_id': programmeId, 't.role': 'mentor', ...only })
    .whereNot('t.state', 'withdrawn')
    .orderBy(['m.sort_key', 'm.person_id'])
    .select({
      personId: 't.person_id',
      name: 'p.name',
      sortKey: 'm.sort_key',
      groupName: 'm.group_name',
      said: 'o.forms',
    });
  const inPairs: { personId: string; form: Form }[] = await db('pair_members as pm')
    .join('pairs as q', 'q.id', 'pm.pair_id')
    .where({ 'pm.programme_id': programmeId, 'pm.side': 'mentor' })
    .where(personId === undefined ? {} : { 'pm.person_id': personId })
    .whereNull('pm.left_on')
    .whereNotIn('q.state', [...CLOSED_PAIR_STATES])
    .distinct({ personId: 'pm.person_id', form: 'q.form' });
  const forms = new Map<string, Form[]>();
  for (const { personId: id, form } of inPairs) forms.set(id, [...(forms.get(id) ?? []), form]);
  return rows.map(({ said, ...row }) => ({
    ...row,
    groupName: row.groupName || null,
    forms: [
      ...new Set([
        ...(forms.get(row.personId) ?? []),
        ...(said === null ? [] : fromJson<Form[]>(said)),
      ]),
    ],
  }));
}
