import type { Db } from '../../shared/db/connect.js';
import type { Candidate } from './duplicate-rules.js';
import { duplicateStore, type PersonRecord } from './duplicate-store.js';

/** People as the rules of duplicates compare them. */
export function candidatesOf(
  people: readonly PersonRecord[],
  accounts: readonly { personId: string; issuer: string; subject: string }[],
): Candidate[] {
  const byPerson = new Map<string, Candidate['accounts'][number][]>();
  for (const { personId, ...account } of accounts) {
    byPerson.set(personId, [...(byPerson.get(personId) ?? []), account]);
  }
  return people.map(({ personId, name, email, contactEmail, birthYear }) => ({
    personId,
    name,
    birthYear,
    emails: [email, contactEmail].flatMap((one) => one || []),
    accounts: byPerson.get(personId) ?? [],
  }));
}

/** Everybody of a programme as the rules of duplicates compare them, with the group: one statement. */
export async function readCandidates(
  db: Db,
  programmeId: string,
): Promise<(Candidate & { groupName: string | null })[]> {
  const people = await duplicateStore(db).people(programmeId);
  const groups = new Map(people.map((one) => [one.personId, one.groupName]));
  return candidatesOf(people, []).map((one) => ({
    ...one,
    groupName: groups.get(one.personId) ?? null,
  }));
}
