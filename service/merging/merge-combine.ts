import type { Knex } from 'knex';
import {
  combineAttendance,
  combineMembers,
  combineParticipations,
  combinePlaces,
  combineProfiles,
  isDefaultOnly,
  type Taken,
} from './combine-rules.js';
import type { MergeRecord, Row } from './merge-record.js';
import type { MergeStore } from './merge-store.js';

export interface Pair {
  keptId: string;
  mergedId: string;
}

interface Place extends Pair {
  trx: Knex.Transaction;
  store: MergeStore;
  record: MergeRecord;
}

const idOf = (row: Row): string => String(row['id']);

async function takeOver(
  { store, record }: Place,
  table: string,
  key: Record<string, string>,
  change: Taken | null,
): Promise<void> {
  if (change === null) return;
  await store.update(table, key, change.after);
  record.changed.push({ table, key, ...change });
}

async function setAside({ store, record }: Place, table: string, ids: string[]): Promise<void> {
  const rows = await store.take(table, ids);
  record.removed.push(...rows.map((row) => ({ table, row })));
}

async function moveRows(place: Place, table: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  const { store, record, keptId, mergedId } = place;
  await store.move(table, 'person_id', ids, { from: mergedId, to: keptId });
  record.moved.push({ table, column: 'person_id', ids });
}

/** The membership of each programme: of two one stays, with what the other knew. */
async function combineMemberships(place: Place): Promise<void> {
  const { trx, keptId, mergedId } = place;
  const rows: Row[] = await trx('members').whereIn('person_id', [keptId, mergedId]).forUpdate();
  const keptIn = new Map(
    rows.filter((row) => row['person_id'] === keptId).map((row) => [row['programme_id'], row]),
  );
  const theirs = rows.filter((row) => row['person_id'] === mergedId);
  const both = theirs.filter((row) => keptIn.has(row['programme_id']));
  for (const row of both) {
    const kept = keptIn.get(row['programme_id']) as Row;
    await takeOver(place, 'members', { id: idOf(kept) }, combineMembers(kept, row));
  }
  await setAside(place, 'members', both.map(idOf));
  await moveRows(place, 'members', theirs.filter((row) => !both.includes(row)).map(idOf));
}

/** The roles in each programme. */
async function combineRoles(place: Place, byHandIn: ReadonlySet<unknown>): Promise<void> {
  const { trx, keptId, mergedId } = place;
  const rows: Row[] = await trx('participations')
    .whereIn('person_id', [keptId, mergedId])
    .whereIn('programme_id', trx('members').where('person_id', keptId).select('programme_id'))
    .forUpdate();
  const key = (row: Row) => `${row['programme_id']} ${row['role']}`;
  const mine = rows.filter((row) => row['person_id'] === keptId);
  const theirs = rows.filter((row) => row['person_id'] === mergedId);
  const keptIn = new Map(mine.map((row) => [key(row), row]));
  const hasRoles = new Set(mine.map((row) => row['programme_id']));
  const aside: Row[] = [];
  for (const row of theirs) {
    const kept = keptIn.get(key(row));
    if (kept) {
      await takeOver(place, 'participations', { id: idOf(kept) }, combineParticipations(kept, row));
      aside.push(row);
    } else if (
      hasRoles.has(row['programme_id']) &&
      isDefaultOnly(row, byHandIn.has(row['programme_id']))
    ) {
      aside.push(row);
    }
  }
  await setAside(place, 'participations', aside.map(idOf));
  await moveRows(place, 'participations', theirs.filter((row) => !aside.includes(row)).map(idOf));
}

/**
 * Who has stood in one pair under both records stood there from the first day of either to the last: what
 * lies between is told by the pair's history. The merged record's row is set aside with the others.
 */
export async function combineStays(place: Place): Promise<void> {
  const { trx, keptId, mergedId } = place;
  const rows: Row[] = await trx('pair_members')
    .whereIn('person_id', [keptId, mergedId])
    .forUpdate();
  const theirs = new Map(
    rows.filter((row) => row['person_id'] === mergedId).map((row) => [row['pair_id'], row]),
  );
  for (const kept of rows.filter((row) => row['person_id'] === keptId)) {
    const other = theirs.get(kept['pair_id']);
    if (other)
      await takeOver(place, 'pair_members', { id: idOf(kept) }, combinePlaces(kept, other));
  }
}

/** How they were at sessions of the mentors' school: of two rows of a session one stays. */
async function combineSchool(place: Place): Promise<void> {
  const { trx, keptId, mergedId } = place;
  const programmes = trx('members').where('person_id', keptId).select('programme_id');
  const rows: Row[] = await trx('school_attendance')
    .whereIn('person_id', [keptId, mergedId])
    .whereIn('programme_id', programmes)
    .forUpdate();
  const mine = new Map(
    rows.filter((row) => row['person_id'] === keptId).map((row) => [row['session_id'], row]),
  );
  const theirs = rows.filter((row) => row['person_id'] === mergedId);
  const both = theirs.filter((row) => mine.has(row['session_id']));
  for (const row of both) {
    const kept = mine.get(row['session_id']) as Row;
    await takeOver(place, 'school_attendance', { id: idOf(kept) }, combineAttendance(kept, row));
  }
  await setAside(place, 'school_attendance', both.map(idOf));
  await moveRows(place, 'school_attendance', theirs.filter((row) => !both.includes(row)).map(idOf));
}

async function combineProfileRows(place: Place): Promise<void> {
  const { trx, store, record, keptId, mergedId } = place;
  const rows: Row[] = await trx('profiles').whereIn('person_id', [keptId, mergedId]).forUpdate();
  const kept = rows.find((row) => row['person_id'] === keptId);
  const merged = rows.find((row) => row['person_id'] === mergedId);
  if (!merged) return;
  record.removed.push({ table: 'profiles', row: merged });
  await store.take('profiles', [mergedId], 'person_id');
  if (kept) {
    await takeOver(place, 'profiles', { person_id: keptId }, combineProfiles(kept, merged));
    return;
  }
  const row = { ...merged, person_id: keptId };
  await store.putBack('profiles', [row]);
  record.changed.push({
    table: 'profiles',
    key: { person_id: keptId },
    before: {},
    after: { version: merged['version'] },
  });
}

/** Makes one of what both have once: membership, roles, profile, attendance. A few statements a programme. */
export async function combine(place: Place): Promise<void> {
  const byHand: string[] = await place
    .trx('members')
    .where({ person_id: place.keptId, roles_by_hand: true })
    .pluck('programme_id');
  await combineMemberships(place);
  await combineRoles(place, new Set(byHand));
  await combineProfileRows(place);
  await combineSchool(place);
}
