import type { Db } from '../../shared/db/connect.js';
import { inChunks } from './in-chunks.js';

export type StoredRow = Readonly<Record<string, unknown>>;

/** Rows of people who are known, which a file may add to or change: four statements for some hundred people. */
export interface KnownRows {
  /** Of the programme's members with their e-mail. */
  people: ReadonlyMap<string, StoredRow>;
  profiles: ReadonlyMap<string, StoredRow>;
  mentors: ReadonlyMap<string, StoredRow>;
  /** By «role person». */
  parts: ReadonlyMap<string, StoredRow>;
}

const byPerson = (rows: readonly StoredRow[]): Map<string, StoredRow> =>
  new Map(rows.map((row) => [String(row['person_id']), row]));

/** Reads what is stored of these people. */
export async function readKnown(
  db: Db,
  programmeId: string,
  ids: readonly string[],
): Promise<KnownRows> {
  const people = await inChunks<StoredRow>(ids, (part) =>
    db('people as p')
      .join('members as m', 'm.person_id', 'p.id')
      .where('m.programme_id', programmeId)
      .whereIn('p.id', part)
      .select({
        person_id: 'p.id',
        email: 'p.email',
        group_name: 'm.group_name',
        member_id: 'm.id',
        roles_by_hand: 'm.roles_by_hand',
      }),
  );
  const profiles = await inChunks<StoredRow>(ids, (part) =>
    db('profiles').whereIn('person_id', part),
  );
  const mentors = await inChunks<StoredRow>(ids, (part) =>
    db('mentor_profiles').whereIn('person_id', part),
  );
  const parts = await inChunks<StoredRow>(ids, (part) =>
    db('participations').where('programme_id', programmeId).whereIn('person_id', part),
  );
  return {
    people: byPerson(people),
    profiles: byPerson(profiles),
    mentors: byPerson(mentors),
    parts: new Map(parts.map((row) => [`${row['role']} ${row['person_id']}`, row])),
  };
}
