import { todayIn, toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Authority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import { type Age, ageOn } from '../people/age-rules.js';
import { meetsSearch } from '../people/index.js';
import { annotationStore } from './annotation-store.js';
import {
  consentGaps,
  dataUse,
  isValidOn,
  type LedgerEntry,
  neededConsents,
  type Subject,
  validConsents,
} from './consent-rules.js';
import { consentStore, type Member, type StoredEntry, withdrawalsOf } from './consent-store.js';

type List = OutputOf<Contract['listConsents']>;
type Filter = Call<'listConsents'>['input'];
type OfPerson = OutputOf<Contract['myConsents']>;

const standingOf = (subject: Subject, entries: readonly LedgerEntry[], today: string) => ({
  age: ageOn(subject, today),
  needed: neededConsents(subject, today),
  valid: validConsents(subject, entries, today),
  gaps: consentGaps(subject, entries, today),
});

function toRow(member: Member, entries: readonly LedgerEntry[], today: string) {
  const { personId, name, groupName, roles } = member;
  const standing = standingOf(member, entries, today);
  return { personId, name, groupName, roles: [...roles], ...standing, sortKey: member.sortKey };
}
type Row = ReturnType<typeof toRow>;

function matches(row: Row, filter: Filter): boolean {
  const { role, age, state, gap, search, groupName } = filter;
  if (role !== undefined && !row.roles.includes(role)) return false;
  if (groupName !== undefined && row.groupName !== groupName) return false;
  if (age !== undefined && row.age !== age) return false;
  if (state !== undefined && (row.gaps.length === 0) !== (state === 'complete')) return false;
  if (gap !== undefined && !row.gaps.includes(gap)) return false;
  return meetsSearch(search, row.sortKey);
}

function countsOf(rows: readonly Row[]): List['counts'] {
  const byGap: Record<string, number> = {};
  for (const gap of rows.flatMap((row) => row.gaps)) byGap[gap] = (byGap[gap] ?? 0) + 1;
  const complete = rows.filter((row) => row.gaps.length === 0).length;
  return { people: rows.length, complete, byGap };
}

const inRussian = new Intl.Collator('ru', { numeric: true });

const groupsOf = (rows: readonly Row[]): string[] =>
  [...new Set(rows.flatMap((row) => row.groupName || []))].sort(inRussian.compare);

/**
 * A page of those who take part, with what is missing. The rules decide over all of the programme (two
 * statements, whatever the rows and the filter), so that they are told once, not again in SQL.
 */
export async function listConsents(
  deps: ServiceDeps,
  { authority, input }: Call<'listConsents'>,
): Promise<List> {
  const { programmeId, page, pageSize } = input;
  const today = todayIn(authority.timeZone, deps.clock);
  const store = consentStore(deps.db);
  const members = await store.membersWhoTakePart(programmeId);
  const entries = await store.entriesOf(programmeId);
  const all = members.map((one) => toRow(one, entries.get(one.personId) ?? [], today));
  const found = all.filter((row) => matches(row, input));
  return {
    rows: found
      .slice((page - 1) * pageSize, page * pageSize)
      .map(({ sortKey: _sortKey, ...row }) => row),
    total: found.length,
    page,
    pageSize,
    counts: countsOf(all),
    groups: groupsOf(all),
  };
}

const asLedger = (row: StoredEntry): LedgerEntry => row;

/** The ledger of one person with what holds of it today; `not_found` for who is not in the programme. */
export async function readConsents(
  deps: ServiceDeps,
  authority: Authority,
  personId: string,
): Promise<OfPerson> {
  const { programmeId } = authority;
  const today = todayIn(authority.timeZone, deps.clock);
  const store = consentStore(deps.db);
  const [member] = await store.membersByIds(programmeId, [personId]);
  if (!member) throw notFound('participant');
  const rows = await store.history(programmeId, personId);
  const added = await annotationStore(deps.db).ofPerson(programmeId, personId);
  const entries = rows.map(asLedger);
  return {
    personId,
    name: member.name,
    ...standingOf(member, entries, today),
    use: dataUse(member, entries, today),
    entries: rows.map(({ at, ...row }) => ({
      ...row,
      recordedAt: toIso(at),
      annotations: added
        .filter((one) => one.consentId === row.consentId)
        .map((one) => ({ ...one, at: toIso(one.at) })),
      valid: isValidOn({ ...row, at }, entries, member, today),
    })),
  };
}

export type DataUses = ReturnType<typeof dataUse>;

/** What is missing of these people's consents, by two statements; who lacks nothing is left out. */
export async function findConsentGaps(
  deps: ServiceDeps,
  { authority, input }: Call<'findConsentGaps'>,
): Promise<OutputOf<Contract['findConsentGaps']>> {
  const { programmeId, personIds } = input;
  const today = todayIn(authority.timeZone, deps.clock);
  const store = consentStore(deps.db);
  const members = await store.membersByIds(programmeId, personIds);
  if (members.length < new Set(personIds).size) throw notFound('participant');
  const entries = await store.entriesOf(programmeId, personIds);
  const people = members.map((one) => ({
    personId: one.personId,
    gaps: consentGaps(one, entries.get(one.personId) ?? [], today),
  }));
  return { people: people.filter(({ gaps }) => gaps.length > 0) };
}

/** Of these people those whose consent to take part was withdrawn: from that moment on nothing new is done with their data. */
export async function withdrawnAmong(
  db: Db,
  of: { programmeId: string; today: string },
  personIds: readonly string[],
): Promise<Set<string>> {
  const uses = await mayUseData(db, of, personIds);
  const withdrawn = [...uses].filter(([, use]) =>
    use.matching.reasons.includes('consent_withdrawn'),
  );
  return new Set(withdrawn.map(([personId]) => personId));
}

/**
 * All of a programme whose consent to take part was withdrawn, by at most three statements: one where
 * nobody ever took one back.
 */
export async function withdrawnOf(
  db: Db,
  of: { programmeId: string; today: string },
): Promise<Set<string>> {
  const ids: string[] = await withdrawalsOf(db, of.programmeId)
    .distinct('person_id')
    .pluck('person_id');
  return ids.length === 0 ? new Set() : withdrawnAmong(db, of, ids);
}

/** Whether one person's consent to take part was withdrawn; one statement of whom it never was. */
export async function isConsentWithdrawn(
  db: Db,
  of: { programmeId: string; today: string },
  personId: string,
): Promise<boolean> {
  const ever = await withdrawalsOf(db, of.programmeId).where('person_id', personId).first('id');
  return ever !== undefined && (await withdrawnAmong(db, of, [personId])).has(personId);
}

/** People asked for by one statement: far under any limit of bound values. */
const CHUNK = 1000;

/**
 * Whether people's data may be used on a day for matching, registers, publication, and if not, why.
 * Who is not in the programme is left out: their data may be used for nothing.
 * @param personIds whom it is about; left out: all mentors and mentees of the programme
 */
export async function mayUseData(
  db: Db,
  of: { programmeId: string; today: string },
  personIds?: readonly string[],
): Promise<Map<string, DataUses>> {
  const { programmeId, today } = of;
  const store = consentStore(db);
  const uses = new Map<string, DataUses>();
  const add = (members: readonly Member[], entries: ReadonlyMap<string, LedgerEntry[]>) => {
    for (const one of members) {
      uses.set(one.personId, dataUse(one, entries.get(one.personId) ?? [], today));
    }
  };
  if (personIds === undefined) {
    add(await store.membersWhoTakePart(programmeId), await store.entriesOf(programmeId));
    return uses;
  }
  const ids = [...new Set(personIds)];
  for (let from = 0; from < ids.length; from += CHUNK) {
    const part = ids.slice(from, from + CHUNK);
    add(await store.membersByIds(programmeId, part), await store.entriesOf(programmeId, part));
  }
  return uses;
}

/** What publication asks of somebody: how old they are by law, and which consents hold. */
export interface PublicationStanding {
  age: Age;
  /** The consent to take part was withdrawn: nothing is done with their data. */
  frozen: boolean;
  /** There is a consent to publication that holds, by the right one. */
  allowed: boolean;
}

/** The same of people of a programme: two statements. */
export async function readPublication(
  db: Db,
  of: { programmeId: string; today: string },
  personIds: readonly string[],
): Promise<Map<string, PublicationStanding>> {
  const ids = [...new Set(personIds)];
  if (ids.length === 0) return new Map();
  const store = consentStore(db);
  const members = await store.membersByIds(of.programmeId, ids);
  const entries = await store.entriesOf(of.programmeId, ids);
  return new Map(
    members.map((one) => {
      const use = dataUse(one, entries.get(one.personId) ?? [], of.today);
      return [
        one.personId,
        {
          age: ageOn(one, of.today),
          frozen: use.matching.reasons.includes('consent_withdrawn'),
          allowed: use.publication.allowed,
        },
      ];
    }),
  );
}

/** All who have ever acted for a minor of a programme, by person; also whose consent holds no longer. */
export const readEverRepresented = (db: Db, programmeId: string): Promise<Map<string, string[]>> =>
  consentStore(db).everRepresented(programmeId);

/** Who gave the newest parent's consent of each minor of a programme, by name. */
export const readRepresentatives = (db: Db, programmeId: string): Promise<Map<string, string>> =>
  consentStore(db).representatives(programmeId);
