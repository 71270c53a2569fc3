import type { Db } from '../../shared/db/connect.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { MERGE_PARTS, type MergePart } from '../api/merges.js';
import type { Authority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import { duplicateStore, type PersonRecord } from './duplicate-store.js';
import { mergeStore } from './merge-store.js';
import { MOVED_COLUMNS } from './merge-tables.js';

type Preview = OutputOf<Contract['previewMerge']>;

export const conflictOf = (code: string): AppError =>
  new AppError('conflict', code, { problems: [{ path: '', code }] });

/** The two of a merge; who is not in the caller's programme does not exist for them. */
export async function checkPair(
  db: Db,
  { programmeId }: Pick<Authority, 'programmeId'>,
  keptId: string,
  mergedId: string,
): Promise<{ kept: PersonRecord; merged: PersonRecord }> {
  if (keptId === mergedId) throw invalid([{ path: 'mergedId', code: 'merge.samePerson' }]);
  const people = await duplicateStore(db).people(programmeId, [keptId, mergedId]);
  const kept = people.find((one) => one.personId === keptId);
  const merged = people.find((one) => one.personId === mergedId);
  if (!kept || !merged) throw notFound('participant');
  return { kept, merged };
}

/** The record as it is shown. */
export const shownRecord = (
  { version: _version, birthDate: _birthDate, ...record }: PersonRecord,
  roles: ReadonlyMap<string, PersonRecord['roles']>,
) => ({ ...record, roles: roles.get(record.personId) ?? [] });

/** What moves besides: rows that a merge handles by rules of their own. */
const COUNTED: readonly { table: string; part: MergePart; byPerson?: false }[] = [
  { table: 'members', part: 'programmes' },
  { table: 'participations', part: 'roles' },
  { table: 'profiles', part: 'profile' },
  { table: 'school_attendance', part: 'school', byPerson: false },
];

/** How many rows of each part name the merged person: one statement. */
async function countParts(
  db: Db,
  mergedId: string,
  programmeIds: readonly string[],
): Promise<Preview['moves']> {
  const store = mergeStore(db);
  const counted = [
    ...MOVED_COLUMNS.map((of) => ({ ...of })),
    ...COUNTED.map(({ table, part, byPerson }) => ({
      table,
      part,
      column: 'person_id',
      // Without an index of persons, by their programmes.
      ...(byPerson === false ? {} : { byPerson: true as const }),
    })),
  ];
  const [first, ...others] = counted.map(({ part, ...of }) =>
    store
      .rowsOf(of, mergedId, programmeIds)
      .select(db.raw('? as part', [part]), db.raw('count(*) as n')),
  );
  if (!first) return [];
  const rows = (await first.unionAll(others)) as { part: MergePart; n: number | string }[];
  const counts = new Map<MergePart, number>();
  for (const { part, n } of rows) counts.set(part, (counts.get(part) ?? 0) + Number(n));
  return MERGE_PARTS.flatMap((part) => {
    const n = counts.get(part) ?? 0;
    return n === 0 ? [] : [{ part, n }];
  });
}

/** The waves that both have answered. */
async function bothAnswered(db: Db, keptId: string, mergedId: string, programmeIds: string[]) {
  const rows: { title: string }[] = await db('survey_receipts as a')
    .join('survey_receipts as b', 'b.wave_id', 'a.wave_id')
    .join('survey_waves as w', 'w.id', 'a.wave_id')
    .whereIn('a.programme_id', programmeIds)
    .where({ 'a.person_id': keptId, 'b.person_id': mergedId })
    .orderBy('w.id')
    .select('w.title');
  return rows.map((row) => row.title);
}

function warningsOf(
  kept: PersonRecord,
  merged: PersonRecord,
  both: string[],
  parts: Preview['moves'],
) {
  const warnings: Preview['warnings'] = [];
  if (both.length > 0) warnings.push({ code: 'both_answered', titles: both });
  const dates = [kept.birthDate, merged.birthDate];
  if (!dates.includes(null) && dates[0] !== dates[1])
    warnings.push({ code: 'birth_dates', titles: [] });
  if (kept.lmsStatus !== 'none' && parts.some((one) => one.part === 'accounts'))
    warnings.push({ code: 'both_accounts', titles: [] });
  return warnings;
}

/**
 * What a merge will move, what stands against it and what has to be known before: seven statements at
 * most. Nothing is written.
 */
export async function previewMerge(
  deps: ServiceDeps,
  { authority, input }: Call<'previewMerge'>,
): Promise<Preview> {
  const { keptId, mergedId } = input;
  const { db } = deps;
  const { kept, merged } = await checkPair(db, authority, keptId, mergedId);
  const store = mergeStore(db);
  const programmeIds = await store.programmesOf([keptId, mergedId]);
  const theirs = await store.programmesOf([mergedId]);
  const roles = await duplicateStore(db).roles(authority.programmeId, [keptId, mergedId]);
  const shared = await store.sharedPairs(keptId, mergedId, programmeIds);
  const moves = await countParts(db, mergedId, programmeIds);
  const both = await bothAnswered(db, keptId, mergedId, programmeIds);
  return {
    kept: shownRecord(kept, roles),
    merged: shownRecord(merged, roles),
    moves,
    otherProgrammes: theirs.length - 1,
    obstacles: shared.length > 0 ? [{ code: 'same_pair', titles: shared }] : [],
    warnings: warningsOf(kept, merged, both, moves),
    keptVersion: kept.version,
    mergedVersion: merged.version,
  };
}
